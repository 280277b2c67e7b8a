"""Fields that stand side by side and belong together from the top down, as in the signatures of two people: pure
functions.

    By: /s/ Ann Lee          By: /s/ Bo Ray
    Name: Ann Lee            Name: Bo Ray
    Title: President         Title: Treasurer

Read row by row, as a table is, the treasurer's name would stand before the president's title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docexplain.ingest.tables.reading import Hints, columns_and_rows
from docexplain.ingest.tables.rendering import CELLS, behind, cell_line
from docexplain.ingest.tables.rows import Row
from docexplain.ingest.tables.rules import NO_RULES, Rules
from docexplain.ingest.text.blocks import Line
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import joined

_LABEL = re.compile(r"[^\W\d_][\w ./&'\u2019-]{0,28}:|(?:by|its|per)\b(?=\s*(?:$|/s/|_|\.))", re.IGNORECASE)
_SIGNED = re.compile(r"(?:by\b:?\s*)?(?:/s/|_{4,}|\.{3}|\u2026)", re.IGNORECASE)
_LEAST = 2
"""Rows of fields, and fields beside each other."""
_MOST_BELOW = 4
"""Rows below signatures without labels."""
_NEXT_LINE = 1.35
"""Times the size of the letters from one line of a text to the next, at most."""
_MOST_TITLES = 3
"""Rows over the fields that say whose they are."""
_LONGEST_TITLE = 120
"""Characters of a row over all of them that does."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Fields side by side: rows from ``begin`` to ``end``, exclusive, and the column in which each panel begins."""

    begin: int
    end: int
    columns: tuple[int, ...]


def may_be_signed(words: Sequence[Glyphs]) -> bool:
    """A word ends in a colon or is a place for a signature, as most words of a page are not."""
    return any(word.text.endswith(":") or _SIGNED.match(word.text) for word in words)


def is_signed(words: Sequence[Glyphs]) -> bool:
    """There are such fields, and hardly anything else."""
    rows = _rows(words, NO_RULES)
    inside = sum(run.end - run.begin + 1 for run in _runs(rows))
    return bool(inside) and inside >= len(rows)


def signed_lines(words: Sequence[Glyphs], rules: Rules) -> list[Line] | None:
    """The lines of a table that is mostly made of such fields: one for each panel, behind the row that stands over it,
    and one for each other row. None for any other table.

    Args:
        rules: lines that are drawn about it.
    """
    rows = _rows(words, rules)
    runs = _runs(rows)
    wide = sum(len(row.filled) >= _LEAST for row in rows)
    if not runs or 2 * sum(run.end - run.begin for run in runs) < wide:
        return None
    lines: list[Line] = []
    done = 0
    for run in runs:
        lines += map(_whole, rows[done : run.begin])
        over = rows[run.begin - 1] if run.begin > done else None
        for number, first in enumerate(run.columns):
            after = run.columns[number + 1] if number + 1 < len(run.columns) else None
            fields = [_part(row, first if number else 0, after) for row in rows[run.begin : run.end]]
            panel = joined([field for field in fields if field.text], CELLS)
            lines.append(_under(over, run.columns[0], panel))
        done = run.end
    return [*lines, *map(_whole, rows[done:])]


def _rows(words: Sequence[Glyphs], rules: Rules) -> list[Row]:
    """The rows of a table of columns; none where no label comes twice, as in most tables and all prose."""
    said = Counter(word.text.casefold() for word in words if word.text.endswith(":"))
    if max(said.values(), default=0) < _LEAST and sum(bool(_SIGNED.match(word.text)) for word in words) < _LEAST:
        return []
    _, rows = columns_and_rows(words, Hints(rules))
    return rows


def _runs(rows: Sequence[Row]) -> list[_Run]:
    runs = []
    at = done = 0
    while at < len(rows):
        columns = _signed(rows[at]) or _labelled(rows[at])
        end = at + 1
        while columns and end < len(rows) and _goes_on(rows, end, columns):
            end += 1
        if not columns or end - at < _LEAST:
            at += 1
            continue
        begin = at
        while begin > max(done, at - _MOST_TITLES) and tuple(rows[begin - 1].filled) == columns:
            begin -= 1
        runs.append(_Run(begin, end, columns))
        at = done = end
    return runs


def _labels(row: Row) -> dict[int, str]:
    """The label that each column of a row begins with, of those that do."""
    found = {column: _LABEL.match(row.text(column)) for column in row.filled}
    return {column: label[0].casefold().strip(" :") for column, label in found.items() if label}


def _labelled(row: Row) -> tuple[int, ...]:
    """The columns that begin with one and the same label, from the first: a name before them is that of a row."""
    labels = _labels(row)
    return tuple(labels) if len(labels) >= _LEAST and _is_one(labels, row) else ()


def _is_one(labels: Mapping[int, str], row: Row) -> bool:
    return len(set(labels.values())) == 1 and row.filled[0] in labels


def _signed(row: Row) -> tuple[int, ...]:
    """The columns of a row of signatures."""
    signed = all(_SIGNED.match(row.text(column)) for column in row.filled)
    return tuple(row.filled) if signed and len(row.filled) >= _LEAST else ()


def _goes_on(rows: Sequence[Row], at: int, columns: tuple[int, ...]) -> bool:
    """The row belongs to the fields above it: it has such labels again, or fills the same columns under signatures."""
    row = rows[at]
    labels = _labels(row)
    if labels:
        return labels.keys() <= set(columns) and _is_one(labels, row) and not _begins_again(rows, at, columns)
    below = any(_signed(other) == columns for other in rows[max(0, at - _MOST_BELOW) : at])
    whole = tuple(row.filled) == columns or (set(row.filled) <= set(columns) and _is_close(rows[at - 1], row))
    return below and whole and not any(_SIGNED.match(row.text(column)) for column in row.filled)


def _is_close(upper: Row, lower: Row) -> bool:
    """It is the next line of the text above it."""
    return lower.middle - upper.middle <= _NEXT_LINE * lower.phrases[0].size or lower.text(lower.filled[0])[0] == "("


def _begins_again(rows: Sequence[Row], at: int, columns: tuple[int, ...]) -> bool:
    """It has the label that the row above these fields began with."""
    first = at
    while first > 0 and _labels(rows[first - 1]).keys() & set(columns):
        first -= 1
    return first < at and set(_labels(rows[at]).values()) == set(_labels(rows[first]).values())


def _part(row: Row, first: int, after: int | None) -> Line:
    """What stands in the columns of a panel."""
    phrases = [p for c in row.filled if c >= first and (after is None or c < after) for p in row.cells[c]]
    return cell_line(phrases)


def _under(over: Row | None, first: int, panel: Line) -> Line:
    if over is None or over.filled != [first] or over.values or _labels(over):
        return panel
    title = _whole(over)
    if len(title.text) > _LONGEST_TITLE:
        return panel
    return behind(title, panel)


def _whole(row: Row) -> Line:
    return joined([cell_line(row.cells[column]) for column in row.filled], CELLS)
