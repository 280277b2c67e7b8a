"""Fonts whose characters the file names otherwise than the font itself does.

The characters of a PDF's text come from a map beside the font (ToUnicode), its picture from the font. An embedded font
often says itself which character each of its signs is. Where both speak and contradict each other, the letters decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docexplain.ingest.legibility.letters import LEAST_PAIRS, folded, likeness
from docexplain.ingest.text.blocks import Rect

_LEAST_WRONG, _LEAST_DIFFERENT = 6, 4
"""Signs that are named otherwise, and different ones among them: a few are another shape of the same letter."""
_MOST_WRONG = 0.4
"""Share of them among the signs of a piece of text that both name."""
_BETTER = 0.7
"""By so much must the font's own letters be more like a language's, where the map's are not unlike one."""
_ENOUGH, _LOOKS = 10, 3
"""Different signs by which a font is judged, and pages on which they are looked for."""
_MOST_FONTS = 2_000
"""Of one file that are looked at."""

Trace = Mapping[str, Sequence[Mapping[str, Any]]]
"""Pieces of text as ``get_texttrace`` gives them, by the name of their font."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """What the fonts of a page say.

    Attributes:
        false: places of text that is named otherwise than its font does.
        several: two of them may have one name, so that a name does not tell which is meant.
    """

    false: tuple[Rect, ...] = ()
    several: bool = True


class _Font:
    """A font of the file, read when it is first asked for.

    Attributes:
        looks: pages on which it still may be judged.
        false: its map is.
    """

    def __init__(self, document: Any, xref: int, name: str, looks: int = _LOOKS) -> None:
        self._document, self._xref, self._name = document, xref, name
        self.looks, self.false = looks, False

    @cached_property
    def names(self) -> frozenset[str]:
        """By which it may be called."""
        return frozenset({self._name, _plain(str(self._embedded.name))} if self._embedded else ())

    def shows(self, character: str, sign: int) -> bool:
        """The sign with this number is the font's for the character."""
        return self._embedded is not None and self._embedded.has_glyph(ord(character)) == sign

    @cached_property
    def characters(self) -> dict[int, str]:
        """What the font itself says that a sign is, by the sign's number; empty where it says nothing."""
        font = self._embedded
        try:
            found = {int(font.has_glyph(code)): chr(code) for code in font.valid_codepoints()} if font else {}
        except Exception:  # whatever a broken font raises: then it says nothing
            return {}
        return {sign: own for sign, own in found.items() if sign and not _is_private(own)}

    @cached_property
    def _embedded(self) -> Any:
        import pymupdf

        make_font: Any = pymupdf.Font
        try:
            data = self._document.extract_font(self._xref)[3]
            return make_font(fontbuffer=data) if data else None
        except Exception:
            return None


class FontMaps:
    """The fonts of one ``pymupdf.Document``, each judged on the first pages that use it."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts: dict[int, _Font] = {}

    def on(self, page: Any) -> Fonts:
        """The fonts of a ``pymupdf.Page``."""
        if not self._document.is_pdf:
            return Fonts()
        listed = page.get_fonts()
        names = [_plain(str(font[3])) for font in listed]
        fonts = [self._font(int(font[0]), name) for font, name in zip(listed, names, strict=True)]
        trace: Trace = {}
        if any(font.looks or font.false for font in fonts):
            trace = _trace(page)
        false: list[Rect] = []
        for font in fonts:
            if font.looks or font.false:
                false += _judged(font, trace)
        return Fonts(tuple(false), several=len(set(names)) < len(names))

    def _font(self, xref: int, name: str) -> _Font:
        if xref not in self._fonts:
            if len(self._fonts) >= _MOST_FONTS:
                return _Font(self._document, xref, name, looks=0)
            self._fonts[xref] = _Font(self._document, xref, name)
        return self._fonts[xref]


def _judged(font: _Font, trace: Trace) -> list[Rect]:
    """Places of the page where the font's map is false; it stays so for the rest of the file, or is true for it."""
    spans = [span for name in font.names for span in trace.get(name, ())]
    signs = {(sign[0], sign[1]) for span in spans for sign in span["chars"] if sign[1] > 0}
    other = {sign for sign in signs if not font.shows(chr(sign[0]), sign[1])}
    font.looks = max(font.looks - 1, 0) if len(signs) < _ENOUGH and font.names else 0
    if len(other) < _LEAST_DIFFERENT and not font.false:
        return []
    named = {sign for sign in signs if sign not in other or sign[1] in font.characters}
    wrong = {sign for sign in named & other if _differ(chr(sign[0]), font.characters[sign[1]])}
    if not wrong or (len(wrong) < _LEAST_DIFFERENT and not font.false):
        return []
    bad = [span for span in spans if _is_wrong(span, named, wrong)]
    if not font.false:
        font.false = _is_false([sign for span in bad for sign in span["chars"]], font.characters, wrong)
    return [_rect(span) for span in bad] if font.false else []


def _is_wrong(span: Mapping[str, Any], named: set[tuple[int, int]], wrong: set[tuple[int, int]]) -> bool:
    """Most of the signs of a piece of text of which the font says something are something else."""
    signs = [(sign[0], sign[1]) for sign in span["chars"]]
    return sum(sign in wrong for sign in signs) > _MOST_WRONG * sum(sign in named for sign in signs)


def _is_false(drawn: Sequence[Any], own: Mapping[int, str], wrong: set[tuple[int, int]]) -> bool:
    """The characters that are named otherwise are less like those of a language.

    Args:
        drawn: of each sign first the character's code, then the number of the sign.
    """
    if sum((sign[0], sign[1]) in wrong for sign in drawn) < _LEAST_WRONG:
        return False
    says = likeness("".join(chr(sign[0]) for sign in drawn))
    shows = likeness("".join(own.get(sign[1], " ") for sign in drawn))
    if says.pairs < LEAST_PAIRS or shows.pairs < LEAST_PAIRS:
        # Too little to tell by letters; a font made for another script than it says has none of them right.
        same_script = sum(_script(chr(code)) == _script(own[sign]) for code, sign in wrong) > len(wrong) / 2
        return shows.pairs >= says.pairs and same_script
    return says.is_strange or shows.mean > says.mean + _BETTER


def _differ(said: str, own: str) -> bool:
    """They are two letters or digits, whatever their case and accents, or one is and the other is not."""
    if said == own or said.isspace() or own.isspace() or not (said.isalnum() or own.isalnum()):
        return False
    return folded(said)[:1] != folded(own)[:1]


def _script(character: str) -> int:
    """Something that tells scripts apart: letters of one stand together."""
    return -1 if ord(character) < 0x250 else ord(character) >> 8


def _trace(page: Any) -> Trace:
    spans: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for span in page.get_texttrace():
        spans[_plain(span["font"])].append(span)
    return spans


def _rect(span: Mapping[str, Any]) -> Rect:
    x0, y0, x1, y1 = (float(value) for value in span["bbox"])
    return x0, y0, x1, y1


def _plain(name: str) -> str:
    """Without what marks a part of a font, and as MuPDF cuts it short."""
    marked = len(name) > 7 and name[6] == "+" and name[:6].isupper()
    return "".join(character for character in (name[7:] if marked else name).lower() if character.isalnum())[:24]


def _is_private(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"
