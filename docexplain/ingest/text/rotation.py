"""Pages whose text is set from the bottom up, from the top down or upside down: read upright, and their boxes brought
back to where they are seen. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from docexplain.records import Box, Document
from docexplain.records.word_boxes import WordBox, pack, unpack

_MOST = 0.7
"""Share of a page's characters that must run one way for the page to be turned."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page was turned to be read.

    Attributes:
        degrees: clockwise, 90, 180 or 270.
        width, height: of the page as it is seen, in points.
    """

    degrees: int
    width: float
    height: float

    def back(self, x: float, y: float) -> tuple[float, float]:
        """A point of the turned page, where it is seen."""
        if self.degrees == 90:
            return y, self.height - x
        if self.degrees == 270:
            return self.width - y, x
        return self.width - x, self.height - y


def degrees_to_read(directions: Iterable[tuple[tuple[float, float], int]]) -> int:
    """Clockwise degrees by which a page must be turned so that most of its text stands upright; 0: none.

    Args:
        directions: of each line the vector in which it is written (y downwards), and how many characters it has.
    """
    ways: Counter[tuple[int, int]] = Counter()
    for (x, y), characters in directions:
        ways[round(x), round(y)] += characters
    if not ways:
        return 0
    way, characters = ways.most_common(1)[0]
    if characters < _MOST * ways.total():
        return 0
    return {(0, -1): 90, (0, 1): 270, (-1, 0): 180}.get(way, 0)


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
        box = _box(Box(*word[2:]), turns)
        words.append(WordBox(word.start, word.end, box.page, box.x0, box.y0, box.x1, box.y1))
    return pack(words)


def _box(box: Box, turns: Mapping[int, Turn]) -> Box:
    if box.page not in turns:
        return box
    (ax, ay), (bx, by) = (turns[box.page].back(x, y) for x, y in ((box.x0, box.y0), (box.x1, box.y1)))
    x0, y0, x1, y1 = (round(v, 2) for v in (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
    return Box(box.page, x0, y0, x1, y1)
