"""Boxes to tick that are drawn: a frame of lines or a small picture beside a label, empty or with something in it.

What can be seen decides: where a file draws a small square, or shows a picture of its size, the dots are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from docexplain.ingest.text.blocks import Rect, area, area_in_common
from docexplain.ingest.text.drawn import paths_of, steps_of
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import on_one_level
from docexplain.ingest.text.sign_tables import BOXES, BULLET, EMPTY, TICKED, TICKS, UNKNOWN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SMALLEST, _LARGEST = 4.5, 22.0
"""Points of a side."""
_OBLONG = 1.35
"""The longer side over the shorter, at most."""
_OF_LABEL = (0.5, 2.2)
"""A side over the font size of the label."""
_NEAR = 3.0
"""Sides between a box and its label, at most; there is text beside a box."""
_TOUCHING = 1.0
"""Points between two cells of a grid; boxes stand apart."""
_MOST = 150
"""Squares on a page; more are a drawing."""
_MOST_PATHS = 3000
"""Paths on a page; more are a drawing."""
_THIN = 2.0
"""Points across a line that is drawn as a long thin shape."""
_SCALE = 5.0
"""Dots for a point."""
_INK = 60
"""Difference from the paper, of 255."""
_SIDE = 0.8
"""Share of a side of a frame that is inked, at least."""
_CLEAN, _MARKED, _SOLID = 0.03, 0.06, 0.9
"""Share that is inked: of an empty box's inside at most, of a ticked one's at least, and of all of a box at most."""
_SECTORS, _ROUND = 24, 0.95
"""Parts of a ring that are looked at, and the share of them that is inked, at least."""
_RIM, _GAP, _DISC, _CORNER = 0.78, (0.62, 0.72), 0.3, 1.15
"""Of its radius: a ring lies without the first, nothing in the second, and within the third a disc or nothing."""
_MARKS = frozenset("xXvV\u00d7\u221a\u2022\u25cf") | frozenset(TICKS)
"""What stands in a frame as text where a box is ticked."""


def with_drawn_boxes(page: Any, words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words of a ``pymupdf.Page``, a word more for each box that is drawn, without the sign within it."""
    squares = [rect for rect in _squares(page) if _may_be_one(rect, words)]
    squares = [rect for rect in squares if not any(_touch(rect, other) for other in squares)][:_MOST]
    unknown = any(word.text == UNKNOWN for word in words)
    if not squares and not unknown:
        return list(words)
    drawing = page.get_displaylist()
    block = max(word.block for word in words)
    result = _recognised(drawing, words) if unknown else list(words)
    seen = [_ink(drawing, rect) for rect in squares]
    # A ring alone may be a bullet.
    rings = [_of_ring(ink) for ink in seen]
    rings = rings if TICKED in rings else [""] * len(rings)
    for number, (rect, ink, ring) in enumerate(zip(squares, seen, rings, strict=True), start=1):
        marks = [word for word in words if word.is_in(rect) and not word.hidden]
        text = _of_ink(ink) or ring
        if text:
            result = [word for word in result if word not in marks]
            result.append(Glyphs(rect, TICKED if marks else text, block + number, 0))
    return result


