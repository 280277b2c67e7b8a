"""The words of a page and where each of them stands, from the single characters that MuPDF finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

from docexplain.ingest.strings.cleaning import BULLETS, LEADERS, clean, count, is_ideograph
from docexplain.ingest.text.blocks import Rect, union
from docexplain.ingest.text.printed_twice import DRAWN, take_out_copies
from docexplain.ingest.text.rotation import UPRIGHT, SetText, Way, lean_of, ways_of
from docexplain.ingest.text.sign_tables import BOXES, signs_of

_BOLD = 16
"""Bit of MuPDF's font flags."""
_FARTHEST = 1e6
"""Points from the page's corner; what is said to stand further away stands nowhere."""
_GUESSED = 1.22
"""Two sizes that OCR guesses for lines of one size differ by this factor at most."""
_SOME = 12
"""Characters of a line that tell whether it is mirrored."""
_LED = re.compile(f"[{re.escape(LEADERS)}]{{5,}}")
_PARTS = re.compile(f"[{re.escape(LEADERS)}]{{5,}}|[^{re.escape(LEADERS)}]+|[{re.escape(LEADERS)}]+")
_BULLET = re.compile(f"[{BULLETS}]+(?=[^{BULLETS}])")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A word: characters of one line without white space between them. Of a script that sets no spaces, one character.

    Attributes:
        text: clean, with a soft hyphen at its end if it has one.
        block, line: number it as MuPDF found it.
        size: font size in points.
        glued: no white space stands before it in its line.
        characters: how many it takes from the page.
        colour: it is drawn in, as 0xRRGGBB.
        painted: it is drawn at all, as far as the file says.
        hidden: why nobody sees it, as :mod:`docexplain.ingest.page.hidden` says, or why what is seen cannot be read, as
            :mod:`docexplain.ingest.legibility.misread` does; empty for what can be seen and read.
        struck: it is struck through, as :mod:`docexplain.ingest.page.strikes` says.
        aside: what it is that belongs to no paragraph, as :mod:`docexplain.ingest.furniture.aside` says.
        way: how its line lies on the page.
    """

    rect: Rect
    text: str
    block: int
    line: int
    size: float = 0.0
    bold: bool = False
    glued: bool = False
    characters: int = 0
    colour: int = 0
    painted: bool = True
    hidden: str = ""
    struck: bool = False
    aside: str = ""
    way: Way = UPRIGHT

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle, in points."""
        return (self.rect[0] + self.rect[2]) / 2, (self.rect[1] + self.rect[3]) / 2

    def is_in(self, rect: Rect, margin: float = 0.0) -> bool:
        """Its middle is in the rectangle, or no further outside than the margin, in points."""
        left, top, right, bottom = self.rect
        x, y = (left + right) / 2, (top + bottom) / 2
        x0, y0, x1, y1 = rect
        return x0 - margin <= x <= x1 + margin and y0 - margin <= y <= y1 + margin


def around(words: Iterable[Glyphs]) -> Rect:
    """The smallest rectangle around all words."""
    return union([word.rect for word in words])


class _Character(NamedTuple):  # made for each character of a file, thrice as fast as a dataclass
    text: str
    rect: Rect
    size: float
    bold: bool
    colour: int
    painted: bool
    struck: bool


def page_words(raw: dict[str, Any]) -> list[Glyphs]:
    """The words of a page in MuPDF's order; what cannot be seen is no word.

    Args:
        raw: what a ``pymupdf.TextPage`` gives as ``extractRAWDICT()``; characters printed twice are taken out of it.
    """
    take_out_copies(raw)
    words: list[Glyphs] = []
    ways = iter(ways_of([_set_text(line) for line in _lines(raw)]))
    for number, block in enumerate(raw["blocks"]):
        for line_number, line in enumerate(block.get("lines", ())):
            words += line_words(_characters(line), number, line_number, next(ways))
    return words


def page_lean(raw: dict[str, Any]) -> float:
    """See :func:`docexplain.ingest.text.rotation.lean_of`, of the same ``raw``."""
    return lean_of(_set_text(line) for line in _lines(raw))


def _lines(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for block in raw["blocks"] for line in block.get("lines", ())]


