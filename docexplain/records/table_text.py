"""How a table stands in the text of its paragraph: one line a row, its cells apart, each value behind the name of its
column. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

CELLS = " | "
"""Stands between the cells of a row."""
NAMED = ": "
"""Stands between the name of a column and a value in it."""

Span = tuple[int, int]
"""Characters of a text, start and end (exclusive)."""

_UNIT = re.compile(r"\([^()]{2,80}\)")
_SAME = 0.6
"""Share of the rows of several cells that end in the table's unit, at least."""

_NAMED = 1 / 3
"""Share of the rows of several cells that name their columns, at least, where columns have names: one value with a
colon in it names none."""


class Cell(NamedTuple):
    """A cell of a row, as characters of the text.

    Attributes:
        start: where it begins, with its name.
        value: where its value begins; the same as ``start`` where it has no name.
        end: where it ends, exclusive.
    """

    start: int
    value: int
    end: int


class Row(NamedTuple):
    """A line of a table.

    Attributes:
        span: its characters.
        cells: all of them, the unit apart.
        is_head: it names columns, or stands alone over the rows of a section, which say it again.
    """

    span: Span
    cells: tuple[Cell, ...]
    is_head: bool

    def holds(self, at: int) -> bool:
        """Whether the character stands in it."""
        return self.span[0] <= at < self.span[1]

    def cell_at(self, at: int) -> Cell | None:
        """The cell in which the character stands, in its name or its value."""
        return next((cell for cell in self.cells if cell.start <= at < cell.end), None)


def lines_of(text: str) -> list[Span]:
    """The lines that hold anything."""
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def unit_of(text: str) -> str:
    """What the rows say of their numbers at their ends, such as "(in millions)"; empty where they say nothing."""
    ends = Counter(last for line in text.split("\n") if (last := _last(line)) is not None)
    if not ends:
        return ""
    found, count = ends.most_common(1)[0]
    return found if _UNIT.fullmatch(found) and count >= _SAME * ends.total() else ""


def rows_of(text: str) -> list[Row]:
    """The rows of a table. None of them is a head where that leaves no other."""
    lines, unit = lines_of(text), unit_of(text)
    split = [_cells(text, line, unit) for line in lines]
    named = [any(cell.value > cell.start for cell in cells[1:] or cells) for cells in split]
    several = sum(len(cells) > 1 for cells in split)
    if any(named) and sum(named) >= _NAMED * several:
        # each row says the names of its columns, so a line without any is a head
        return [Row(line, cells, not has) for line, cells, has in zip(lines, split, named, strict=True)]
    return [Row(line, cells, several > 0 and len(cells) == 1) for line, cells in zip(lines, split, strict=True)]


def row_at(text: str, at: int) -> Row | None:
    """The row of a table in which a character stands."""
    return next((row for row in rows_of(text) if row.holds(at)), None)


def _last(line: str) -> str | None:
    """The last of several cells."""
    _, found, last = line.rpartition(CELLS)
    return last if found else None


def _cells(text: str, line: Span, unit: str) -> tuple[Cell, ...]:
    start, end = line
    if unit and text[start:end].endswith(CELLS + unit):
        end -= len(CELLS + unit)
    cells = []
    for said in text[start:end].split(CELLS):
        name, found, _ = said.partition(NAMED)
        value = start + len(name + found) if found else start
        cells.append(Cell(start, value, start + len(said)))
        start += len(said + CELLS)
    return tuple(cells)
