"""Fonts whose characters the file names otherwise than the font itself does.

The characters of a PDF's text come from a map beside the font (ToUnicode), its picture from the font. An embedded font
often says itself which character each of its signs is. Where both speak and contradict each other, the letters decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from docexplain.ingest.legibility.letters import LEAST_PAIRS, folded, likeness

_LEAST_WRONG, _LEAST_DIFFERENT = 6, 4
"""Signs that are named otherwise, and different ones among them: a few are another shape of the same letter."""
_MOST_WRONG = 0.4
"""Share of them among the signs that both name."""
_BETTER = 0.7
"""By so much must the font's own letters be more like a language's, where the map's are not unlike one."""
_NAME = 25
"""Characters of a font's name that are compared: MuPDF cuts it short."""
_MOST_FONTS = 2_000
"""Of one file that are looked at."""


class FontMaps:
    """The fonts of one ``pymupdf.Document``, each looked at on the first page that uses it."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._seen: dict[int, bool] = {}
        """By the number of a font's object: whether its map is false."""

    def false_on(self, page: Any) -> frozenset[str]:
        """Names of fonts on a ``pymupdf.Page`` whose map is false, as ``extractRAWDICT`` gives them."""
        if not self._document.is_pdf:
            return frozenset()
        fonts = {int(font[0]): str(font[3]) for font in page.get_fonts() if font[0] and font[1] != "n/a"}
        new = [xref for xref in fonts if xref not in self._seen]
        if new and len(self._seen) < _MOST_FONTS:
            self._judge(page, {xref: fonts[xref] for xref in new})
        return frozenset(_short(fonts[xref]) for xref in fonts if self._seen.get(xref))

    def _judge(self, page: Any, fonts: dict[int, str]) -> None:
        drawn = _drawn(page)
        for xref, name in fonts.items():
            signs = drawn.get(_short(name), [])
            font = _Embedded(self._document, xref)
            self._seen[xref] = bool(signs) and _is_false(signs, font)


def same_font(name: str, others: Iterable[str]) -> bool:
    """One of the other names, as :meth:`FontMaps.false_on` gives them, is the font's."""
    return _short(name) in others


class _Embedded:
    """A font as embedded in the file."""

    def __init__(self, document: Any, xref: int) -> None:
        self._document, self._xref = document, xref

    @cached_property
    def characters(self) -> dict[int, str]:
        """What the font itself says that a sign is, by the sign's number; empty where it says nothing."""
        import pymupdf

        make_font: Any = pymupdf.Font
        try:
            data = self._document.extract_font(self._xref)[3]
            font = make_font(fontbuffer=data) if data else None
            found = {int(font.has_glyph(code)): chr(code) for code in font.valid_codepoints()} if font else {}
        except Exception:  # whatever a broken font raises: then it says nothing
            return {}
        return {sign: character for sign, character in found.items() if sign and not _is_private(character)}


def _is_false(signs: list[tuple[str, int]], font: _Embedded) -> bool:
    """The map's characters are not the font's, and are less like those of a language."""
    named = [(said, font.characters[sign]) for said, sign in signs if sign in font.characters]
    wrong = [(said, own) for said, own in named if _differ(said, own)]
    if len(wrong) < max(_LEAST_WRONG, _MOST_WRONG * len(named)) or len(set(wrong)) < _LEAST_DIFFERENT:
        return False
    said = likeness("".join(character for character, _ in signs))
    own = likeness("".join(font.characters.get(sign, " ") for _, sign in signs))
    if said.pairs < LEAST_PAIRS or own.pairs < LEAST_PAIRS:
        # Too little to tell by letters; a font made for another script than it says has none of them right.
        same_script = sum(_script(one) == _script(other) for one, other in wrong) > len(wrong) / 2
        return not said.is_strange and own.pairs >= said.pairs and same_script
    return said.is_strange or own.mean > said.mean + _BETTER


def _differ(said: str, own: str) -> bool:
    """They are two letters or digits, whatever their case and accents, or one is and the other is not."""
    if said == own or said.isspace() or own.isspace() or not (said.isalnum() or own.isalnum()):
        return False
    return folded(said)[:1] != folded(own)[:1]


def _script(character: str) -> int:
    """Something that tells scripts apart: letters of one stand together."""
    return -1 if ord(character) < 0x250 else ord(character) >> 8


def _drawn(page: Any) -> dict[str, list[tuple[str, int]]]:
    """Character and number of the sign of all that is drawn on the page, by font."""
    drawn: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for span in page.get_texttrace():
        drawn[_short(span["font"])] += [(chr(sign[0]), int(sign[1])) for sign in span["chars"] if sign[1] > 0]
    return drawn


def _short(name: str) -> str:
    """Without what marks a part of a font, as far as names are compared."""
    marked = len(name) > 7 and name[6] == "+" and name[:6].isupper()
    return (name[7:] if marked else name)[:_NAME]


def _is_private(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"
