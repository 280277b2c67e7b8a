"""Values with their labels in columns side by side, some of several lines, as on slides and certificates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docexplain.ingest.fields.amounts import is_figure, is_label
from docexplain.ingest.fields.form_rows import FormRow
from docexplain.ingest.tables.phrases import is_period, is_value
from docexplain.ingest.text.blocks import Rect, union
from docexplain.ingest.text.cells import Cell, cell_rows
from docexplain.ingest.text.glyphs import Glyphs

_LEADING = 0.45
"""Line heights between two lines of one label or value, at most."""
_NEAR = 1.3
"""The same between a label and its value."""
_APART = 1.4
"""The white space around a stack over that between its label and its value, at least."""
_MOST_LINES = 3
"""Of a label, and of a value."""
_LONGEST = 80
"""Characters of either."""
_MOST_CELLS = 600
"""A page with more is a list, and each cell is compared with each other."""
_LEVEL = 0.5
"""Line heights by which the tops of stacks side by side differ, at most."""


@dataclass(frozen=True)
class _Stack:
    """Lines of two kinds of letters, one over the other, with white space around."""

    upper: tuple[Cell, ...]
    lower: tuple[Cell, ...]

    @property
    def rect(self) -> Rect:
        return union([cell.rect for cell in (*self.upper, *self.lower)])

    @property
    def is_label_above(self) -> bool:
        """The label is what is smaller, or else above."""
        return self.upper[0].height < self.lower[0].height or not _differ(self)

    def is_like(self, other: _Stack) -> bool:
        """Set in the same letters."""
        return self.upper[0].is_like(other.upper[0]) and self.lower[0].is_like(other.lower[0])

    def is_beside(self, other: _Stack) -> bool:
        """On one level."""
        pairs = ((self.upper[0], other.upper[0]), (self.lower[0], other.lower[0]))
        return any(abs(one.rect[1] - its.rect[1]) <= _LEVEL * one.height for one, its in pairs)


def stacked(words: Sequence[Glyphs]) -> list[FormRow]:
    """Rows of two such stacks or more, where one at least has a label or value of several lines: others are found by
    their rows. In each row the label is what is smaller, or else above: a single row of these is a table with a head.
    """
    cells = [cell for row in cell_rows(words) for cell in row]
    if len(cells) > _MOST_CELLS:
        return []
    rows: list[list[_Stack]] = []
    for stack in _stacks(cells):
        row = next((row for row in rows if row[0].is_like(stack) and row[0].is_beside(stack)), None)
        if row is None:
            rows.append([stack])
        else:
            row.append(stack)
    rows = [sorted(row, key=lambda stack: stack.rect[0]) for row in rows if len(row) > 1]
    rows = [row for row in rows if all(one.rect[2] < other.rect[0] for one, other in pairwise(row))]
    rows = [
        row for row in rows if _differ(row[0]) or any(row is not other and row[0].is_like(other[0]) for other in rows)
    ]
    rows = [row for row in rows if not _goes_on(row, cells) and not _is_table(row)]
    rows = [row for row in rows if any(len(stack.upper) + len(stack.lower) > 2 for stack in row)]
    # Times are names of columns.
    return [row for row in map(_form_row, rows) if not all(is_period(label.text) for label, _ in row.pairs)]


def _goes_on(row: Sequence[_Stack], cells: Sequence[Cell]) -> bool:
    """Other cells in the same letters stand beside: the name of a table's row, or of its column."""
    own = {id(cell) for stack in row for cell in (*stack.upper, *stack.lower)}
    top, bottom = min(stack.rect[1] for stack in row), max(stack.rect[3] for stack in row)
    beside = [c for c in cells if id(c) not in own and c.rect[1] < bottom and c.rect[3] > top]
    return any(c.is_like(row[0].upper[0]) or c.is_like(row[0].lower[0]) for c in beside)


