"""Values with their labels in drawn frames, as in tax forms, on certificates and on the tiles of slides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docexplain.ingest.fields.amounts import is_figure, is_label
from docexplain.ingest.fields.form_rows import FormRow
from docexplain.ingest.tables.rules import Rules
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.cells import Cell, cell_rows
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.paragraph_breaks import commonest_size

_LONGEST_LABEL, _LONGEST_VALUE = 100, 160
"""Characters."""
_MOST_LABEL_LINES = 3
_OUTLINE = 4.0
"""Points between the sides of frames that stand beside each other, at most."""
_SAME = 2.0
"""Points by which a frame stands out over another one that it is beside, at most."""
_SAME_SIZE = 0.6
"""The same for sizes of letters."""
_MOST_RULES = 600
"""Lines on a page that are looked at; more are a drawing."""


@dataclass(frozen=True)
class _Field:
    """A frame and what stands in it; the value is None where there is a label only."""

    frame: Rect
    label: Cell
    value: Cell | None


def framed(words: Sequence[Glyphs], rules: Rules) -> list[FormRow]:
    """Rows of frames that hold a label in smaller letters and its value over or under it, from the top down.

    Frames that touch each other are one form: either all of them are so, but for empty ones and such with a label only,
    or none is, since they are the cells of a table then.
    """
    if not 2 <= len(rules.v) <= _MOST_RULES or not 2 <= len(rules.h) <= _MOST_RULES:
        return []
    inside: dict[Rect, list[Glyphs]] = defaultdict(list)
    for word in words:
        frame = _frame_of(word, rules)
        if frame is not None:
            inside[frame].append(word)
    rows: list[FormRow] = []
    forms: list[list[_Field]] = []
    for group in _touching(sorted(inside)):
        fields = [_field(frame, inside[frame]) for frame in group]
        if all(fields):
            forms.append([field for field in fields if field is not None])
    fields = [field for form in forms for field in form]
    told = [field for field in fields if field is not None and field.value is not None]
    if len(told) < 2:
        return []
    sizes = [commonest_size(field.label.words) for field in told]
    usual = sorted(sizes)[len(sizes) // 2]
    for form in forms:
        if all(abs(commonest_size(field.label.words) - usual) <= _SAME_SIZE for field in form):
            rows += _rows(form)
    return sorted(rows, key=lambda row: (row.rect[1], row.rect[0]))


def _frame_of(word: Glyphs, rules: Rules) -> Rect | None:
    """The smallest frame around the middle of a word, if lines are drawn on all four sides of it."""
    x, y = word.centre
    across = [at for at, x0, x1 in rules.h if x0 - 1 <= x <= x1 + 1]
    along = [at for at, y0, y1 in rules.v if y0 - 1 <= y <= y1 + 1]
    left, right = [at for at in along if at <= x], [at for at in along if at > x]
    above, below = [at for at in across if at <= y], [at for at in across if at > y]
    if not (left and right and above and below):
        return None
    return round(max(left), 1), round(max(above), 1), round(min(right), 1), round(min(below), 1)


def _touching(frames: Sequence[Rect]) -> Iterator[list[Rect]]:
    """Groups of frames that stand side on side."""
    left = list(frames)
    while left:
        group, begun = [left.pop(0)], 0
        while begun < len(group):
            at = group[begun]
            group += (near := [frame for frame in left if _touch(at, frame)])
            left = [frame for frame in left if frame not in near]
            begun += 1
        yield group


def _touch(one: Rect, other: Rect) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return min(across, down) > -_OUTLINE and max(across, down) > 0


def _field(frame: Rect, words: Sequence[Glyphs]) -> _Field | None:
    """The label and the value of a frame, if its letters tell them apart: both have a size of their own."""
    lines = [Cell(tuple(word for cell in row for word in cell.words)) for row in cell_rows(words)]
    sizes = [commonest_size(line.words) for line in lines]
    changes = [i for i, (one, other) in enumerate(pairwise(sizes), 1) if abs(one - other) > _SAME_SIZE]
    if len(changes) > 1:
        return None
    if not changes:
        label, value = lines, []
    elif sizes[0] < sizes[-1]:
        label, value = lines[: changes[0]], lines[changes[0] :]
    else:
        value, label = lines[: changes[0]], lines[changes[0] :]
        if not is_figure(" ".join(line.text for line in value)):
            return None  # a title over text
    named, valued = _one(label), _one(value) if value else None
    if len(label) > _MOST_LABEL_LINES or len(named.text) > _LONGEST_LABEL or not is_label(named.text):
        return None
    return _Field(frame, named, valued) if valued is None or len(valued.text) <= _LONGEST_VALUE else None


def _one(lines: Sequence[Cell]) -> Cell:
    return Cell(tuple(word for line in lines for word in line.words))


def _rows(form: Sequence[_Field]) -> Iterator[FormRow]:
    """The frames that stand side by side, together; beside a high one several below each other."""
    rows: list[list[_Field]] = []
    for field in sorted(form, key=lambda field: (round(field.frame[1]), -field.frame[3])):
        row = next((row for row in rows if _is_beside(row[0].frame, field.frame)), None)
        if row is None:
            rows.append([field])
        else:
            row.append(field)
    for row in rows:
        ordered = sorted(row, key=lambda field: field.frame[:2])
        yield FormRow(tuple((field.label, field.value) for field in ordered))


def _is_beside(high: Rect, other: Rect) -> bool:
    """On the level of a frame that is as high or higher."""
    return high[1] - _SAME <= other[1] and other[3] <= high[3] + _SAME
