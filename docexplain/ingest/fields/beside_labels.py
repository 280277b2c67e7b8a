"""Values beside their labels, in two columns without lines, that the layout model takes for text: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docexplain.ingest.strings.cleaning import is_right_to_left
from docexplain.ingest.text.cells import Cell, cell_rows
from docexplain.ingest.text.glyphs import Glyphs

_LEAST_ROWS = 3
_LEAST_BEGINS = 2
"""Rows whose values begin where a word of another row does, for it to begin a value too."""
_LEAST_SHARE = 0.3
"""Share of the rows that have a label and a value: values may go on for several lines."""
_SAME_LEFT = 2.5
"""Points by which the left edges of a column differ, or the right edges of one of values, at most."""
_LONGEST_LABEL = 48
"""Characters."""
_LEAST_LETTERS = 2
"""Of a label; fewer are the number of an item, as in "(a)"."""
_SPACE = 0.15
"""White space before a value that stands close to its label, in line heights, at least."""
_CLOSE = 0.4
"""White space between two lines of one label, in line heights, at most."""


def rows_of_labels(words: Sequence[Glyphs]) -> tuple[float, ...]:
    """Where the rows of labels with their values part, in points from the top down, if the words are nothing else: a
    column of short labels and one of values, each from one left edge on; values may end at one right edge instead."""
    rows = _parted(cell_rows(words))
    both = [row for row in rows if len(row) == 2]
    if len(both) < max(_LEAST_ROWS, _LEAST_SHARE * len(rows)) or any(len(row) > 2 for row in rows):
        return ()
    right = min(value.rect[0] for _, value in both)
    alone = [row[0] for row in rows if len(row) == 1]
    across = any(cell.rect[2] >= right and cell.rect[0] < right - _SAME_LEFT for cell in alone)
    if across or not _are_columns(both) or is_right_to_left("".join(word.text for word in words)):
        return ()
    return tuple(_parts(rows, right))


def _are_columns(rows: Sequence[Sequence[Cell]]) -> bool:
    """Labels from one left edge on, and values from one too or up to one right edge."""
    labels, values = zip(*rows, strict=True)
    left, right = min(cell.rect[0] for cell in labels), min(cell.rect[0] for cell in values)
    end = max(cell.rect[2] for cell in values)
    if not all(_is_label(cell) and cell.rect[0] - left <= _SAME_LEFT and cell.rect[2] < right for cell in labels):
        return False
    leftmost = all(cell.rect[0] - right <= _SAME_LEFT for cell in values)
    return leftmost or all(end - cell.rect[2] <= _SAME_LEFT for cell in values)


def _parted(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows, labels parted from values that stand close to them, by where the values of other rows begin."""
    begins = [row[1].rect[0] for row in rows if len(row) == 2]
    result = []
    for row in rows:
        words = row[0].words
        at = next(
            (
                i
                for i in range(1, len(words))
                if words[i].rect[0] - words[i - 1].rect[2] >= _SPACE * row[0].height
                and sum(abs(words[i].rect[0] - x) < 1 for x in begins) >= _LEAST_BEGINS
            ),
            None,
        )
        alone = len(row) == 1 and at is not None
        result.append([Cell(words[:at]), Cell(words[at:])] if alone else list(row))
    return result


def _is_label(cell: Cell) -> bool:
    letters = sum(map(str.isalpha, cell.text))
    return letters >= _LEAST_LETTERS and cell.text[0] != "(" and len(cell.text) <= _LONGEST_LABEL


def _parts(rows: Sequence[Sequence[Cell]], right: float) -> list[float]:
    """The middle of the white space over each row that begins with a label; what goes on closely is no such row."""
    cuts = []
    for before, row in pairwise(rows):
        bottom, top = max(cell.rect[3] for cell in before), min(cell.rect[1] for cell in row)
        begins = row[0].rect[0] < right - _SAME_LEFT
        goes_on = len(row) == 1 and top - bottom <= _CLOSE * row[0].height
        if begins and not goes_on:
            cuts.append((bottom + top) / 2)
    return cuts
