"""Values over or under their labels, side by side in columns, as in forms that are text and on covers of filings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docexplain.ingest.fields.labels import Labelled, bracketed
from docexplain.ingest.tables.phrases import is_period
from docexplain.ingest.tables.rendering import CELLS, NAMED
from docexplain.ingest.text.blocks import Block, Rect, union
from docexplain.ingest.text.cells import Cell, cell_rows
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import joined, rows_of
from docexplain.ingest.text.paragraph_breaks import commonest_size
from docexplain.records import BlockClass

_NEAR = 1.3
"""Line heights between a row of values and that of their labels, at most."""
_AFTER = 4.0
"""Line heights below a row within which another one may be of the same table."""
_ROWS = 8
"""Rows above and below that are looked at."""
_CLOSE = 0.6
"""Line heights between two lines of one cell, at most."""
_APART = 0.9
"""Line heights between labels with their values and a table below them that they are no part of, at least."""
_SIZES_DIFFER = 0.6
"""Points between the sizes of labels and values that tell them apart, at least."""
_LONGEST = 60
"""Characters of a label."""
_MOST_OF_TABLE = 0.5
"""Share of a table's words, at least, that are values and labels where it is none."""

Row = Sequence[Cell]


@dataclass(frozen=True)
class FormRow:
    """Labels side by side, each with its value, which may be missing: read like a row of a table."""

    pairs: tuple[tuple[Cell, Cell | None], ...]

    @property
    def words(self) -> list[Glyphs]:
        """Of all."""
        return [word for pair in self.pairs for cell in pair if cell is not None for word in cell.words]

    @property
    def rect(self) -> Rect:
        """Around all."""
        return union([word.rect for word in self.words])

    def block(self, page: int) -> Block:
        """A paragraph of it."""
        cells = []
        for label, value in self.pairs:
            named = " " if label.text.endswith(":") else NAMED
            cells.append(label.line if value is None else joined([label.line, value.line], named))
        words = self.words
        characters = sum(word.characters for word in words)
        line = joined(cells, CELLS)
        return Block(page, line.rect, BlockClass.TEXT, (line,), commonest_size(words), characters)


def labelled(words: Sequence[Glyphs]) -> list[Labelled | FormRow]:
    """What stands so on a page, from the top down; each word in one at most."""
    rows = cell_rows(words)
    pairs = bracketed(rows)
    used = {id(word) for pair in pairs for word in pair.words}
    left = [row for row in rows if not any(id(word) in used for cell in row for word in cell.words)]
    return [*pairs, *_form_rows(left)]


def outside_tables(
    pairs: Sequence[Labelled | FormRow], words: Sequence[Glyphs], tables: Sequence[Rect]
) -> list[Labelled | FormRow]:
    """Those that are not a small part of a table, whose head they are then, unless they stand apart over it and the
    table has other columns."""
    kept = list(pairs)
    for rect in tables:
        inside = [pair for pair in kept if any(word.is_in(rect) for word in pair.words)]
        share = sum(len(pair.words) for pair in inside)
        of_table = [word for word in words if word.is_in(rect)]
        if inside and share < _MOST_OF_TABLE * len(of_table) and not _stand_over(inside, of_table):
            kept = [pair for pair in kept if pair not in inside]
    return kept


def _stand_over(pairs: Sequence[Labelled | FormRow], of_table: Sequence[Glyphs]) -> bool:
    """Rows of labels and values with white space between them and the table below, which begins with a row of more
    cells or fewer."""
    own = {id(word) for pair in pairs for word in pair.words}
    rows = cell_rows([word for word in of_table if id(word) not in own])
    bottom = max(pair.rect[3] for pair in pairs)
    if not rows or not all(isinstance(pair, FormRow) for pair in pairs):
        return False
    values = [value.text for pair in pairs if isinstance(pair, FormRow) for _, value in pair.pairs if value is not None]
    if not any(any(map(str.isdigit, text)) and not is_period(text) for text in values):
        return False
    top = min(cell.rect[1] for cell in rows[0])
    labels = max(len(pair.pairs) for pair in pairs if isinstance(pair, FormRow))
    return top - bottom >= _APART * rows[0][0].height and 1 < len(rows[0]) != labels


def side_by_side(pairs: Sequence[Labelled | FormRow]) -> list[list[Labelled | FormRow]]:
    """Those that stand beside each other, together."""
    rows = rows_of(pairs, lambda pair: pair.rect)
    return [sorted(row, key=lambda pair: pair.rect[0]) for row in rows]


