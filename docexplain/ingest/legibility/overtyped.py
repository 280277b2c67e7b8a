"""Words under a filled rectangle on which other text stands: what is seen in their place is that one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.drawn import paths_of, steps_of
from docexplain.ingest.text.glyphs import Glyphs

_MOST_SHAPES = 1000
"""Filled on a page; more are a drawing."""
_LOWEST = 4.0
"""Points that a shape is high, at least, to cover text."""


def overtyped(page: Any, words: Sequence[Glyphs]) -> list[int]:
    """Indices of such words of a ``pymupdf.Page``."""
    if not _may_be(steps_of(page)):
        return []
    import numpy as np

    covers = [(drawing["seqno"], *drawing["rect"]) for drawing in paths_of(page) if _is_opaque(drawing)]
    spans = [(span["seqno"], "".join(chr(c[0]) for c in span["chars"]), *span["bbox"]) for span in page.get_texttrace()]
    if not covers or not spans:
        return []
    number, left, top, right, bottom = np.array(covers, dtype=float).T
    x0, y0, x1, y1 = np.array([span[2:] for span in spans], dtype=float).T
    rects = np.array([word.rect for word in words], dtype=float)
    first, last = np.zeros(len(words)), np.full(len(words), np.inf)
    xs, ys = (rects[:, 0] + rects[:, 2]) / 2, (rects[:, 1] + rects[:, 3]) / 2
    inside = [(left <= x) & (x <= right) & (top <= y) & (y <= bottom) for x, y in zip(xs, ys, strict=True)]
    for i, (word, x, y) in enumerate(zip(words, xs, ys, strict=True)):
        if word.painted and inside[i].any():
            at = np.flatnonzero((x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1))
            turns = [spans[j][0] for j in at if word.text in spans[j][1]]
            if turns:
                first[i], last[i] = min(turns), max(turns)
    found = []
    for i, (a, b, c, d) in enumerate(rects):
        over = inside[i] & (number > last[i])
        if over.any():
            width = np.minimum(rects[:, 2], c) - np.maximum(rects[:, 0], a)
            height = np.minimum(rects[:, 3], d) - np.maximum(rects[:, 1], b)
            seen = (width > 0) & (height > 0) & (3 * width * height > (c - a) * (d - b)) & (first > number[over].min())
            if any((inside[j] & over & (number < first[j])).any() for j in np.flatnonzero(seen)):
                found.append(i)
    return found


def _may_be(log: Sequence[tuple[str, Rect]]) -> bool:
    """Text, a shape over it and text over that: what is drawn, in order, with its place. On most pages backgrounds come
    before their text."""
    import numpy as np

    texts = [(number, *rect) for number, (kind, rect) in enumerate(log) if kind == "fill-text"]
    shapes = [(number, rect) for number, (kind, rect) in enumerate(log) if kind == "fill-path"]
    if not texts or len(shapes) > _MOST_SHAPES:
        return False
    order, x0, y0, x1, y1 = np.array(texts, dtype=float).T
    for number, (left, top, right, bottom) in shapes:
        if bottom - top >= _LOWEST:
            meet = (x0 < right) & (x1 > left) & (y0 < bottom) & (y1 > top)
            if (meet & (order < number)).any() and (meet & (order > number)).any():
                return True
    return False


def _is_opaque(drawing: dict[str, Any]) -> bool:
    """A rectangle that is filled."""
    filled = "f" in drawing["type"] and drawing.get("fill") is not None and drawing.get("fill_opacity") == 1
    return bool(filled) and len(drawing["items"]) == 1 and drawing["items"][0][0] == "re"
