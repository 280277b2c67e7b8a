"""Values that stand over their labels in parentheses, side by side, as on the covers of filings, read with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from docexplain.ingest.text.blocks import Block, Rect, union
from docexplain.ingest.text.cells import Cell
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import joined
from docexplain.ingest.text.paragraph_breaks import commonest_size
from docexplain.records import BlockClass

_NEAR = 2.2
"""Line heights between a value and its label, at most."""
_CLOSE = 0.5
"""The same between two lines of one label, or of one value."""
_BESIDE = 4.0
"""The same between two parts of one value on a line."""
_LONGEST_VALUE, _LONGEST_LABEL = 160, 160
_MOST_LINES = 5
"""Of a label, and of a value."""
_AROUND = 14
"""Rows from a row of several labels within which one alone is believed to be a label, not a remark on a title."""
_LABEL = re.compile(
    r"(?:\((?!in |unaudited|audited|note |see |mark one|do not)[^\W\d][^()]*(?:\([^()]*\)[^()]*)*\)[:*]? ?)+",
    re.IGNORECASE,
)
"""Words in parentheses; not a unit, or a remark on figures."""


@dataclass(frozen=True)
class Labelled:
    """A value and its label, as cells from the top down; the label is read after the value."""

    value: tuple[Cell, ...]
    label: tuple[Cell, ...]

    @property
    def words(self) -> list[Glyphs]:
        """Of both."""
        return [word for cell in (*self.value, *self.label) for word in cell.words]

    @property
    def rect(self) -> Rect:
        """Around both."""
        return union([cell.rect for cell in (*self.value, *self.label)])

    @property
    def is_told(self) -> bool:
        """The letters tell which is which."""
        return not self.value[-1].is_like(self.label[0])

    def block(self, page: int) -> Block:
        """A paragraph of it."""
        line = joined([cell.line for cell in (*self.value, *self.label)], " ")
        words = self.words
        characters = sum(word.characters for word in words)
        return Block(page, line.rect, BlockClass.TEXT, (line,), commonest_size(words), characters)


def bracketed(rows: Sequence[Sequence[Cell]]) -> list[Labelled]:
    """Values over labels in parentheses: rows of two columns or more, and between and beside them rows of one."""
    found: list[tuple[int, list[Labelled]]] = []
    used: set[int] = set()
    for i, row in enumerate(rows):
        labels = [cells for cell in row if id(cell) not in used and (cells := _label_from(rows, i, cell))]
        pairs = [pair for cells in labels if (pair := _with_value(rows, i, cells, used)) is not None]
        if pairs and len(labels) < len(row):  # a parenthesis may be missing
            others = [_lines_from(rows, i, cell) for cell in row if not cell.is_opened and cell.is_words]
            more = [_with_value(rows, i, cells, used) for cells in others]
            pairs += [pair for pair in more if pair is not None and pair.is_told]
        texts = {_text(pair.label) for pair in pairs}
        if pairs and len(texts) == len(pairs) and not _heads_table(rows, i, pairs):
            found.append((i, pairs))
            used.update(id(cell) for pair in pairs for cell in (*pair.value, *pair.label))
    many = [i for i, pairs in found if len(pairs) > 1]
    near = [pairs for i, pairs in found if any(abs(i - other) <= _AROUND for other in many)]
    return [pair for pairs in near for pair in pairs]


def _text(cells: Sequence[Cell]) -> str:
    return " ".join(cell.text for cell in cells)


def _label_from(rows: Sequence[Sequence[Cell]], i: int, cell: Cell) -> tuple[Cell, ...]:
    """The lines of the label in parentheses that begins with a cell; none if no label does."""
    if not cell.is_opened:
        return ()
    lines = _lines_from(rows, i, cell)
    for count in range(1, len(lines) + 1):
        text = _text(lines[:count])
        if _LABEL.fullmatch(text):
            return lines[:count] if " " in text and len(text) <= _LONGEST_LABEL else ()
    return ()


def _lines_from(rows: Sequence[Sequence[Cell]], i: int, cell: Cell) -> tuple[Cell, ...]:
    """A cell and the lines of its column that go on close below it."""
    cells = [cell]
    for row in rows[i + 1 : i + _MOST_LINES]:
        below = [c for c in row if _over(c.rect, union([c.rect for c in cells]))]
        if len(below) != 1 or below[0].rect[1] - cells[-1].rect[3] > _CLOSE * cell.height or not below[0].is_like(cell):
            break
        cells += below
    return tuple(cells)


def _over(one: Rect, other: Rect) -> bool:
    """One above the other: they share a part of the line's length."""
    return min(one[2], other[2]) - max(one[0], other[0]) > 0


def _with_value(rows: Sequence[Sequence[Cell]], i: int, label: tuple[Cell, ...], used: set[int]) -> Labelled | None:
    """The label with what stands over it in its column, which ends half-way to what is beside it."""
    rect = union([cell.rect for cell in label])
    ends = [(cell.rect[2] + rect[0]) / 2 for cell in rows[i] if cell.rect[2] <= rect[0]]
    begins = [(cell.rect[0] + rect[2]) / 2 for cell in rows[i] if cell.rect[0] >= rect[2]]
    left, right = max(ends, default=-inf), min(begins, default=inf)
    value: list[Cell] = []
    top = label[0]
    for row in reversed(rows[max(i - _MOST_LINES, 0) : i]):
        inside = _together([cell for cell in row if left <= (cell.rect[0] + cell.rect[2]) / 2 <= right], rect)
        if not inside or any(id(cell) in used or cell.is_opened for cell in inside):
            break
        gap = top.rect[1] - max(cell.rect[3] for cell in inside)
        if gap > (_CLOSE if value else _NEAR) * top.height:
            break
        first, last = inside[0], inside[-1]
        if value and not (first.is_like(top) and left <= first.rect[0] <= last.rect[2] <= right):
            break
        value = [*inside, *value]
        top = inside[0]
    text = _text(value)
    if len(text) > _LONGEST_VALUE or text.endswith(":") or not any(letter.isalnum() for letter in text):
        return None
    return Labelled(tuple(value), label)


def _together(row: Sequence[Cell], label: Rect) -> list[Cell]:
    """What of a row stands over a label, and beside that with little white space between."""
    over = [i for i, cell in enumerate(row) if _over(cell.rect, label)]
    if not over:
        return list(row) if len(row) == 1 else []
    begin, end = over[0], over[-1] + 1
    while begin and row[begin].rect[0] - row[begin - 1].rect[2] <= _BESIDE * row[begin].height:
        begin -= 1
    while end < len(row) and row[end].rect[0] - row[end - 1].rect[2] <= _BESIDE * row[end].height:
        end += 1
    return list(row[begin:end])


def _heads_table(rows: Sequence[Sequence[Cell]], i: int, pairs: Sequence[Labelled]) -> bool:
    """Figures in columns follow: these are names of columns."""
    if len(pairs) < 2:
        return False
    bottom = max(cell.rect[3] for pair in pairs for cell in pair.label)
    height = pairs[0].label[0].height
    below = next((row for row in rows[i + 1 :] if min(cell.rect[1] for cell in row) > bottom - 0.3 * height), ())
    if not below or below[0].rect[1] - bottom > _NEAR * height:
        return False
    figures = [cell for cell in below if sum(map(str.isdigit, cell.text)) > 0.4 * len(cell.text)]
    return len(figures) > 1 and not any(cell.is_opened for row in rows[i + 1 : i + 5] for cell in row)
