"""Text that does not stand upright: set from the bottom up, from the top down, upside down or mirrored. It is read as
if it did, and its boxes are brought back to where they are seen. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, cos, degrees, radians, sin
from typing import NamedTuple

from docexplain.records import Box, Document
from docexplain.records.word_boxes import pack, unpack

_MOST = 0.7
"""Share of a page's characters that must lie one way for the page to be turned; those that lie aslant have no vote."""
_ASLANT = 10
"""Degrees; less is a scan that was put in askew."""
_LEAST_LEAN = 0.4
"""Degrees at which the lines of a page begin to mix, and a table's rows do."""
_ALIKE = 0.7
"""Degrees between two lines, at most, that lean alike."""


class Way(NamedTuple):
    """How text lies on a page: it can be read when it is turned clockwise by ``degrees``, and then, if it is
    ``mirrored``, mirrored left to right."""

    degrees: int = 0
    mirrored: bool = False

    @property
    def aslant(self) -> bool:
        """Neither upright nor sideways nor upside down."""
        return self.degrees % 90 != 0


UPRIGHT = Way()


class SetText(NamedTuple):
    """A line of text as it is set.

    Attributes:
        direction: vector in which it is written, y downwards.
        rise: how far its letters reach over their line, less how far under it, were they not mirrored.
        origin: of its first character.
        characters: how many.
    """

    direction: tuple[float, float]
    rise: float
    origin: tuple[float, float]
    characters: int


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page was turned to be read.

    Attributes:
        degrees: clockwise, 0, 90, 180 or 270.
        width, height: of the page as it is seen, in points.
        mirrored: left to right, after it was turned.
        lean: degrees by which it was turned on, counterclockwise, about its middle: those of a scan put in askew.
    """

    degrees: int
    width: float
    height: float
    mirrored: bool = False
    lean: float = 0.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the turned page; of one put straight, with room for its corners."""
        width, height = self._before
        across, down = abs(cos(radians(self.lean))), abs(sin(radians(self.lean)))
        return width * across + height * down, width * down + height * across

    @property
    def _before(self) -> tuple[float, float]:
        """The same before it was put straight."""
        return (self.height, self.width) if self.degrees % 180 else (self.width, self.height)

    def back(self, x: float, y: float) -> Point:
        """A point of the turned page, where it is seen."""
        x, y = _about((x, y), self.size, self._before, self.lean)
        if self.mirrored:
            x = self._before[0] - x
        places = {0: (x, y), 90: (y, self.height - x), 180: (self.width - x, self.height - y), 270: (self.width - y, x)}
        return places[self.degrees]

    def forth(self, x: float, y: float) -> Point:
        """A point as it is seen, on the turned page."""
        places = {0: (x, y), 90: (self.height - y, x), 180: (self.width - x, self.height - y), 270: (y, self.width - x)}
        x, y = places[self.degrees]
        if self.mirrored:
            x = self._before[0] - x
        return _about((x, y), self._before, self.size, -self.lean)


def _about(point: Point, size: Point, other: Point, degrees: float) -> Point:
    """A point turned clockwise about the middle of a page, which comes to the middle of another."""
    x, y = point[0] - size[0] / 2, point[1] - size[1] / 2
    across, down = cos(radians(degrees)), sin(radians(degrees))
    return x * across - y * down + other[0] / 2, x * down + y * across + other[1] / 2


def ways_of(lines: Sequence[SetText]) -> list[Way]:
    """How each line of a page lies, in the order in which they are set."""
    mirrored = [line.rise < 0 for line in lines]
    # Some fonts are drawn upside down and set so that they stand upright again, but their lines follow each other down.
    against = 0
    for (one, first), (other, second) in pairwise(zip(lines, mirrored, strict=True)):
        if first and second and one.direction == other.direction:
            x, y = one.direction
            ahead = (other.origin[0] - one.origin[0]) * y - (other.origin[1] - one.origin[1]) * x
            against += (ahead > 0) - (ahead < 0)
    return [_way(line.direction, mirrored=flag and against > 0) for line, flag in zip(lines, mirrored, strict=True)]