def _set_text(line: dict[str, Any]) -> SetText:
    characters = [character for span in line["spans"] for character in span["chars"]]
    x, y = line["dir"]
    rise = 0.0
    # Of upright columns nothing is above the line.
    for character in characters[:_SOME] if not line["wmode"] else ():
        x0, y0, x1, y1 = character["bbox"]
        at = character["origin"]
        rise += ((x0 + x1) / 2 - at[0]) * y - ((y0 + y1) / 2 - at[1]) * x
    origin = characters[0]["origin"] if characters else (0.0, 0.0)
    return SetText((x, y), rise, origin, len(characters))


def line_words(characters: Iterable[_Character], block: int, line: int, way: Way = UPRIGHT) -> list[Glyphs]:
    """The words of one line."""
    words: list[Glyphs] = []
    spaced = True
    for run in _runs(characters):
        if not run:
            spaced = True
        for part in _parts(run, first=not words) if run else ():
            text = clean("".join(c.text for c in part))
            if not text:
                continue
            longest = max(part, key=lambda c: c.size)
            words.append(
                Glyphs(
                    union([c.rect for c in part]),
                    text,
                    block,
                    line,
                    longest.size,
                    bold=all(c.bold for c in part),
                    glued=not spaced and _joins(words[-1].text, text),
                    characters=1 if text in BOXES else count(text),
                    colour=longest.colour,
                    painted=longest.painted,
                    struck=longest.struck,
                    way=way,
                )
            )
            spaced = False
    return words


def evened(words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words with the sizes that OCR guessed line by line made one where they are about that of most of the page: a
    line without high letters is not in smaller print."""
    guessed = sorted((word.size, word.characters) for word in words if not word.painted)
    half, passed = sum(count for _, count in guessed) / 2, 0.0
    usual = 0.0
    for size, characters in guessed:
        passed += characters
        if passed >= half:
            usual = size
            break
    least, most = usual / _GUESSED, usual * _GUESSED
    return [replace(word, size=usual) if not word.painted and least <= word.size <= most else word for word in words]


def _joins(before: str, text: str) -> bool:
    """Nothing stands between two parts of a word; a box is one of its own but for brackets and points."""
    if before in BOXES:
        return not text[0].isalnum() and text not in BOXES
    return text not in BOXES or not before[-1].isalnum()


def _runs(characters: Iterable[_Character]) -> Iterator[list[_Character]]:
    """What white space parts, and colours: a word of two is two words, one of them may be that of the paper. Between
    them an empty list for the white space."""
    run: list[_Character] = []
    drawn: tuple[object, ...] = ()
    for character in characters:
        if character[0].isspace():
            if run:
                yield run
            run = []
            yield []
        else:
            before, drawn = drawn, character[4:]
            if run and drawn != before:
                yield run
                run = []
            run.append(character)
    if run:
        yield run


def _characters(line: dict[str, Any]) -> Iterator[_Character]:
    for span in line["spans"]:
        signs = signs_of(span["font"])
        size, bold = round(float(span["size"]), 1), bool(span["flags"] & _BOLD)
        painted = bool(span["char_flags"] & DRAWN) and span["alpha"] > 0
        colour = int(span["color"])
        for character in span["chars"]:
            x0, y0, x1, y1 = rect = character["bbox"]
            if x0 > x1 or y0 > y1:
                x0, y0, x1, y1 = rect = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if -_FARTHEST < x0 <= x1 < _FARTHEST and -_FARTHEST < y0 <= y1 < _FARTHEST:
                text, struck = character["c"], character.get("struck", False)
                yield _Character(signs.get(text, text), rect, size, bold, colour, painted, struck)


def _parts(run: list[_Character], *, first: bool) -> Iterator[list[_Character]]:
    """Dots that lead to a page number, a bullet that begins the line, boxes and ideographs are words of their own."""
    text = "".join(c.text if len(c.text) == 1 else " " for c in run)
    begin = 0
    bullet = _BULLET.match(text) if first else None
    if bullet:
        yield run[: bullet.end()]
        begin = bullet.end()
    pieces = [found.span() for found in _PARTS.finditer(text, begin)] if _LED.search(text) else [(begin, len(run))]
    plain = text.isascii() and " " not in text  # nearly always
    for start, end in pieces:
        piece = run[start:end]
        if plain and piece:
            yield piece
        for alone, some in () if plain else groupby(piece, key=_stands_alone):
            if alone:
                yield from ([character] for character in some)
            else:
                yield list(some)


def _stands_alone(character: _Character) -> bool:
    return character.text in BOXES or is_ideograph(character.text)
