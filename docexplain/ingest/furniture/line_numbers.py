"""Numbers of lines in the margin, as in transcripts, pleadings and manuscripts: every line, or every fifth.

They count up evenly in a column beside all the text, and the text reads on from one numbered line to the next. A
numbered list, the first column of a table, and paragraphs or notes with numbers do not: there a number begins
something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from docexplain.ingest.furniture.neighbours import beside
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import rows_of

_NUMBER = re.compile(r"\d{1,4}")
_FEWEST = 5
"""Numbers of a column; of every fifth line, three."""
_STEPS = (1, 5, 2, 10)
_ALIGNED = 2.5
"""Points between the edges of two numbers of a column, at most."""
_SAME_PLACE = 8.0
"""The same for columns of two pages."""
_ORDERLY = 0.9
"""Share of a column's numbers that count up by the step."""
_EVEN = 0.15
"""Of the distance between two lines, that it may differ."""
_WIDE = 2.0
"""White space between two cells, in heights of a line."""
_FULL = 0.85
"""Share of the text's width from which on a line is full."""
_NARROWEST = 0.35
"""Of the text, in shares of the page's width: narrower are lists."""
_A_PAGE = 15
"""Numbers that stand evenly, of which less has to be said: those of a page of a transcript."""
_ENDED = re.compile(r"[.!?:;\u3002][\])}\"'\u201d\u2019\u00bb]*$")

Row = list[Glyphs]


@dataclass(frozen=True, slots=True)
class _Column:
    """Numbers, from the top down, and the rest of the row that each stands in."""

    numbers: tuple[Glyphs, ...]
    rows: tuple[tuple[Glyphs, ...], ...]
    step: int
    edge: float


def line_numbers(page: Any, words: Sequence[Glyphs]) -> set[int]:
    """Which of a page's words number its lines: ``id()`` of each.

    Args:
        page: the ``pymupdf.Page``; the pages beside it are looked at where it alone does not tell.
        words: its level words.
    """
    found: set[int] = set()
    rows, width = rows_of(words, lambda word: word.rect), float(page.rect.width)
    for right in (False, True):
        column = _column(rows, right=right)
        if column is None:
            continue
        if _reads_on(column, rows, width) or (_is_even(column) and _also_beside(page, column, right=right)):
            found |= {id(number) for number in column.numbers}
            rows = [[word for word in row if id(word) not in found] for row in rows]
            rows = [row for row in rows if row]
    return found


def _column(rows: Sequence[Row], *, right: bool) -> _Column | None:
    """The numbers in the margin, if they count up."""
    ordered = [sorted(row, key=lambda word: word.rect[0]) for row in rows]
    ends = [(row[-1] if right else row[0], row[:-1] if right else row[1:]) for row in ordered]
    numbered = [(word, rest) for word, rest in ends if _NUMBER.fullmatch(word.text)]
    best: list[tuple[Glyphs, Row]] = []
    for side in (2, 0):
        for word, _ in numbered:
            aligned = [pair for pair in numbered if abs(pair[0].rect[side] - word.rect[side]) <= _ALIGNED]
            best = max(best, aligned, key=len)
    best.sort(key=lambda pair: pair[0].rect[1])
    values = [int(word.text) for word, _ in best]
    step = _step(values)
    if step == 0 or _are_years(values) or not _is_beside_all([word for word, _ in best], rows, right=right):
        return None
    edge = median(word.rect[2] for word, _ in best)
    return _Column(tuple(word for word, _ in best), tuple(tuple(rest) for _, rest in best), step, edge)


def _step(numbers: Sequence[int]) -> int:
    """By which they count up; 0: they do not."""
    for step in _STEPS:
        fewest = _FEWEST if step == 1 else 3
        orderly = sum(after - before == step for before, after in pairwise(numbers))
        if len(numbers) >= fewest and orderly >= _ORDERLY * (len(numbers) - 1):
            return step if all(number % step == 0 for number in numbers) else 0
    return 0


