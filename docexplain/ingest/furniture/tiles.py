"""Small words that are set again and again over a whole page, behind its text or over it, such as COPY."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from docexplain.ingest.furniture.watermarks import is_pale
from docexplain.ingest.text.blocks import Rect, area, area_in_common
from docexplain.ingest.text.glyphs import Glyphs

_LEAST, _LEAST_ALONG = 9, 3
"""Times that a word is set, and places along and down the page."""
_SPREAD = 0.5
"""Share of the page's width and height that it is set over."""
_FILLED = 0.4
"""Share of the places that have the word: half of them where rows are set off against each other."""
_OFF = 2.0
"""Points between a place and where the steps would have it."""
_OVER, _LEAST_OVER = 0.15, 0.1
"""Share of a word's area in which it lies over another one, and share of the words that do so."""


def tiles(page: Any, words: Sequence[Glyphs]) -> set[int]:
    """Which of a page's words are set again and again at equal steps: ``id()`` of each.

    The cells of a table and the cards of a sheet are, too. So they have to lie over other words, or to be pale and in
    rows of their own.

    Args:
        page: the ``pymupdf.Page``.
    """
    same: dict[tuple[str, int], list[Glyphs]] = defaultdict(list)
    for word in words:
        same[word.text, round(2 * word.size)].append(word)
    repeated = [group for group in same.values() if _is_even(page, group)]
    tiled = {id(word) for group in repeated for word in group}
    others = sorted((word.rect for word in words if id(word) not in tiled), key=_top)
    if not others:
        return set()
    return {id(word) for group in repeated if _is_over(group, others) or _is_apart(group, others) for word in group}


def _is_even(page: Any, group: Sequence[Glyphs]) -> bool:
    """It is set over the page at equal steps both ways."""
    if len(group) < _LEAST:
        return False
    along = _steps([word.rect[0] for word in group], _SPREAD * float(page.rect.width))
    down = _steps([word.rect[1] for word in group], _SPREAD * float(page.rect.height))
    return min(along, down) >= _LEAST_ALONG and len(group) >= _FILLED * along * down


def _steps(values: Sequence[float], spread: float) -> int:
    """How many different places there are where they lie at equal steps over so many points, else 0."""
    places = [min(values)]
    for value in sorted(values):
        if value > places[-1] + _OFF:
            places.append(value)
    if len(places) < _LEAST_ALONG or places[-1] - places[0] < spread:
        return 0
    least = min(right - left for left, right in pairwise(places))
    step = (places[-1] - places[0]) / round((places[-1] - places[0]) / least)
    off = max(abs(round((place - places[0]) / step) * step - (place - places[0])) for place in places)
    return len(places) if off <= _OFF else 0


def _is_over(group: Sequence[Glyphs], others: Sequence[Rect]) -> bool:
    """``others`` are in order from the top: a page may have thousands of both."""
    tallest = max(y1 - y0 for _, y0, _, y1 in others)
    over = 0
    for rect in (word.rect for word in group):
        begin, end = bisect_left(others, rect[1] - tallest, key=_top), bisect_left(others, rect[3], key=_top)
        over += any(_shared(rect, other) > _OVER for other in others[begin:end])
    return over >= max(2, _LEAST_OVER * len(group))


def _top(rect: Rect) -> float:
    return rect[1]


def _is_apart(group: Sequence[Glyphs], others: Sequence[Rect]) -> bool:
    """Pale, and half of its rows are no rows of other words."""
    if not all(map(is_pale, group)):
        return False
    rows = {round(word.rect[3]): (word.rect[1], word.rect[3]) for word in group}
    apart = sum(not any(top < (y0 + y1) / 2 < bottom for _, y0, _, y1 in others) for top, bottom in rows.values())
    return 2 * apart >= len(rows)


def _shared(one: Rect, other: Rect) -> float:
    """Share of the first one's area that lies in the other."""
    return area_in_common(one, other) / max(area(one), 1e-6)
