"""A table's text as aligned columns. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells, set_cell_size

from docexplain.common.display_text import one_line
from docexplain.records.table_text import Row, rows_of, unit_of
from tui.view.document.wrapping import wrap

GAP = "  "
LEAST_LABEL = 12
"""Cells for the first column, at least, before a table is drawn row below row."""
LEAST_VALUE = 7
LEAST_TEXT = 16
"""Cells for a column of words, at least; they are wrapped in it."""
_NUMBER = re.compile(r"[\s$€£¥(]*[-+–—]?[\s$€£¥(]*[\d.,]*\d[\d.,]*[\s)%*]*|[\s$€£¥(]*[-–—]+[\s)%]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line of a table, and the characters of its text that it shows: those of a whole row.

    Attributes:
        head: it names the columns, or stands above the rows of a section.
    """

    text: str
    span: tuple[int, int]
    head: bool = False


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of the rows, each below the name of its column."""

    names: tuple[str, ...]
    rows: tuple[tuple[Row, tuple[str, ...]], ...]
    unit: str


def table_lines(text: str, width: int) -> list[Line]:
    """The lines of a table in ``width`` cells: as columns, or where these have no room each value below its row."""
    grid = _grid(text)
    widths = _widths(grid, width)
    return _rows_below(text, grid, width) if widths is None else _columns(text, grid, widths, width)


def _grid(text: str) -> _Grid:
    rows = rows_of(text)
    names: list[str] = []
    filled: list[tuple[Row, tuple[str, ...]]] = []
    by_name = any(cell.value > cell.start for row in rows if not row.is_head for cell in row.cells[1:])
    for row in rows:
        said = [(one_line(text[c.start : c.value]).rstrip(": "), one_line(text[c.value : c.end])) for c in row.cells]
        if row.is_head:
            filled.append((row, ()))
        elif by_name:
            filled.append((row, _by_name(said, names)))
        else:
            filled.append((row, tuple(f"{name}: {value}" if name else value for name, value in said)))
    most = max((len(cells) for _, cells in filled), default=0)
    columns = tuple(names) if by_name else ("",) * (most - 1)
    padded = tuple((row, cells + ("",) * (len(columns) + 1 - len(cells)) if cells else ()) for row, cells in filled)
    return _Grid(columns, padded, one_line(unit_of(text)))


def _by_name(said: Sequence[tuple[str, str]], names: list[str]) -> tuple[str, ...]:
    """The first cell, then the others in the columns of their names; new names are added to ``names``."""
    name, value = said[0]
    label = f"{name}: {value}" if name else value
    values = [""] * len(names)
    for name, value in said[1:]:
        free = [i for i, each in enumerate(names) if each == name and i < len(values) and not values[i]]
        if not free:
            names.append(name)
            values += [""] * (len(names) - len(values))
            free = [len(names) - 1]
        values[free[0]] = value
    return (label, *values)


def _widths(grid: _Grid, width: int) -> list[int] | None:
    """Cells for each column; None where there is no room, or nothing to align."""
    if not grid.names:
        return None
    rows = [cells for _, cells in grid.rows if cells]
    values = [max([LEAST_VALUE, *(cell_len(cells[i]) for cells in rows)]) for i in range(1, len(grid.names) + 1)]
    is_text = [any(c[i] and not _NUMBER.fullmatch(c[i]) for c in rows) for i in range(1, len(grid.names) + 1)]
    longest = max([LEAST_LABEL, *(cell_len(cells[0]) for cells in rows)])
    label = min(longest, 2 * LEAST_LABEL)
    room = width - label - len(GAP) * len(values)
    while sum(values) > room:  # words can be wrapped, numbers cannot
        widest = max((i for i in range(len(values)) if is_text[i]), key=lambda i: values[i], default=None)
        if widest is None or values[widest] <= LEAST_TEXT:
            return None
        values[widest] = max(LEAST_TEXT, values[widest] - (sum(values) - room))
    for i, name in enumerate(grid.names):  # no word of a name is cut where there is room for it
        word = max((cell_len(part) for part in name.split()), default=0)
        values[i] += max(0, min(word - values[i], room - sum(values)))
    return [min(longest, width - sum(values) - len(GAP) * len(values)), *values]


def _columns(text: str, grid: _Grid, widths: Sequence[int], width: int) -> list[Line]:
    lines: list[Line] = []
    named = False
    for row, cells in grid.rows:
        if not cells:
            if not _is_named(text, row, grid):
                lines += _head(text, row, width)
            continue
        if not named and any(grid.names):
            lines += _names(grid, widths, row)
            named = True
        lines += _row(cells, widths, row.span)
    return lines


def _names(grid: _Grid, widths: Sequence[int], first: Row) -> list[Line]:
    """The names of the columns, above the first row; what they share stands in each."""
    wrapped = [_fitted(grid.unit, widths[0])]
    wrapped += [_fitted(name, size) for name, size in zip(grid.names, widths[1:], strict=True)]
    height = max(map(len, wrapped))
    nowhere = (first.span[0], first.span[0])
    lines = []
    for y in range(height):
        parts = [lines_[y - height + len(lines_)] if y >= height - len(lines_) else "" for lines_ in wrapped]
        drawn = [set_cell_size(parts[0], widths[0])]
        drawn += [_right(part, size) for part, size in zip(parts[1:], widths[1:], strict=True)]
        lines.append(Line(GAP.join(drawn).rstrip(), nowhere, head=True))
    return lines


def _row(cells: Sequence[str], widths: Sequence[int], span: tuple[int, int]) -> list[Line]:
    """The cells on as many lines as they need; numbers stand on the last line of the row's label."""
    wrapped = [_fitted(cell, size) for cell, size in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    at = len(wrapped[0]) - 1
    lines = []
    for y in range(height):
        drawn = [set_cell_size(wrapped[0][y] if y <= at else "", widths[0])]
        for cell, parts, size in zip(cells[1:], wrapped[1:], widths[1:], strict=True):
            if _NUMBER.fullmatch(cell):
                drawn.append(_right(parts[0] if y == at else "", size))
            else:
                drawn.append(set_cell_size(parts[y] if y < len(parts) else "", size))
        lines.append(Line(GAP.join(drawn).rstrip(), span))
    return lines


def _rows_below(text: str, grid: _Grid, width: int) -> list[Line]:
    """Each row as its label and below it its values, each with its name."""
    lines: list[Line] = []
    for row, cells in grid.rows:
        if not cells:
            lines += _head(text, row, width)
        elif len(cells) == 1:
            lines += [Line(line, row.span) for line in wrap(cells[0], width)]
        else:
            lines += [Line(line, row.span) for line in wrap(cells[0], width)]
            said = [(name, value) for name, value in zip(grid.names, cells[1:], strict=True) if value]
            for name, value in said:
                whole = f"{name}: {value}" if name else value
                lines += [Line(f"  {line}", row.span) for line in wrap(whole, max(8, width - 2))]
    return lines


def _head(text: str, row: Row, width: int) -> list[Line]:
    said = GAP.join(part for part in (one_line(text[c.start : c.end]) for c in row.cells) if part)
    return [Line(line, row.span, head=True) for line in wrap(said, width) if line]


def _is_named(text: str, row: Row, grid: _Grid) -> bool:
    """Whether all that a head of several cells says stands in the names of the columns."""
    names = " ".join([*grid.names, grid.unit]).casefold()
    cells = [one_line(text[c.start : c.end]).casefold() for c in row.cells]
    return len(cells) > 1 and any(grid.names) and all(cell in names for cell in cells)


def _fitted(text: str, width: int) -> list[str]:
    return [piece for line in wrap(text, width) for piece in (chop_cells(line, width) or [""])] or [""]


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
