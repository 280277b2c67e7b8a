"""Names of rows that stand beside a table and belong to it, though the layout model saw them apart: pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.ingest.tables.phrases import levels_of
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import on_one_level, rows_of

_LONGEST_NAME = 40
"""Characters of the names, on average, at most; what is longer is a column of prose."""
_LEAST = 3
"""Names that tell a column; one alone joins it."""
_ON_ROWS = 0.9
"""Share of them that stand on the level of a row."""
_WITHOUT_NAMES = 0.7
"""Share of the rows that begin with a value."""
_FARTHEST = 0.5
"""Between them and the table, as a share of the table's width."""

Words = list[Glyphs]


def with_names(groups: Sequence[tuple[bool, Words]]) -> list[Words]:
    """The same groups of words in their order, those that are names of a table's rows moved into the table.

    Args:
        groups: each with whether it is a table.
    """
    result = [words for _, words in groups]
    for number in [i for i, (is_table, words) in enumerate(groups) if is_table and words]:
        others = [i for i, (is_table, _) in enumerate(groups) if not is_table and result[i]]
        for at in names_beside(result[number], [result[i] for i in others]):
            result[number] = [*result[number], *result[others[at]]]
            result[others[at]] = []
    return result


def names_beside(table: Words, others: Sequence[Words]) -> list[int]:
    """Which of the other groups of words are names of the table's rows."""
    firsts = [level[0] for level in levels_of(table)]
    if sum(first.is_value for first in firsts) < _WITHOUT_NAMES * len(firsts):
        return []  # it has names of its own
    rows = _levels(table)
    whole = around(table)
    columns = [i for i, words in enumerate(others) if _is_column(words, rows, whole)]
    if not columns:
        return []
    left, right = (f(around(others[i])[side] for i in columns) for f, side in ((min, 0), (max, 2)))
    heads = [
        i
        for i, words in enumerate(others)
        if i not in columns and _on_rows(words, rows) and left <= around(words)[0] and around(words)[2] <= right + 40
    ]
    return sorted([*columns, *(i for i in heads if _is_outside(around(others[i]), whole))])


def _levels(words: Words) -> list[Rect]:
    return [around(row) for row in rows_of(words, lambda word: word.rect)]


def _is_column(words: Words, rows: Sequence[Rect], whole: Rect) -> bool:
    levels = rows_of(words, lambda word: word.rect)
    letters = sum(len(word.text) for word in words)
    if len(levels) < _LEAST or letters > _LONGEST_NAME * len(levels) or not _is_outside(around(words), whole):
        return False
    return _on_rows(words, rows) and 2 * len(levels) > len(rows)


def _is_outside(rect: Rect, whole: Rect) -> bool:
    """Left or right of the table, and not far."""
    apart = max(whole[0] - rect[2], rect[0] - whole[2])
    return -2 <= apart <= _FARTHEST * (whole[2] - whole[0])


def _on_rows(words: Words, rows: Sequence[Rect]) -> bool:
    levels = _levels(words)
    return sum(any(on_one_level(level, row) for row in rows) for level in levels) >= _ON_ROWS * len(levels)
