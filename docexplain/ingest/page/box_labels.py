"""Boxes to tick stand at their labels: a box that MuPDF, a form or a drawing has by itself joins the line beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docexplain.ingest.text.blocks import Rect, union
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import on_one_level
from docexplain.ingest.text.sign_tables import BOXES

_NEAR, _FARTHEST = 2.0, 12.0
"""Between a box and its label, in heights of the label."""


def at_labels(words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words, each box that is alone in its line in the line of the nearest word on its level, where it stands."""
    lines = {(word.block, word.line) for word in words if word.text not in BOXES}
    alone = [word for word in words if word.text in BOXES and (word.block, word.line) not in lines]
    labels = [word for word in words if word.text not in BOXES and not word.hidden]
    joined = [(box, label) for box in alone if (label := _label(box, labels, alone)) is not None]
    moved = {id(box) for box, _ in joined}
    result = [word for word in words if id(word) not in moved]
    for box, label in joined:
        line = [i for i, word in enumerate(result) if (word.block, word.line) == (label.block, label.line)]
        after = next((i for i in line if result[i].rect[0] > box.rect[0]), line[-1] + 1)
        result.insert(after, replace(box, block=label.block, line=label.line, glued=False))
        if after + 1 < len(result):
            result[after + 1] = replace(result[after + 1], glued=False)
    return result


def label_beside(words: Sequence[Glyphs], i: int) -> Glyphs | None:
    """The word that a box is read with: the one before it in its line, else one after it. None for other words."""
    if words[i].text not in BOXES:
        return None
    for j in (i - 1, i + 1, i + 2):
        same = 0 <= j < len(words) and (words[j].block, words[j].line) == (words[i].block, words[i].line)
        if same and words[j].text not in BOXES:
            return words[j]
    return None


def of_boxes_only(rect: Rect, words: Sequence[Glyphs]) -> bool:
    """Nothing stands in the rectangle but boxes that have a label elsewhere."""
    inside = [i for i, word in enumerate(words) if word.is_in(rect)]
    return bool(inside) and all(label_beside(words, i) is not None for i in inside)


def with_boxes_in(rect: Rect, words: Sequence[Glyphs]) -> Rect:
    """The rectangle, grown around the boxes among its words."""
    return union([rect, *(word.rect for word in words if word.text in BOXES)])


def _label(box: Glyphs, labels: Sequence[Glyphs], boxes: Sequence[Glyphs]) -> Glyphs | None:
    beside = [word for word in labels if on_one_level(word.rect, box.rect)]
    near = min(beside, key=lambda word: _gap(word.rect, box.rect), default=None)
    if near is None:
        return None
    # A box for each label may stand far from it; several for one label are columns of a table.
    as_many = len({(w.block, w.line) for w in beside}) >= sum(on_one_level(b.rect, box.rect) for b in boxes)
    farthest = (_FARTHEST if as_many else _NEAR) * (near.rect[3] - near.rect[1])
    return near if _gap(near.rect, box.rect) < farthest else None


def _gap(one: Rect, other: Rect) -> float:
    return max(one[0] - other[2], other[0] - one[2], 0.0)
