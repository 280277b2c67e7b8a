"""Whether the cells of a table keep the names of their row and column in the lines of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .known_tables import Known


def judged(cells: Sequence[Known], lines: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many are right, and of how many."""
    names = {cell.label[-1] for cell in cells}
    right = [next((line for line in lines if holds(line, cell, names - {*cell.label})), "") for cell in cells]
    sections = [(cell, line) for cell, line in zip(cells, right, strict=True) if cell.section]
    units = [(cell, line) for cell, line in zip(cells, right, strict=True) if cell.unit]
    return {
        "cells": (sum(bool(line) for line in right), len(cells)),
        "sections": (sum(plain(cell.section.rstrip(":")) in plain(line) for cell, line in sections), len(sections)),
        "units": (sum(plain(cell.unit) in plain(line) for cell, line in units), len(units)),
    }


def holds(line: str, cell: Known, others: Collection[str] = ()) -> bool:
    """The line has the cell under its column's name, and the names of its row before it.

    Args:
        others: names of other rows, of which none may stand between.
    """
    parts = [plain(part) for part in line.split(" | ")]
    at = plain(f"{cell.column}: {cell.value}")
    before = parts[: parts.index(at)] if at in parts else []
    for name in cell.label:
        ends = [i for i, part in enumerate(before) if _is(part, name)]
        if not ends:
            return False
    return bool(before) and not any(_is(part, other) for part in before[ends[-1] + 1 :] for other in others)


def _is(part: str, name: str) -> bool:
    return part == plain(name) or part.endswith(plain(f": {name}"))


def plain(text: str) -> str:
    """Without white space, which a sign may have before its number or not."""
    return re.sub(r"\s", "", text)
