"""Tables as text, one line a row, each value with the name of its column: pure functions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence

from docexplain.ingest.text.blocks import Line
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import cell_lines, joined, text_lines

CELLS = " | "
"""Stands between the cells of a row."""
NAMED = ": "
"""Stands between the name of a column and a value in it."""
_MOST_HEADERS = 3
"""Rows that may be the head of a table."""
_YEAR = re.compile(r"(?:FY ?|Q[1-4] ?)?(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?")

Row = list[list[Glyphs]]
"""The words of each cell."""


def table_rows(words: Sequence[Glyphs], h_lines: Sequence[float], v_lines: Sequence[float]) -> list[Line]:
    """The rows of a table, every cell once, the head's names again before the values under them.

    Args:
        h_lines, v_lines: where the lines between rows and columns stand, in points; without both, rows are what
            stands on one level.
    """
    if not h_lines and not v_lines:
        return cell_lines(words, CELLS)
    rows = _grid(words, h_lines, v_lines)
    head = _head_rows(rows)
    names = [_name([row[column] for row in rows[:head]]) for column in range(len(v_lines) + 1)]
    lines = []
    for number, row in enumerate(rows):
        cells = [_cell(cell) for cell in row]
        if number >= head:
            cells = [_named(name, cell) for name, cell in zip(names, cells, strict=True)]
        lines.append(joined(_without_empty_end(cells), CELLS))
    return lines


def _grid(words: Sequence[Glyphs], h_lines: Sequence[float], v_lines: Sequence[float]) -> list[Row]:
    found: dict[int, dict[int, list[Glyphs]]] = defaultdict(lambda: defaultdict(list))
    for word in words:
        x, y = word.centre
        found[bisect_right(h_lines, y)][bisect_right(v_lines, x)].append(word)
    return [[found[row].get(column, []) for column in range(len(v_lines) + 1)] for row in sorted(found)]


def _head_rows(rows: Sequence[Row]) -> int:
    """How many rows, from the top, name the columns: those in bold when what follows is not, or those without numbers
    (a year is a name) when what follows has some. None when nothing tells."""
    for holds in (_is_bold, _has_no_value):
        head = next((n for n, row in enumerate(rows) if not holds(row)), len(rows))
        if 0 < head <= _MOST_HEADERS and head < len(rows) and _same_below(rows[head:], holds):
            return head
    return 0


def _same_below(rows: Sequence[Row], holds: Callable[[Row], bool]) -> bool:
    """Most rows below the head are not like it."""
    return sum(not holds(row) for row in rows) > len(rows) / 2


def _is_bold(row: Row) -> bool:
    return all(word.bold for cell in row for word in cell)


def _has_no_value(row: Row) -> bool:
    """No cell but the first holds a number."""
    return not any(_is_value(" ".join(word.text for word in cell)) for cell in row[1:])


def _is_value(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and not _YEAR.fullmatch(text)


def _cell(words: list[Glyphs]) -> Line:
    return _on_one_line(text_lines(words))


def _name(cells: Sequence[list[Glyphs]]) -> Line:
    return _on_one_line([_cell(cell) for cell in cells if cell])


def _on_one_line(lines: Sequence[Line]) -> Line:
    return joined(lines, " ") if lines else Line("", (0.0, 0.0, 0.0, 0.0))


def _named(name: Line, cell: Line) -> Line:
    return joined([name, cell], NAMED) if name.text and cell.text else cell


def _without_empty_end(cells: list[Line]) -> list[Line]:
    while len(cells) > 1 and not cells[-1].text:
        cells = cells[:-1]
    return cells
