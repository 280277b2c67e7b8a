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
_SAME = 0.5
"""Heights by which two words are as near as each other."""
_GOES_ON = 1.2
"""Heights of white space after a box within which the line goes on."""


def at_labels(words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words, each box that is alone in its line in the line of the nearest word on its level, where it stands."""
    lines = {(word.block, word.line) for word in words if word.text not in BOXES}
    alone = [word for word in words if word.text in BOXES and (word.block, word.line) not in lines]
    if not alone:
        return list(words)
    labels = [word for word in words if word.text not in BOXES and not word.hidden]
    sides = {id(box): _beside(box, labels) for box in alone}
    after = sum(_first_side(*found) for found in sides.values())
    result = list(words)
    for box in alone:
        label = _label(box, sides[id(box)], labels, alone, after >= 0)
        if label is not None:
            _join(result, box, label)
    return result


def _join(words: list[Glyphs], box: Glyphs, label: Glyphs) -> None:
    """Puts the box into the line of its label, and after it what goes on there."""
    words[:] = [word for word in words if word is not box]
    label = next(word for word in words if word.rect == label.rect and word.text == label.text)
    key = (label.block, label.line)
    line = [i for i, word in enumerate(words) if (word.block, word.line) == key]
    at = next((i for i in line if words[i].rect[0] > box.rect[0]), line[-1] + 1)
    words.insert(at, replace(box, block=key[0], line=key[1], glued=False))
    if at <= line[-1]:
        words[at + 1] = replace(words[at + 1], glued=False)
        return
    following = min(
        (word for word in words if on_one_level(word.rect, box.rect) and word.rect[0] >= box.rect[2] - 1),
        key=lambda word: word.rect[0],
        default=None,
    )
    height = label.rect[3] - label.rect[1]
    if following is not None and not following.hidden and following.rect[0] - box.rect[2] < _GOES_ON * height:
        other = (following.block, following.line)
        moved = [replace(word, block=key[0], line=key[1]) for word in words if (word.block, word.line) == other]
        if other != key and moved[0].rect == following.rect:
            before = [word for word in words[: at + 1] if (word.block, word.line) != other]
            words[:] = [*before, *moved, *(word for word in words[at + 1 :] if (word.block, word.line) != other)]


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
    if not any(word.text in BOXES for word in words):  # on most pages; the places take longer
        return False
    inside = [i for i, word in enumerate(words) if word.is_in(rect)]
    return bool(inside) and all(label_beside(words, i) is not None for i in inside)


def with_boxes_in(rect: Rect, words: Sequence[Glyphs]) -> Rect:
    """The rectangle, grown around the boxes among its words."""
    return union([rect, *(word.rect for word in words if word.text in BOXES)])


def _beside(box: Glyphs, labels: Sequence[Glyphs]) -> tuple[Glyphs | None, Glyphs | None]:
    """The nearest words left and right of it on its level."""
    level = [word for word in labels if on_one_level(word.rect, box.rect)]
    left = [word for word in level if word.centre[0] < box.centre[0]]
    right = [word for word in level if word.centre[0] >= box.centre[0]]
    return (
        max(left, key=lambda word: word.rect[2], default=None),
        min(right, key=lambda word: word.rect[0], default=None),
    )


def _first_side(left: Glyphs | None, right: Glyphs | None) -> int:
    """Whether only one of the two can be the label: 1 for the left one, -1 for the right one."""
    return (left is not None and right is None) - (right is not None and left is None)


def _label(
    box: Glyphs,
    sides: tuple[Glyphs | None, Glyphs | None],
    labels: Sequence[Glyphs],
    boxes: Sequence[Glyphs],
    after: bool,
) -> Glyphs | None:
    """The nearer of two words; of two that are as near the left one if boxes come after their labels."""
    left, right = sides
    near = left or right
    if near is None:
        return None
    height = near.rect[3] - near.rect[1]
    if left is not None and right is not None:
        nearer = _gap(left.rect, box.rect) - _gap(right.rect, box.rect)
        as_near = abs(nearer) < _SAME * height
        near = (left if after else right) if as_near else (left if nearer < 0 else right)
    # A box for each label may stand far from it; several for one label are columns of a table.
    beside = {(word.block, word.line) for word in labels if on_one_level(word.rect, box.rect)}
    as_many = len(beside) >= sum(on_one_level(other.rect, box.rect) for other in boxes)
    return near if _gap(near.rect, box.rect) < (_FARTHEST if as_many else _NEAR) * height else None


def _gap(one: Rect, other: Rect) -> float:
    return max(one[0] - other[2], other[0] - one[2], 0.0)
