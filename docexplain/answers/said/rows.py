"""A row of a table as it is quoted: its name, the cells that matter behind the names of their columns, its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docexplain.records.table_text import CELLS

_UNIT = re.compile(
    r"\(?[^|\d]*\b(?:thousand|million|billion|hundred|crore|lakh|tausend|million|milliarde|millier|milliard)\w*\b[^|\d]*\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, as parsing writes it.

    Attributes:
        name: what it is about, behind the sections that it stands in; empty where its first cell is one of those asked
            for.
        cells: those asked for, in order, each behind the name of its column.
        unit: of its numbers; empty where the row tells none.
    """

    name: str
    cells: tuple[str, ...]
    unit: str


def row_of(text: str, at: Sequence[tuple[int, int]]) -> Row:
    """Take a row apart.

    Args:
        text: the row.
        at: characters of it whose cells are asked for, start and end (exclusive).
    """
    spans, begin = [], 0
    for cell in text.split(CELLS):
        spans.append((begin, begin + len(cell)))
        begin += len(cell) + len(CELLS)
    wanted = [i for i, (start, end) in enumerate(spans) if any(a < end and b > start for a, b in at)]
    cells = [text[start:end].strip() for start, end in spans]
    last = len(cells) - 1
    unit = cells[last] if last > 0 and last not in wanted and _UNIT.fullmatch(cells[last]) else ""
    named = next((i for i, cell in enumerate(cells) if cell), 0)
    name = "" if named in wanted else cells[named]
    return Row(name, tuple(cells[i] for i in wanted), unit)


def quoted_row(text: str, at: Sequence[tuple[int, int]]) -> str:
    """``Net sales | 2018: $ 32,765 (in millions)``."""
    row = row_of(text, at)
    unit = _bracketed(row.unit)
    return " ".join(filter(None, [CELLS.join(filter(None, [row.name, *row.cells])), unit]))


def unit_of(text: str, at: tuple[int, int]) -> str:
    """The unit of a row's numbers, in brackets; empty where the row tells none."""
    return _bracketed(row_of(text, [at]).unit)


def _bracketed(unit: str) -> str:
    return unit if unit.startswith("(") or not unit else f"({unit})"
