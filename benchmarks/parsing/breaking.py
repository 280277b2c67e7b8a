"""Lines from text: where each word stands in its line, and what of it. Pure functions but for the fonts' widths."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from functools import cache

import pymupdf

LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "fi": "\ufb01", "fl": "\ufb02"}
_NEVER_FIRST = "。，、）」.,;:"
_UNSPACED = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_CONSONANTS = "bcdfgklmnprstvz"


@cache
def font(name: str) -> pymupdf.Font:
    """One of the fonts that PyMuPDF brings."""
    return pymupdf.Font(name)


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: font, size and distance of lines in points.

    Attributes:
        hyphens: chance that a word that does not fit is broken.
        hyphen: what then ends the line.
        ligatures: fi and the like are drawn as one sign.
        spaces: what is drawn between words, by chance; the truth has plain spaces.
    """

    font: str
    size: float
    leading: float
    hyphens: float = 0.0
    hyphen: str = "-"
    ligatures: bool = False
    spaces: tuple[str, ...] = (" ",)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or the part of it that stands on one line in one size.

    Attributes:
        text: its characters in the truth; what is drawn may have a hyphen or ligatures.
        space: what is drawn before it, "" where it is glued to the piece before.
        breaks: nothing stands in the truth between it and the piece before, which ends a line.
    """

    text: str
    drawn: str
    font: str
    size: float
    space: str
    rise: float = 0.0
    breaks: bool = False

    @property
    def width(self) -> float:
        """In points, without the space."""
        return float(font(self.font).text_length(self.drawn, self.size))

    @property
    def gap(self) -> float:
        """Width of the space before it."""
        return float(font(self.font).text_length(self.space, self.size)) if self.space else 0.0


def units(text: str, style: Style, source: random.Random) -> list[list[Piece]]:
    """What stays together on a line: words, and single characters of scripts without spaces.

    ``word^1`` is a word with a raised number.
    """
    result: list[list[Piece]] = []
    for word in text.split(" "):
        space = source.choice(style.spaces)
        for part in re.findall(f"{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern}).)+", word):
            base, _, mark = part.partition("^")
            unit = [Piece(base, _drawn(base, style), style.font, style.size, space)]
            if mark:
                raised = re.match(r"\d+", mark)
                number, rest = (raised.group(), mark[raised.end() :]) if raised else (mark, "")
                unit.append(Piece(number, number, style.font, style.size * 0.6, "", style.size * 0.35))
                if rest:
                    unit.append(Piece(rest, rest, style.font, style.size, ""))
            result.append(unit)
            space = ""
    return result


def _drawn(text: str, style: Style) -> str:
    if style.ligatures:
        for letters, sign in LIGATURES.items():
            text = text.replace(letters, sign)
    return text


def lines(text: str, style: Style, width: float, source: random.Random, *, first: float = 0.0) -> list[list[Piece]]:
    """The text in lines that fit the width; the first one is shorter by ``first``."""
    result: list[list[Piece]] = [[]]
    room = width - first
    waiting = units(text, style, source)
    while waiting:
        unit = waiting.pop(0)
        line = result[-1]
        needed = sum(piece.width + piece.gap for piece in unit) - (0 if line else unit[0].gap)
        if not line or needed <= room or unit[0].text[:1] in _NEVER_FIRST:
            line += unit
            room -= needed
            continue
        halves = _halves(unit, room, style, source)
        if halves:
            line.append(halves[0])
            waiting.insert(0, [halves[1]])
        else:
            waiting.insert(0, unit)
        result.append([])
        room = width
    return result


def _halves(unit: list[Piece], room: float, style: Style, source: random.Random) -> tuple[Piece, Piece] | None:
    """A word broken at one of its own hyphens, or between two consonants, so that its first part fits."""
    piece = unit[0]
    if len(unit) > 1 or source.random() >= style.hyphens:
        return None
    for at in range(len(piece.text) - 3, 2, -1):
        left, right = piece.text[:at], piece.text[at:]
        own = left[-1] == "-"
        if not own and (not piece.text.isalpha() or not piece.text.islower() or not _parts(left, right)):
            continue
        first = replace(piece, text=left, drawn=_drawn(left, style) + ("" if own else style.hyphen))
        if first.width + first.gap <= room:
            return first, replace(piece, text=right, drawn=_drawn(right, style), space="", breaks=True)
    return None


def _parts(left: str, right: str) -> bool:
    """Two consonants meet, and both sides have a vowel."""
    return (
        left[-1] in _CONSONANTS
        and right[0] in _CONSONANTS
        and bool(set(left) & set("aeiou") and set(right) & set("aeiou"))
    )
