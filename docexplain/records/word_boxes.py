"""Where the words of a paragraph stand on its pages, and the boxes of any part of it.

A big document has hundreds of thousands of words, so a paragraph keeps theirs packed in one line of text, which costs
nothing until it is looked at: words apart by ``;``, each ``start,end,page,x0,y0,x1,y1``, the box in hundredths of a
point.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from docexplain.records.document import Box, Paragraph

_UNIT = 100
"""Parts of a point."""


class WordBox(NamedTuple):
    """Characters ``start`` up to ``end`` of a paragraph's text and where they stand, in points."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


def pack(words: Iterable[WordBox]) -> str:
    """The words as one line of text."""
    return ";".join(
        f"{start},{end},{page},{round(_UNIT * x0)},{round(_UNIT * y0)},{round(_UNIT * x1)},{round(_UNIT * y1)}"
        for start, end, page, x0, y0, x1, y1 in words
    )


def unpack(packed: str) -> list[WordBox]:
    """The words of which :func:`pack` made the text. Raises ValueError for any other text."""
    words = []
    for part in packed.split(";") if packed else ():
        start, end, page, *box = map(int, part.split(","))
        x0, y0, x1, y1 = (value / _UNIT for value in box)
        words.append(WordBox(start, end, page, x0, y0, x1, y1))
    return words


def boxes_of(paragraph: Paragraph, start: int, end: int) -> tuple[Box, ...]:
    """Boxes that cover just the words with a character from ``start`` up to ``end``, one for each line.

    Without the places of its words, as in a parse by an early version, those of the whole paragraph.
    """
    if not paragraph.words:
        return paragraph.boxes
    boxes: list[Box] = []
    for word in unpack(paragraph.words):
        if word.end <= start or word.start >= end:
            continue
        box = Box(*word[2:])
        if boxes and _same_line(boxes[-1], box):
            last = boxes.pop()
            box = Box(box.page, min(last.x0, box.x0), min(last.y0, box.y0), max(last.x1, box.x1), max(last.y1, box.y1))
        boxes.append(box)
    return tuple(boxes)


def _same_line(one: Box, other: Box) -> bool:
    """Beside each other, with no more between them than a wide space."""
    height = min(one.y1 - one.y0, other.y1 - other.y0)
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return one.page == other.page and overlap > height / 2 and gap < 2 * height