def _way(direction: tuple[float, float], *, mirrored: bool) -> Way:
    x, y = direction
    turn = -degrees(atan2(-y, -x) if mirrored else atan2(y, x))
    straight = 90 * round(turn / 90)
    return Way(round(straight if abs(turn - straight) <= _ASLANT else turn) % 360, mirrored)


def lean_of(lines: Iterable[SetText]) -> float:
    """Degrees clockwise by which the lines of a page lean, all alike, as those of a scan that was put in askew do; 0
    where they hardly do."""
    leans = []
    for line in lines:
        angle = degrees(atan2(line.direction[1], line.direction[0]))
        leans.append((angle - 90 * round(angle / 90), line.characters))
    total = sum(characters for _, characters in leans)
    leans.sort()
    passed = 0
    for middle, characters in leans:
        passed += characters
        if 2 * passed >= total:
            alike = sum(count for lean, count in leans if abs(lean - middle) <= _ALIKE)
            return middle if _LEAST_LEAN < abs(middle) <= _ASLANT and alike >= _MOST * total else 0.0
    return 0.0


def way_of_page(texts: Iterable[tuple[Way, int]]) -> Way:
    """How most of a page lies; where nothing is most, the page is read as it is.

    Args:
        texts: how each piece of it lies, and its number of characters.
    """
    votes: Counter[Way] = Counter()
    for way, characters in texts:
        if not way.aslant:
            votes[way] += characters
    way, characters = votes.most_common(1)[0] if votes else (UPRIGHT, 0)
    return way if characters >= _MOST * votes.total() else UPRIGHT


def turned_back(document: Document, turns: Mapping[int, Turn]) -> Document:
    """The document with all boxes on turned pages where they are seen."""
    if not turns:
        return document
    paragraphs = tuple(
        replace(p, boxes=tuple(_box(box, turns) for box in p.boxes), words=_words(p.words, turns))
        if any(box.page in turns for box in p.boxes)
        else p
        for p in document.paragraphs
    )
    furniture = tuple(replace(f, box=_box(f.box, turns)) for f in document.furniture)
    pictures = tuple(replace(p, box=_box(p.box, turns)) for p in document.pictures)
    hidden = tuple(replace(h, box=_box(h.box, turns)) for h in document.coverage.hidden)
    coverage = replace(document.coverage, hidden=hidden)
    return replace(document, paragraphs=paragraphs, furniture=furniture, pictures=pictures, coverage=coverage)


def _words(packed: str, turns: Mapping[int, Turn]) -> str:
    words = []
    for word in unpack(packed):
        if word.page in turns:
            turn = turns[word.page]
            x0, y0, x1, y1 = moved(turn.back, word[3:])
            if turn.lean:  # around its middle, for a rectangle around the slanted word reaches into the lines beside it
                x0, y0, x1, y1 = _shrunk((x0, y0, x1, y1), word.x1 - word.x0, word.y1 - word.y0)
            words.append(word._replace(x0=x0, y0=y0, x1=x1, y1=y1))
        else:
            words.append(word)
    return pack(words)


def _shrunk(rect: tuple[float, float, float, float], long: float, short: float) -> tuple[float, float, float, float]:
    """To these sides, whichever way it lies."""
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    width, height = (long, short) if (rect[2] - rect[0] > rect[3] - rect[1]) == (long > short) else (short, long)
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _box(box: Box, turns: Mapping[int, Turn]) -> Box:
    if box.page not in turns:
        return box
    x0, y0, x1, y1 = (round(v, 2) for v in moved(turns[box.page].back, (box.x0, box.y0, box.x1, box.y1)))
    return Box(box.page, x0, y0, x1, y1)


def moved(change: Callable[[float, float], Point], rect: tuple[float, ...]) -> tuple[float, float, float, float]:
    """The rectangle around one whose corners are moved as a :class:`Turn` moves points."""
    x0, y0, x1, y1 = rect
    xs, ys = zip(*(change(x, y) for x in (x0, x1) for y in (y0, y1)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
