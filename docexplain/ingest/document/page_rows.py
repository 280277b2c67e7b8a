"""The rows of a page as they stand, whatever blocks its words are in, and blocks without some of their words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from docexplain.ingest.strings.cleaning import count
from docexplain.ingest.text.blocks import Block, Line, LineWord, PageBlocks, Rect, TableColumns, union
from docexplain.ingest.text.lines import rows_of
from docexplain.records import BlockClass

_WIDE = 1.2
"""White space between two words of a row, in its heights, that parts what does not belong together."""


class Word(NamedTuple):
    """A word where it stands, which is what tells it from others: the name of a column is in many lines of a table."""

    text: str
    rect: Rect


@dataclass(frozen=True)
class Row:
    """Words on one level, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def rect(self) -> Rect:
        """Around all of it."""
        return union([word.rect for word in self.words])

    @cached_property
    def text(self) -> str:
        """With single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        """In points, of the highest word."""
        return max(word.rect[3] - word.rect[1] for word in self.words)

    @cached_property
    def parts(self) -> tuple[Row, ...]:
        """What white space parts."""
        parts: list[list[Word]] = []
        for word in self.words:
            if not parts or word.rect[0] - parts[-1][-1].rect[2] > _WIDE * self.height:
                parts.append([])
            parts[-1].append(word)
        return tuple(Row(tuple(part)) for part in parts)


def rows_on(page: PageBlocks) -> list[Row]:
    """From the top down."""
    units: dict[tuple[Word, ...], Rect] = {}
    for block in page.blocks:
        for line in block.lines:
            if _upright(line):
                continue
            words = tuple(_words(line))
            if block.block_class is BlockClass.TABLE:
                units |= {(word,): word.rect for word in words}
            elif words:
                units[words] = line.rect
    rows = rows_of(units, lambda words: units[words])
    return [Row(tuple(sorted((w for words in row for w in words), key=lambda w: w.rect[0]))) for row in rows]


def top_of_text(page: PageBlocks, taken: Collection[Word]) -> float:
    """Where on a page its first word stands that is not taken, in points; where it ends if there is none."""
    words = (word for block in page.blocks for line in block.lines for word in _words(line))
    return min((word.rect[1] for word in words if word not in taken), default=page.height)


def without(block: Block, taken: Collection[Word], top: float) -> list[Block]:
    """The block, or its parts: what was taken from it stands between them, as furniture.

    Args:
        top: what stands higher is a header, the rest a footer, in points.
    """
    if not any(word in taken for line in block.lines for word in _words(line)):
        return [block]
    pieces: list[tuple[bool, Line]] = []
    gone: set[Word] = set()
    for line in block.lines:
        here = [word for word in _words(line) if word in taken and word not in gone]
        if here:
            pieces.append((True, _line(here)))
            gone.update(here)
        if rest := _less(line, taken):
            pieces.append((False, rest))
    if block.block_class is BlockClass.TABLE:  # what stood between its rows does not part it
        pieces.sort(key=lambda piece: not piece[0])
    block = replace(block, columns=_columns_less(block, taken))
    parts = [(is_taken, [line for _, line in some]) for is_taken, some in groupby(pieces, key=lambda piece: piece[0])]
    left = block.characters - sum(count(word.text) for word in gone)
    texts = sum(not is_taken for is_taken, _ in parts)
    result = []
    for is_taken, lines in parts:
        part = replace(block, rect=union([line.rect for line in lines]), lines=tuple(lines))
        share = sum(count(line.text) for line in lines)
        if is_taken:
            part = replace(part, columns=None).as_class(
                BlockClass.PAGE_HEADER if part.rect[1] < top else BlockClass.PAGE_FOOTER
            )
        else:
            texts -= 1
            share = min(share, left) if texts else left  # the names of a table's columns count once
            left -= share
        result.append(replace(part, characters=share))
    return result


def _columns_less(block: Block, taken: Collection[Word]) -> TableColumns | None:
    """The columns of a table without the rows that are taken from it."""
    if block.columns is None:
        return None
    head = sum(_less(line, taken) is not None for line in block.lines[: block.columns.head])
    left = (row for row in block.columns.cells if any(word not in taken for cell in row for word in _words(cell)))
    return replace(block.columns, cells=tuple(left), head=head)


def _less(line: Line, taken: Collection[Word]) -> Line | None:
    """The line without the words; None if nothing stays."""
    text, end, places = "", 0, list[LineWord]()
    for place in line.words:
        if Word(line.text[place.start : place.end], place.rect) not in taken:
            between = line.text[end : place.start] if text or not end else ""
            start = len(text) + len(between)
            text += between + line.text[place.start : place.end]
            places.append(place._replace(start=start, end=len(text)))
        end = place.end
    return Line(text, union([place.rect for place in places]), tuple(places)) if places else None


def _line(words: Sequence[Word]) -> Line:
    text, places = "", []
    for word in words:
        text += " " if text else ""
        places.append(LineWord(len(text), len(text) + len(word.text), word.rect))
        text += word.text
    return Line(text, union([word.rect for word in words]), tuple(places))


def _words(line: Line) -> Iterator[Word]:
    return (Word(line.text[place.start : place.end], place.rect) for place in line.words)


def _upright(line: Line) -> bool:
    """Set from the bottom up or the top down."""
    x0, y0, x1, y1 = line.rect
    return len(line.text) > 3 and y1 - y0 > 2 * (x1 - x0)
