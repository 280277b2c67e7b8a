"""The rows of a table as lines of text: pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.ingest.tables.phrases import Phrase
from docexplain.ingest.text.blocks import Line
from docexplain.ingest.text.lines import joined, text_lines
from docexplain.records.table_text import CELLS, NAMED

__all__ = ["CELLS", "NAMED", "NOTHING", "behind", "cell_line", "named_rows"]

NOTHING = Line("", (0.0, 0.0, 0.0, 0.0))
"""An empty cell."""


def cell_line(phrases: Sequence[Phrase]) -> Line:
    """What stands in a cell as one line, however many it has there."""
    words = [word for phrase in phrases for word in phrase.words]
    return joined(text_lines(words), " ") if words else NOTHING


def behind(name: Line, line: Line) -> Line:
    """A line behind the name of what it is in."""
    return joined([name, line], " " if name.text.endswith(":") else NAMED)


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
    return behind(name, cell) if name.text and cell.text and not said else cell
