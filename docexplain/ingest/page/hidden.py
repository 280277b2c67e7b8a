"""Text in the file that nobody sees on the page: white on white, covered, outside, tiny, set to be invisible.

A model reads it like any other, so it could put an answer into a contract whose readers find nothing of it. What is
drawn decides: the page's picture, one dot a point, is looked at where each word stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docexplain.ingest.legibility.drawing import drawn
from docexplain.ingest.legibility.overtyped import overtyped
from docexplain.ingest.text.blocks import Block, Rect, area, area_in_common
from docexplain.ingest.text.drawn import steps_of
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import text_lines
from docexplain.ingest.text.paragraph_breaks import commonest_size
from docexplain.records import BlockClass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INVISIBLE = "set to be invisible"
OUTSIDE = "outside the page"
SMALL = "too small to be read"
SAME_COLOUR = "in the colour of what is behind it"
COVERED = "covered or cut off"
"""Reasons, to follow "text that is"."""

_SMALLEST = 2.0
"""Font size in points, on a page of common size."""
_SMALLEST_SHARE = 0.004
"""Of the page's shorter side: a small page is looked at from nearer."""
_SMALLEST_ADVANCE = 0.6
"""Points from one character to the next; some fonts have glyphs many times as large as their size says."""
_SQUEEZED = 4.0
"""Font size in points from which on squeezed text can be read, and then is."""
_THIN, _FLAT_LINE = 0.35, 0.9
"""Points of a character's width, and of a line's height, below which nothing can be read."""
_SAME = 20
"""Difference of two colours, of 255 in the channel where it is largest, that a person hardly sees."""
_FLAT = 12
"""The same between the lightest and the darkest dot of a place where nothing can be seen."""
_INK = 0.2
"""Share of a word's place that is not in its colour, at least: letters leave more than half of it free."""
_ALL = 0.99
"""Where less of it has another colour, both letters and paper are seen."""
_LARGE_PICTURE = 0.5
"""Share of a page that a picture covers for text upon or under it to be what OCR found in it."""


