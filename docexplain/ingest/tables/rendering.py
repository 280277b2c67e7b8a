"""The rows of a table as lines of text: pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.ingest.text.blocks import Line
from docexplain.ingest.text.lines import joined
from docexplain.records.table_text import CELLS, NAMED

__all__ = ["CELLS", "NAMED", "NOTHING", "named_rows"]

NOTHING = Line("", (0.0, 0.0, 0.0, 0.0))
"""An empty cell."""


def named_rows(rows: Sequence[Sequence[Line]], names: Sequence[Line], unit: Line | None) -> list[Line]:
    """A line for each row: its cells, each behind the name of its column, and last the table's unit.

    Args:
        names: of all columns; empty where none is known.
    """
    lines = []
    for row in rows:
        cells = [_named(name, cell) for name, cell in zip(names, row, strict=True)] if names else list(row)
        while len(cells) > 1 and not cells[-1].text:
            cells.pop()
        if unit is not None and len(cells) > 1:
            cells.append(unit)
        lines.append(joined(cells, CELLS))
    return lines


def _named(name: Line, cell: Line) -> Line:
    """A name that the cell begins with anyway, as "District 9" in the column of districts, is not said twice."""
    said = cell.text.startswith(f"{name.text} ")
    between = " " if name.text.endswith(":") else NAMED
    return joined([name, cell], between) if name.text and cell.text and not said else cell