def _are_years(numbers: Sequence[int]) -> bool:
    return all(1900 <= number < 2100 for number in numbers)


def _is_beside_all(numbers: Sequence[Glyphs], rows: Iterable[Row], *, right: bool) -> bool:
    """Next to nothing stands further out on the page, as high as they do."""
    own = {id(number) for number in numbers}
    top, bottom = numbers[0].rect[1], numbers[-1].rect[3]
    others = [word for row in rows for word in row if id(word) not in own and top <= word.centre[1] <= bottom]
    if right:
        outside = sum(word.rect[2] > min(number.rect[0] for number in numbers) for word in others)
    else:
        outside = sum(word.rect[0] < max(number.rect[2] for number in numbers) for word in others)
    return bool(others) and outside <= 0.02 * len(others)


def _is_even(column: _Column) -> bool:
    steps = [after.centre[1] - before.centre[1] for before, after in pairwise(column.numbers)]
    usual = median(steps)
    return sum(abs(step - usual) <= _EVEN * usual for step in steps) >= _ORDERLY * len(steps)


def _reads_on(column: _Column, rows: Sequence[Row], width: float) -> bool:
    """The text goes on from line to line, whether it is numbered or not."""
    own = {id(number) for number in column.numbers}
    top, bottom = column.numbers[0].rect[1], column.numbers[-1].rect[3]
    inside = [sorted((w for w in row if id(w) not in own), key=lambda w: w.rect[0]) for row in rows]
    lines = [row for row in inside if row and top <= row[0].centre[1] <= bottom]
    if column.step > 1:
        gaps = [_between(lines, before, after) for before, after in pairwise(column.numbers)]
        fitting = sum(abs(gap - column.step) <= 1 for gap in gaps)
        return fitting > 0.6 * len(gaps) and _flow(lines, width) >= 0.2
    texts = [list(row) for row in column.rows]
    written = [row for row in texts if row]
    if not written or sum(map(_is_cells, written)) >= 0.5 * len(written):
        return False
    flow, blank = _flow(texts, width), 1 - len(written) / len(texts)
    if len(texts) >= _A_PAGE and _is_even(column) and (flow >= 0.15 or (flow >= 0.05 and blank >= 0.2)):
        return True
    unnumbered = 1 - len(written) / max(len(lines), 1)
    return unnumbered <= 0.1 and flow >= 0.2


def _between(lines: Sequence[Row], before: Glyphs, after: Glyphs) -> int:
    """Lines of text below one number down to the next."""
    return sum(before.rect[3] < row[0].centre[1] <= after.rect[3] for row in lines)


def _flow(lines: Sequence[Row], width: float) -> float:
    """Share of the lines with text that go on with the sentence of the line before."""
    written = [line for line in lines if line]
    if not written:
        return 0.0
    left, right = min(line[0].rect[0] for line in written), max(line[-1].rect[2] for line in written)
    if right - left < _NARROWEST * width:
        return 0.0
    cased = any(word.text.lower() != word.text.upper() for line in written for word in line)
    running = 0
    for before, line in pairwise(lines):
        if before and line and not _ended(before):
            first, full = line[0].text[0], before[-1].rect[2] - left >= _FULL * (right - left)
            running += first.islower() or (full and (not cased or first.isdigit()))
    return running / len(written)


def _ended(line: Row) -> bool:
    return _ENDED.search(line[-1].text) is not None


def _is_cells(row: Sequence[Glyphs]) -> bool:
    """White space parts it."""
    height = max(word.rect[3] - word.rect[1] for word in row)
    return any(right.rect[0] - left.rect[2] > _WIDE * height for left, right in pairwise(row))


def _also_beside(page: Any, column: _Column, *, right: bool) -> bool:
    """A page beside it has such a column in the same place, of which there is no doubt."""
    for words in beside(page):
        rows = rows_of(words, lambda word: word.rect)
        other = _column(rows, right=right)
        if other and abs(other.edge - column.edge) <= _SAME_PLACE and _reads_on(other, rows, float(page.rect.width)):
            return True
    return False
