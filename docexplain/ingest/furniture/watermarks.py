"""Watermarks: large words over or behind the text, slanted or pale, such as DRAFT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from docexplain.ingest.furniture.neighbours import beside
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.paragraph_breaks import commonest_size

_SLANTED = 0.17
"""Both parts of the direction of a slanted line, at least: ten degrees from level and upright."""
_LARGER_SLANTED, _LARGER, _LARGER_PALE = 1.8, 2.0, 1.5
"""Times the size of the page's text."""
_SIZE_ALONE = 30.0
"""Points, on a page with nothing else."""
_WIDE = 0.2
"""Share of the page's width over which it reaches, at least."""
_MOST_WORDS = 12
_MOST_SLANTED = 4
"""Different slanted texts of a page; where there are more, it is text that is set so."""
_TILES = 3
"""Times that the same slanted words stand on a page, small as they may be."""
_PALE = 0.6
"""Of white, the darkest of a pale colour's parts."""
_THROUGH = 160
"""Of 255: what is less opaque shows what is behind it."""
_MOVED = 12.0
"""Points between the places of a watermark on two pages, at most."""


def watermarks(page: Any, raw: dict[str, Any], words: Sequence[Glyphs]) -> set[int]:
    """Which of a page's words are a watermark: ``id()`` of each.

    Args:
        page: the ``pymupdf.Page``.
        raw: the characters of which the words were made, see :mod:`docexplain.ingest.text.glyphs`.
    """
    lines: dict[tuple[int, int], list[Glyphs]] = defaultdict(list)
    for word in words:
        lines[word.block, word.line].append(word)
    found: set[int] = set()
    slanted = {place for place in lines if _is_slanted(raw, place)}
    if len({_text(lines[place]) for place in slanted}) > _MOST_SLANTED:
        slanted = set()
    level = [word for place, line in lines.items() if place not in slanted for word in line]
    usual = commonest_size(level)
    for place, line in lines.items():
        if not (place in slanted or _size(line) >= min(_LARGER_PALE * usual, _SIZE_ALONE)) or not _is_words(line):
            continue
        others = [word for word in level if (word.block, word.line) != place]
        body = commonest_size(others)
        if place in slanted:
            same = sum(_text(lines[other]) == _text(line) for other in slanted)
            marked = _is_large_slanted(page, line, body) or (same >= _TILES and _is_faint(raw, place, line))
        else:
            faint = _is_faint(raw, place, line)
            marked = _lies_over(line, others, body, faint=faint) or (faint and _stands_alone(page, line, body))
        if marked:
            found |= {id(word) for word in line}
    return found


def is_level(raw: dict[str, Any], word: Glyphs) -> bool:
    """It is set from left to right, or from right to left."""
    return abs(_direction(raw, (word.block, word.line))[1]) < _SLANTED


def _direction(raw: dict[str, Any], place: tuple[int, int]) -> tuple[float, float]:
    block, line = place
    x, y = raw["blocks"][block]["lines"][line]["dir"]
    return float(x), float(y)


def _is_slanted(raw: dict[str, Any], place: tuple[int, int]) -> bool:
    return min(map(abs, _direction(raw, place))) > _SLANTED


def _is_words(line: Sequence[Glyphs]) -> bool:
    return sum(letter.isalpha() for letter in _text(line)) > 2 and len(line) <= _MOST_WORDS


def _text(line: Sequence[Glyphs]) -> str:
    return " ".join(word.text for word in line)


def _size(line: Sequence[Glyphs]) -> float:
    # A word that OCR stretched is set in a font that counts as large for its width alone.
    return max(min(word.size, word.rect[3] - word.rect[1]) for word in line)


def _is_large_slanted(page: Any, line: Sequence[Glyphs], body: float) -> bool:
    x0, y0, x1, y1 = around(line)
    large = _size(line) >= (_LARGER_SLANTED * body if body else _SIZE_ALONE)
    return large and max(x1 - x0, y1 - y0) >= _WIDE * float(page.rect.width)


def _lies_over(line: Sequence[Glyphs], others: Sequence[Glyphs], body: float, *, faint: bool) -> bool:
    """Words of two other lines lie in its letters; of one, where it is faint."""
    if not body or _size(line) < (_LARGER_PALE if faint else _LARGER) * body:
        return False
    x0, y0, x1, y1 = around(line)
    inner = (x0, y0 + (y1 - y0) / 5, x1, y1 - (y1 - y0) / 5)  # a font's box is higher than its letters
    over = {(word.block, word.line) for word in others if word.size < _size(line) / 1.5 and word.is_in(inner)}
    return len(over) >= (1 if faint else 2)


def _stands_alone(page: Any, line: Sequence[Glyphs], body: float) -> bool:
    """Beside the text, where a page beside it has the same in the same place."""
    if not body or _size(line) < _LARGER * body:
        return False
    own = around(line)
    for words in beside(page):
        texts: dict[tuple[int, int], list[Glyphs]] = defaultdict(list)
        for word in words:
            texts[word.block, word.line].append(word)
        if any(_text(other) == _text(line) and _is_near(own, around(other)) for other in texts.values()):
            return True
    return False


def _is_faint(raw: dict[str, Any], place: tuple[int, int], line: Sequence[Glyphs]) -> bool:
    """By its colour, or because what is behind it shows through."""
    block, number = place
    spans = raw["blocks"][block]["lines"][number]["spans"]
    return all(map(is_pale, line)) or all(span.get("alpha", 255) < _THROUGH for span in spans)


def is_pale(word: Glyphs) -> bool:
    """Its colour is near to white."""
    return min(word.colour >> 16 & 255, word.colour >> 8 & 255, word.colour & 255) >= _PALE * 255


def _is_near(one: Rect, other: Rect) -> bool:
    return abs(one[0] - other[0]) <= _MOVED and abs(one[1] - other[1]) <= _MOVED