def marked(page: Any, words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words of a ``pymupdf.Page``, those that nobody sees with the reason."""
    if not words:
        return []
    width, height = float(page.rect.width), float(page.rect.height)
    scans = _large_pictures(page, width * height)
    picture = _Picture.of(page)
    seen = [word.rect for word in words if word.painted]
    reasons = dict.fromkeys(overtyped(page, words), COVERED)
    for i, word in enumerate(words):
        if i in reasons:
            continue
        if any(character.isalnum() for character in word.text):
            reasons[i] = word.hidden or _reason(word, (width, height), scans, picture, seen)
    found = [reasons.get(i) or _beside(words, reasons, i) for i in range(len(words))]
    return [replace(word, hidden=why) if why != word.hidden else word for word, why in zip(words, found, strict=True)]


def blocks_of(number: int, words: Sequence[Glyphs]) -> list[Block]:
    """Blocks of the words that nobody sees, as they follow each other in the file."""
    hidden = [word for word in words if word.hidden]
    blocks = []
    for (_, reason), group in groupby(hidden, key=lambda word: (word.block, word.hidden)):
        inside = list(group)
        lines = tuple(line for line in text_lines(inside) if line.text)
        if lines:
            count = sum(word.characters for word in inside)
            size = commonest_size(inside)
            blocks.append(Block(number, around(inside), BlockClass.TEXT, lines, size, count, hidden=reason))
    return blocks


def _reason(
    word: Glyphs, page: tuple[float, float], scans: Sequence[Rect], picture: _Picture | None, seen: Sequence[Rect]
) -> str:
    """Why nobody sees the word; empty when somebody may."""
    x0, y0, x1, y1 = word.rect
    if x1 <= 0 or y1 <= 0 or x0 >= page[0] or y0 >= page[1]:
        return OUTSIDE
    if _is_tiny(word, min(page)):
        return SMALL
    scanned = any(word.is_in(scan) for scan in scans)
    if picture is None or (scanned and not word.painted):
        return ""
    if not word.painted:
        drawn = picture.varies(word.rect) and not any(_covers(other, word.rect) for other in seen)
        return "" if drawn else INVISIBLE
    other = picture.differs(word.rect, word.colour)
    if other < _INK:
        return SAME_COLOUR
    # Some programs draw the scan over the text that OCR found in it.
    return "" if other < _ALL or scanned or picture.varies(word.rect) else COVERED


def _is_tiny(word: Glyphs, side: float) -> bool:
    """Small, or as if it were by being squeezed: then the size, which is that of the square, says little."""
    width, height = word.rect[2] - word.rect[0], word.rect[3] - word.rect[1]
    if 0 < word.size < _SQUEEZED and (width < min(3.0, _THIN * len(word.text)) or height < _FLAT_LINE):
        return True
    advance = max(word.rect[2] - word.rect[0], word.rect[3] - word.rect[1]) / max(len(word.text), 1)
    return 0 < word.size < min(_SMALLEST, _SMALLEST_SHARE * side) and advance < 2 * _SMALLEST_ADVANCE


def _covers(one: Rect, other: Rect) -> bool:
    """It covers a third of the other."""
    return 3 * area_in_common(one, other) > area(other)


def _beside(words: Sequence[Glyphs], reasons: dict[int, str], i: int) -> str:
    """Of a word without letters, whose place says little: what is said of the one beside it that is drawn alike."""
    for other in (i - 1, i + 1):
        if 0 <= other < len(words) and _alike(words[i], words[other]) and other in reasons:
            return reasons[other]
    return ""


def _alike(one: Glyphs, other: Glyphs) -> bool:
    same_line = (one.block, one.line) == (other.block, other.line)
    return same_line and (one.colour, one.painted) == (other.colour, other.painted)


def _large_pictures(page: Any, area: float) -> list[Rect]:
    pictures = []
    for kind, (x0, y0, x1, y1) in steps_of(page):
        if "image" in kind and (min(x1, page.rect.width) - max(x0, 0)) * (y1 - y0) >= _LARGE_PICTURE * area:
            pictures.append((float(x0), float(y0), float(x1), float(y1)))
    return pictures


class _Picture:
    """What is drawn on a page, as dots of red, green and blue."""

    def __init__(self, dots: NDArray[np.uint8], scale: float) -> None:
        self._dots, self._scale = dots, scale
        self._others: dict[int, NDArray[np.int32]] = {}

    @classmethod
    def of(cls, page: Any) -> _Picture | None:
        """The page's picture; None where it cannot be drawn, so that nothing can be said."""
        import pymupdf

        found = drawn(page, pymupdf.csRGB)
        return None if found is None else cls(*found)

    def varies(self, rect: Rect) -> bool:
        """Something can be seen there."""
        left, top, right, bottom = self._place(rect)
        dots = self._dots[top:bottom, left:right]
        green = dots[:, :, 1]  # it nearly always tells already
        if int(green.max()) - int(green.min()) > _FLAT:
            return True
        place = dots.reshape(-1, 3).astype("int16")
        return bool((place.max(axis=0) - place.min(axis=0)).max() > _FLAT)

    def differs(self, rect: Rect, colour: int) -> float:
        """The share of the place that has another colour (0xRRGGBB)."""
        left, top, right, bottom = self._place(rect)
        if colour not in self._others:
            self._others[colour] = self._counted(colour)
        counts = self._others[colour]
        inside = counts[bottom, right] - counts[top, right] - counts[bottom, left] + counts[top, left]
        return float(inside) / ((right - left) * (bottom - top))

    def _counted(self, colour: int) -> NDArray[np.int32]:
        """How many dots of another colour stand above and left of each dot: a place is then four look-ups."""
        import numpy as np

        height, width, _ = self._dots.shape
        other = np.zeros((height, width), dtype=bool)
        for channel, value in enumerate((colour >> 16 & 255, colour >> 8 & 255, colour & 255)):
            least, most = max(value - _SAME, 0), min(value + _SAME, 255)
            # What is below the least becomes large: these numbers go round.
            other |= self._dots[:, :, channel] - np.uint8(least) > np.uint8(most - least)
        counts = np.zeros((height + 1, width + 1), dtype=np.int32)
        np.cumsum(other, axis=1, dtype=np.int32, out=counts[1:, 1:])
        np.cumsum(counts, axis=0, out=counts)
        return counts

    def _place(self, rect: Rect) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in dots; at least one of them."""
        height, width, _ = self._dots.shape
        x0, y0, x1, y1 = (value * self._scale for value in rect)
        left, top = min(max(int(x0), 0), width - 1), min(max(int(y0), 0), height - 1)
        right, bottom = min(max(int(x1) + 1, left + 1), width), min(max(int(y1) + 1, top + 1), height)
        return left, top, right, bottom