def _recognised(drawing: Any, words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words, signs of which only the picture tells what they are as boxes, or else as the bullets they may be."""
    return [
        replace(word, text=_of_ink(_ink(drawing, word.rect)) or BULLET, glued=False) if word.text == UNKNOWN else word
        for word in words
    ]


def _squares(page: Any) -> list[Rect]:
    """Places of small squares, the same place once."""
    if len(steps_of(page)) > _MOST_PATHS:
        return []
    lines: list[Rect] = []
    found: list[Rect] = []
    for path in paths_of(page):
        rects = [tuple(path["rect"]), *(tuple(item[1]) for item in path["items"] if item[0] == "re")]
        for kind, *points in path["items"]:
            if kind == "l":
                (x0, y0), (x1, y1) = points[:2]
                rects.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        found += [rect for rect in rects if _is_square(rect)]
        lines += [rect for rect in rects if _is_line(rect)]
    found += _framed(lines)
    found += [rect for image in page.get_image_info() if _is_square(rect := tuple(image["bbox"]))]
    distinct: list[Rect] = []
    for rect in sorted(found, key=lambda rect: rect[0] - rect[2]):  # a frame before what is drawn within
        if not any(_shared(rect, other) > 0.5 for other in distinct):
            distinct.append(rect)
    return distinct


def _is_square(rect: Rect) -> bool:
    shorter, longer = sorted((rect[2] - rect[0], rect[3] - rect[1]))
    return shorter >= _SMALLEST and longer <= min(_LARGEST, _OBLONG * shorter)


def _is_line(rect: Rect) -> bool:
    shorter, longer = sorted((rect[2] - rect[0], rect[3] - rect[1]))
    return shorter <= _THIN and _SMALLEST <= longer <= _LARGEST


def _framed(lines: Sequence[Rect]) -> Iterator[Rect]:
    """Squares of which two level lines, one over the other, are the upper and the lower side; dots show the others."""
    level = sorted({rect for rect in lines if rect[2] - rect[0] > rect[3] - rect[1]}, key=lambda rect: rect[1])
    for upper, lower in combinations(level[: 2 * _MOST], 2):
        if abs(upper[0] - lower[0]) < _THIN and abs(upper[2] - lower[2]) < _THIN:
            rect = (upper[0], upper[1], upper[2], lower[3])
            if _is_square(rect):
                yield rect


def _shared(one: Rect, other: Rect) -> float:
    """Share of the smaller that both cover."""
    common = area_in_common(one, other)
    return common / min(area(one), area(other)) if common else 0.0


def _touch(one: Rect, other: Rect) -> bool:
    """They are two cells of a grid."""
    if one is other:
        return False
    x, y = max(one[0] - other[2], other[0] - one[2]), max(one[1] - other[3], other[1] - one[3])
    return max(x, y) < _TOUCHING and min(x, y) < -_TOUCHING


def _may_be_one(rect: Rect, words: Sequence[Glyphs]) -> bool:
    """A label of its size stands beside it, and nothing within it but the sign of a tick."""
    words = [word for word in words if word.rect[1] <= rect[3] and word.rect[3] >= rect[1] and not word.hidden]
    inside = [word for word in words if word.is_in(rect)]
    if any(word.text not in _MARKS for word in inside):
        return False
    side = rect[3] - rect[1]
    return any(
        word.text not in BOXES
        and on_one_level(word.rect, rect)
        and any(letter.isalpha() for letter in word.text)
        and _OF_LABEL[0] * word.size <= side <= _OF_LABEL[1] * word.size
        and max(word.rect[0] - rect[2], rect[0] - word.rect[2]) < _NEAR * side
        for word in words
        if word not in inside
    )


def _ink(drawing: Any, rect: Rect) -> NDArray[np.bool_]:
    """What is seen there, as dots that differ from the paper."""
    import numpy as np
    import pymupdf

    make_rect: Any = pymupdf.Rect
    make_matrix: Any = pymupdf.Matrix
    x0, y0, x1, y1 = rect
    around = make_rect(x0 - 2, y0 - 2, x1 + 2, y1 + 2)
    dots = drawing.get_pixmap(matrix=make_matrix(_SCALE, _SCALE), colorspace=pymupdf.csGRAY, alpha=0, clip=around)
    seen = (
        np.frombuffer(dots.samples, dtype=np.uint8).reshape(dots.height, dots.stride)[:, : dots.width].astype("int16")
    )
    ink = np.abs(seen - int(np.median(np.concatenate([seen[0], seen[-1], seen[:, 0], seen[:, -1]])))) > _INK
    beside = round(1.6 * _SCALE)  # a letter of the label may stand there
    inside: NDArray[np.bool_] = ink[beside:-beside, beside:-beside]
    return inside


def _of_ring(ink: NDArray[np.bool_]) -> str:
    """A ring as a box: with a disc in its middle, apart from it, or with nothing; empty for anything else."""
    import numpy as np

    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size or not columns.size:
        return ""
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = box.shape
    if max(height, width) > _OBLONG * min(height, width):
        return ""
    y, x = np.ogrid[:height, :width]
    radius = np.hypot((2 * y + 1) / height - 1, (2 * x + 1) / width - 1)
    turn = np.floor((np.arctan2(2 * y + 1 - height, 2 * x + 1 - width) / np.pi + 1) * _SECTORS / 2).astype(int)
    rim = np.bincount((turn % _SECTORS)[(radius > _RIM) & (radius <= 1) & box], minlength=_SECTORS)
    gap, middle = box[(radius > _GAP[0]) & (radius < _GAP[1])], box[radius < _DISC]
    if (rim > 0).mean() < _ROUND or box[radius > _CORNER].any() or gap.mean() > _CLEAN:
        return ""
    return EMPTY if middle.mean() <= _CLEAN else TICKED if middle.mean() >= 1 - _CLEAN else ""


def _of_ink(ink: NDArray[np.bool_]) -> str:
    import numpy as np

    frame = _frame(ink)
    if frame is None:
        return ""
    top, bottom, left, right = frame
    height, width = bottom - top, right - left
    band = max(2, round(0.18 * min(height, width)))
    box = ink[top:bottom, left:right]
    sides = (box[:band].any(axis=0), box[-band:].any(axis=0), box[:, :band].any(axis=1), box[:, -band:].any(axis=1))
    if min(side.mean() for side in sides) < _SIDE:
        return ""
    inside = float(np.mean(box[height // 4 : height - height // 4, width // 4 : width - width // 4]))
    if inside <= _CLEAN:
        return EMPTY
    return TICKED if inside >= _MARKED and float(np.mean(box)) <= _SOLID else ""


def _frame(ink: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """First and last row and column that are inked over most of what is inked: a tick may reach over the frame."""
    import numpy as np

    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return None
    least = 0.6 * min(rows[-1] - rows[0], columns[-1] - columns[0])
    rows, columns = np.flatnonzero(ink.sum(axis=1) >= least), np.flatnonzero(ink.sum(axis=0) >= least)
    if not rows.size or not columns.size:
        return None
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    return (top, bottom, left, right) if min(bottom - top, right - left) > _SMALLEST * _SCALE / 2 else None
