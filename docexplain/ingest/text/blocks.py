"""What a page gives before paragraphs are made of it: lines of clean text in classified boxes, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from docexplain.ingest.text.rotation import Turn
from docexplain.records import Annotation, BlockClass, Box, Illegible, IllegibleText

Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 in PDF points from the page's top left corner."""


class LineWord(NamedTuple):
    """Where the characters ``start`` up to ``end`` of a line stand: those of a word; whether it is struck through."""

    start: int
    end: int
    rect: Rect
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block (one row of a table) and where it and its words stand."""

    text: str
    rect: Rect
    words: tuple[LineWord, ...] = ()


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table, for a part of it on the next page.

    Attributes:
        extents: left and right of each, in points.
        names: of each; empty where the table has no head.
        cells: of each row, where the columns have no names yet.
        unit: of the table.
        head: how many of its lines are its head.
    """

    extents: tuple[tuple[float, float], ...]
    names: tuple[Line, ...] = ()
    cells: tuple[tuple[Line, ...], ...] = ()
    unit: Line | None = None
    head: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """One box of the layout.

    Attributes:
        size: font size of most of its characters.
        characters: characters that it takes from the page, white space not counted.
        level: of a header that stands in the file's outline, from 1.
        implied: a header that only the outline knows; it stands nowhere on the page.
        hidden: why nobody sees it, or an :class:`~docexplain.records.Illegible` for what is seen and cannot be read;
            empty for what can be seen and read.
        aside: what it is that belongs to no paragraph wherever it stands, as a watermark.
        band: its top and bottom and the page's height as it is read, of a block that lies another way than its page.
        columns: of a table.
        clause: number of the clause of a contract that it names; 0 for any other block.
        until: of the title of contents: the page on which they end, and with them what it heads; 0 for any other block.
    """

    page: int
    rect: Rect
    block_class: BlockClass
    lines: tuple[Line, ...]
    size: float = 0.0
    characters: int = 0
    level: int | None = None
    implied: bool = False
    hidden: str = ""
    aside: str = ""
    band: tuple[float, float, float] | None = None
    columns: TableColumns | None = None
    clause: int = 0
    until: int = 0

    @property
    def text(self) -> str:
        """The lines as they are, for looking at their beginning and end."""
        return " ".join(line.text for line in self.lines)

    @property
    def is_illegible(self) -> bool:
        """It is seen, and cannot be read from what the file says."""
        return self.hidden in frozenset(Illegible)

    @property
    def box(self) -> Box:
        """Where it stands, as a record."""
        return box_of(self.page, self.rect)

    def as_class(self, block_class: BlockClass) -> Block:
        """The same block under another class."""
        return replace(self, block_class=block_class)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One bookmark of the file's outline; ``level`` counts from 1."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """One page: its blocks in reading order and the number of characters that plain extraction finds on it.

    Attributes:
        pictures: places of pictures that hold no text.
        confidence: of the OCR, from 0 to 1, if text comes from it; 0 if it was tried in vain.
        turn: how it was turned so that its text stands upright, as all boxes here count.
        damage: what of it is missing, as :mod:`docexplain.ingest.safety.damage` says; empty when nothing seems to be.
        repaired: its file turned out to be damaged, at the latest when the page was read.
        annotations: the comments and marks on it.
        stamps: text on a scanned page that is no part of what was scanned.
        scanned: it is a picture of text that the file does not hold.
        illegible: what of its text cannot be read.
    """

    number: int
    height: float
    blocks: tuple[Block, ...]
    characters: int
    pictures: tuple[Rect, ...] = ()
    confidence: float | None = None
    turn: Turn | None = None
    damage: str = ""
    repaired: bool = False
    annotations: tuple[Annotation, ...] = ()
    stamps: tuple[Block, ...] = ()
    scanned: bool = False
    illegible: tuple[IllegibleText, ...] = ()

    @property
    def hidden(self) -> int:
        """Of its characters, those that nobody sees."""
        return sum(block.characters for block in self.blocks if block.hidden and not block.is_illegible)

    @property
    def legible(self) -> int:
        """Of its characters, those that may be read."""
        silent = sum(block.characters for block in self.blocks if block.hidden == Illegible.UNREADABLE)
        return self.characters - self.hidden - silent - sum(block.characters for block in self.stamps)


def union(rects: list[Rect]) -> Rect:
    """The smallest rectangle around all."""
    if len(rects) == 1:
        return rects[0]
    xs0, ys0, xs1, ys1 = zip(*rects, strict=True)
    return min(xs0), min(ys0), max(xs1), max(ys1)


def area(rect: Rect) -> float:
    """In square points."""
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def area_in_common(one: Rect, other: Rect) -> float:
    """In square points; 0 where they only touch."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def gap_between(one: Rect, other: Rect) -> float:
    """White space in points between two rectangles of which one stands above the other; infinite where neither does."""
    if min(one[2], other[2]) <= max(one[0], other[0]):
        return inf
    return max(one[1] - other[3], other[1] - one[3], 0.0)


def are_near(one: Box, other: Box) -> bool:
    """They stand over or beside each other on a page: not as a date at the right over an address does."""
    across, down = min(one.x1, other.x1) > max(one.x0, other.x0), min(one.y1, other.y1) > max(one.y0, other.y0)
    return one.page == other.page and (across or down)


def box_of(page: int, rect: Rect) -> Box:
    """A record of it; rounded, because hundredths of a point are noise."""
    x0, y0, x1, y1 = (round(value, 2) for value in rect)
    return Box(page, x0, y0, x1, y1)


def rect_of(box: Box) -> Rect:
    """Its rectangle."""
    return box.x0, box.y0, box.x1, box.y1