def _is_table(row: Sequence[_Stack]) -> bool:
    """Of two or more the values have several lines on the same levels: these are rows."""
    levels = []
    for stack in row:
        lines = stack.lower if stack.is_label_above else stack.upper
        levels.append(tuple(round(cell.rect[1] / (_LEVEL * cell.height)) for cell in lines))
    return any(len(level) > 1 and levels.count(level) > 1 for level in levels)


def _form_row(row: Sequence[_Stack]) -> FormRow:
    first = row[0]
    pairs = []
    for stack in row:
        upper, lower = (Cell(tuple(w for cell in part for w in cell.words)) for part in (stack.upper, stack.lower))
        pairs.append((upper, lower) if first.is_label_above else (lower, upper))
    return FormRow(tuple(pairs))


def _differ(stack: _Stack) -> bool:
    """In size."""
    return abs(stack.upper[0].height - stack.lower[0].height) > 0.08 * stack.upper[0].height


def _stacks(cells: Sequence[Cell]) -> Iterator[_Stack]:
    used: set[int] = set()
    for top in sorted(cells, key=lambda cell: cell.rect[1]):
        if id(top) in used:
            continue
        upper = _lines(top, cells)
        below = _below(upper[-1], cells)
        if top.is_opened or below is None or below.is_opened:
            continue  # a label in parentheses, which is under its value
        if below.is_like(top) or _gap(upper[-1], below) > _NEAR * min(top.height, below.height):
            continue
        lower = _lines(below, cells)
        stack = _Stack(upper, lower)
        if _is_alone(stack, cells) and max(len(upper), len(lower)) <= _MOST_LINES and _is_field(stack):
            used.update(id(cell) for cell in (*upper, *lower))
            yield stack


def _is_field(stack: _Stack) -> bool:
    """One part is a label, and the other may be its value: no title over text, and no two amounts below each other."""
    upper, lower = (" ".join(cell.text for cell in part) for part in (stack.upper, stack.lower))
    small_below = _differ(stack) and stack.lower[0].height < stack.upper[0].height
    label, value, lines = (lower, upper, stack.upper) if small_below else (upper, lower, stack.lower)
    several = len(lines) > 1 and all(is_value(cell.text) for cell in lines)
    return (
        is_label(label)
        and max(len(label), len(value)) <= _LONGEST
        and not several
        and (not small_below or is_figure(value))
    )


def _lines(first: Cell, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """A cell and those that go on close below it in its letters."""
    lines = [first]
    while len(lines) <= _MOST_LINES:
        below = _below(lines[-1], cells)
        if below is None or not below.is_like(first) or _gap(lines[-1], below) > _LEADING * first.height:
            break
        lines.append(below)
    return tuple(lines)


def _below(cell: Cell, cells: Sequence[Cell]) -> Cell | None:
    """The next one below that stands over or under a part of it."""
    under = [c for c in cells if c.rect[1] > cell.rect[1] + 0.5 * cell.height and _share(c.rect, cell.rect)]
    return min(under, key=lambda c: c.rect[1], default=None)


def _is_alone(stack: _Stack, cells: Sequence[Cell]) -> bool:
    """More white space over and under it than in it: what follows it in its column is no more of a table."""
    between = max(_gap(stack.upper[-1], stack.lower[0]), 0.1 * stack.lower[0].height)
    _, y0, _, y1 = stack.rect
    own = {id(cell) for cell in (*stack.upper, *stack.lower)}
    others = [c.rect for c in cells if id(c) not in own and _share(c.rect, stack.rect)]
    over = min((y0 - rect[3] for rect in others if rect[1] < y0), default=None)
    under = min((rect[1] - y1 for rect in others if rect[1] >= y0), default=None)
    return all(gap is None or gap > _APART * between for gap in (over, under))


def _share(one: Rect, other: Rect) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0])


def _gap(upper: Cell, lower: Cell) -> float:
    return lower.rect[1] - upper.rect[3]