def _form_rows(rows: Sequence[Row]) -> Iterator[FormRow]:
    i = 0
    while i + 1 < len(rows):
        pair = _form_row(rows[i], rows[i + 1])
        if pair is not None and not _in_table(rows, i):
            yield pair
            i += 1
        i += 1


def _form_row(upper: Row, lower: Row) -> FormRow | None:
    """The two rows, if one of them is labels by its letters: those smaller than the other, or else those above in bold
    or with colons."""
    if min(len(upper), len(lower)) < 2 or _gap(upper, lower) > _NEAR * upper[0].height:
        return None
    if not _alike(upper, upper[0]) or not _alike(lower, lower[0]):
        return None
    size, below = _size(upper), _size(lower)
    if abs(size - below) > _SIZES_DIFFER:
        labels, values = (upper, lower) if size < below else (lower, upper)
    elif not upper[0].is_like(lower[0]) or all(cell.text.endswith(":") for cell in upper):
        labels, values = upper, lower
    else:
        return None
    if not all(cell.is_words and len(cell.text) <= _LONGEST for cell in labels) or len(values) > len(labels):
        return None
    pairs = [(label, [value for value in values if _over(label, value)]) for label in labels]
    if any(len(over) > 1 for _, over in pairs) or sum(len(over) for _, over in pairs) != len(values):
        return None
    return FormRow(tuple((label, over[0] if over else None) for label, over in pairs))


def _in_table(rows: Sequence[Row], i: int) -> bool:
    """Other rows of cells stand near that are set like one of these two, but not by turns with the other."""
    upper, lower = rows[i][0], rows[i + 1][0]
    after = [] if _ends_form(rows[i : i + 3]) else _near(rows[i + 1 : i + 2 + _ROWS])
    before = _near(rows[i::-1][: 1 + _ROWS])
    if _goes_on(rows[i + 1], rows[i + 2 : i + 3]) or _goes_on(rows[i], rows[i - 1 : i]):
        return True  # its cells, or its names, have several lines
    below = [row[0].is_like(upper) for row in after]
    above = [row[0].is_like(lower) for row in before]
    if below[:1] == [False] or above[:1] == [False]:
        return True
    return (len(below) > 1 and not after[1][0].is_like(lower)) or (len(above) > 1 and not before[1][0].is_like(upper))


def _ends_form(rows: Sequence[Row]) -> bool:
    """Labels and values of two sizes, and then, after white space, a row of more cells or fewer: a table begins."""
    if len(rows) < 3 or abs(_size(rows[0]) - _size(rows[1])) <= _SIZES_DIFFER:
        return False
    gap = _gap(rows[1], rows[2])
    return gap >= _APART * rows[1][0].height and 1 < len(rows[2]) != len(rows[1])


def _size(row: Row) -> float:
    return commonest_size([word for cell in row for word in cell.words])


def _goes_on(row: Row, beside: Sequence[Row]) -> bool:
    """The row beside, if there is one, is a single cell close to it and in its letters."""
    cells = beside[0] if beside else ()
    return len(cells) == 1 and cells[0].is_like(row[0]) and _gap(row, cells) < _CLOSE * row[0].height


def _near(rows: Sequence[Row]) -> list[Row]:
    """What of the rows after the first is of cells too and follows with little white space, lines of a cell between."""
    near: list[Row] = []
    for one, other in pairwise(rows):
        if abs(_gap(one, other)) > _AFTER * one[0].height:
            break
        if len(other) > 1:
            near.append(other)
    return near[:2]


def _gap(upper: Row, lower: Row) -> float:
    if upper[0].rect[1] > lower[0].rect[1]:
        upper, lower = lower, upper
    return min(cell.rect[1] for cell in lower) - max(cell.rect[3] for cell in upper)


def _alike(row: Row, cell: Cell) -> bool:
    return all(other.is_like(cell) for other in row)


def _over(one: Cell, other: Cell) -> bool:
    """One above the other, mostly or from the same left end on."""
    shared = min(one.rect[2], other.rect[2]) - max(one.rect[0], other.rect[0])
    narrower = min(one.rect[2] - one.rect[0], other.rect[2] - other.rect[0])
    return shared > 0.5 * narrower or abs(one.rect[0] - other.rect[0]) < 0.5 * one.height
