"""Where the words of a paragraph stand on its pages, and the boxes of any part of it.

A big document has hundreds of thousands of words, so a paragraph keeps theirs packed in one line of text, which costs
nothing until it is looked at: words apart by ``;``, each ``start,end,page,x0,y0,x1,y1``, the box in hundredths of a
point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from docexplain.records.document import Box, Paragraph

_UNIT = 100
"""Parts of a point."""
_HIGHEST = 1.3
"""Height of a line's box over that of its words, at most."""


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
    words = unpack(paragraph.words)
    turn = _on_its_side if _sideways(words) else _as_it_is
    lines: list[Box] = []
    last: Box | None = None
    for word in words:
        if word.end <= start or word.start >= end:
            continue
        box = turn(Box(*word[2:]))
        whole = _around(lines[-1], box) if last and _same_line(last, box) else box
        # Of a line that is askew a box around all of it would cover others too.
        if whole is not box and _height(whole) < _HIGHEST * max(map(_height, (last or box, box))):
            lines[-1] = whole
        else:
            lines.append(box)
        last = box
    return tuple(map(turn, lines))


def _height(box: Box) -> float:
    return box.y1 - box.y0


def _around(one: Box, other: Box) -> Box:
    x0, y0, x1, y1 = min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1)
    return Box(other.page, x0, y0, x1, y1)


def _sideways(words: Sequence[WordBox]) -> bool:
    """Set from the bottom up or from the top down: most words of some length are higher than wide, or where there are
    none, as in a script without spaces, most stand below each other."""
    votes = [word.y1 - word.y0 > word.x1 - word.x0 for word in words if word.end - word.start > 2]
    if not votes:
        votes = [abs(b.y0 - a.y0) > abs(b.x0 - a.x0) for a, b in pairwise(words)]
    return 2 * sum(votes) > len(votes)


def _as_it_is(box: Box) -> Box:
    return box


def _on_its_side(box: Box) -> Box:
    return Box(box.page, box.y0, box.x0, box.y1, box.x1)


def _same_line(one: Box, other: Box) -> bool:
    """Beside each other, with no more between them than a wide space."""
    height = min(_height(one), _height(other))
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return one.page == other.page and overlap > height / 2 and gap < 2 * height
