"""Bates numbers: a number stamped at the edge of each page of a file, such as ``ABC 0001234``, one more on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docexplain.ingest.furniture.neighbours import beside
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import rows_of

_NUMBER = re.compile(r"(?<!\d)\d{5,12}$")
_PREFIX = re.compile(r"(?:[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,4})?")
_EDGE = 0.09
"""Share of the page's height or width in which stamps stand."""
_MOST_WORDS = 6
_STEPS = 3
"""By how much the numbers of two pages beside each other differ at most: pages may have been left out."""


def stamps(page: Any, words: Sequence[Glyphs]) -> set[int]:
    """Which of a page's words are its stamp: ``id()`` of each.

    Args:
        page: the ``pymupdf.Page``; the pages beside it tell whether a number counts up.
    """
    size = (float(page.rect.width), float(page.rect.height))
    candidates = list(_candidates(words, size))
    if not candidates:
        return set()
    others = [(said, place) for found in beside(page) for said, place, _ in _candidates(found, size)]
    stamped: set[int] = set()
    for (prefix, number), place, inside in candidates:
        for (other_prefix, other), other_place in others:
            if prefix == other_prefix and 0 < abs(number - other) <= _STEPS and _is_near(place, other_place):
                stamped |= {id(word) for word in inside}
    return stamped


def _candidates(
    words: Sequence[Glyphs], size: tuple[float, float]
) -> Iterator[tuple[tuple[str, int], tuple[float, float], list[Glyphs]]]:
    """Prefix and number, place, and words, of what looks like a stamp."""
    width, height = size
    edge = [
        word
        for word in words
        if not (_EDGE * height < word.centre[1] < (1 - _EDGE) * height)
        or not (_EDGE * width < word.centre[0] < (1 - _EDGE) * width)
    ]
    for cell in _cells(edge):
        text = " ".join(word.text for word in cell) if len(cell) <= _MOST_WORDS else ""
        found = _NUMBER.search(text)
        prefix = text[: found.start()].rstrip(" _-") if found else ""
        if found and _PREFIX.fullmatch(prefix):
            x0, y0, x1, y1 = around(cell)
            yield (prefix, int(found[0])), ((x0 + x1) / 2, (y0 + y1) / 2), cell


def _cells(words: Sequence[Glyphs]) -> Iterator[list[Glyphs]]:
    """Words beside each other; those of a line set sideways together."""
    lines: dict[tuple[int, int], list[Glyphs]] = {}
    for word in words:
        lines.setdefault((word.block, word.line), []).append(word)
    sideways = [line for line in lines.values() if _is_sideways(line)]
    yield from sideways
    rest = [word for line in lines.values() if not _is_sideways(line) for word in line]
    for row in rows_of(rest, lambda word: word.rect):
        cell: list[Glyphs] = []
        for word in sorted(row, key=lambda word: word.rect[0]):
            if cell and word.rect[0] - cell[-1].rect[2] > word.rect[3] - word.rect[1]:
                yield cell
                cell = []
            cell.append(word)
        yield cell


def _is_sideways(line: Sequence[Glyphs]) -> bool:
    x0, y0, x1, y1 = around(line)
    return sum(len(word.text) for word in line) > 2 and y1 - y0 > 2 * (x1 - x0)


def _is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < 40 and abs(one[1] - other[1]) < 40
