"""Bullets of lists that are drawn as shapes instead of set as letters, as browsers print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from docexplain.ingest.strings.cleaning import is_right_to_left
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.drawn import paths_of, steps_of
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.sign_tables import BULLET

_SMALLEST, _LARGEST = 1.5, 14.0
"""Points of a side."""
_OBLONG = 1.35
"""The longer side over the shorter, at most."""
_OF_TEXT = 0.7
"""A side over the font size of its item, at most."""
_MIDDLE = 0.3
"""Its middle's distance from that of its line, in heights of the line, at most."""
_NEAR = 2.2
"""White space between it and its item, in font sizes, at most."""
_BEFORE = 1.0
"""White space before it, in font sizes, at least: nearer text is of the same line."""
_LEAST = 2
"""Bullets on a page; one alone may be anything."""
_MOST = 150
"""Small shapes on a page; more are a drawing."""
_WHITE = 0.9
"""Of each colour, at least, for a shape that is not seen."""
_MOST_PATHS = 3000
"""Paths on a page; more are a drawing."""


def shapes_of(page: Any) -> list[Rect]:
    """Places of what may be a bullet on a ``pymupdf.Page``: small round or square shapes, and pictures."""
    if len(steps_of(page)) > _MOST_PATHS:
        return []
    found = [tuple(path["rect"]) for path in paths_of(page) if _is_seen(path) and _is_whole(path)]
    found += [tuple(image["bbox"]) for image in page.get_image_info()]
    return [rect for rect in found if _is_small(rect)]


def bullets_before(words: Sequence[Glyphs], shapes: Sequence[Rect]) -> dict[int, Glyphs]:
    """A bullet as a word, for the first word of each line that one is drawn before, by its ``id``.

    Args:
        words: of a page.
        shapes: see :func:`shapes_of`.
    """
    if not _LEAST <= len(shapes) <= _MOST or is_right_to_left("".join(word.text for word in words)):
        return {}
    found: dict[int, Glyphs] = {}
    for _, group in groupby(words, key=lambda word: (word.block, word.line)):
        line = list(group)
        rect = around(line)
        shape = next((shape for shape in shapes if _begins(shape, line[0], rect)), None)
        if shape is not None and not any(_is_beside(shape, word) for word in words):
            found[id(line[0])] = Glyphs(shape, BULLET, line[0].block, line[0].line, line[0].size)
    return found if len(found) >= _LEAST else {}


def with_bullets(words: Sequence[Glyphs], bullets: Mapping[int, Glyphs]) -> list[Glyphs]:
    """The words, each bullet of :func:`bullets_before` before its word."""
    return [part for word in words for part in ([bullets[id(word)], word] if id(word) in bullets else [word])]


def _is_seen(path: dict[str, Any]) -> bool:
    return any(min(colour) < _WHITE for colour in (path.get("fill"), path.get("color")) if colour)


def _is_whole(path: dict[str, Any]) -> bool:
    """One closed shape: a rectangle, or what bends or turns all around."""
    kinds = [item[0] for item in path["items"]]
    return kinds in (["re"], ["qu"]) or len(kinds) >= 4


def _is_small(rect: Rect) -> bool:
    shorter, longer = sorted((rect[2] - rect[0], rect[3] - rect[1]))
    return shorter >= _SMALLEST and longer <= min(_LARGEST, _OBLONG * shorter)


def _begins(shape: Rect, first: Glyphs, line: Rect) -> bool:
    """It stands before the first word of a line, in the line's middle."""
    gap = first.rect[0] - shape[2]
    side = max(shape[2] - shape[0], shape[3] - shape[1])
    level = abs(shape[1] + shape[3] - line[1] - line[3]) / 2
    return 0 < gap <= _NEAR * first.size and side <= _OF_TEXT * first.size and level <= _MIDDLE * (line[3] - line[1])


def _is_beside(shape: Rect, word: Glyphs) -> bool:
    """The word stands within the shape, or closely before it."""
    x0, y0, x1, y1 = shape
    on_level = word.rect[1] < (y0 + y1) / 2 < word.rect[3]
    return on_level and word.rect[0] < x1 and x0 - word.rect[2] < _BEFORE * word.size
