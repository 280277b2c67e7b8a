"""Where one paragraph ends and the next begins within a block of lines: pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from docexplain.ingest.strings.cleaning import BULLETS
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.continuation import begins_list_item
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import line_of, on_one_level, rows_of

_SAME_SIZE = 0.6
"""Font sizes that differ by less than this, in points, are one."""
LARGER = 1.12
"""A header's font size over that of its text, at least."""
_GAP = 0.45
"""White space between two lines, in line heights, beyond the usual of their block that parts two paragraphs."""
_SOME_GAP = 0.1
"""The same, where the line before ends a sentence and does not fill its column."""
_INDENT = 0.8
"""Of a paragraph's first line, in line heights."""
_FULL = 0.85
"""A line that fills this share of its block's width does not end a paragraph by being short."""
SIGNED = "/s/"
"""Stands for a signature, before the name."""
_ENDS_SENTENCE = re.compile(r"[.!?:;][\])}\"'\u201d\u2019\u00bb]*$")


@dataclass(frozen=True)
class SetLine:
    """Words that MuPDF put on one line, and what they show of how it is set."""

    words: tuple[Glyphs, ...]
    rect: Rect

    @cached_property
    def height(self) -> float:
        """In points."""
        return max(self.rect[3] - self.rect[1], 1.0)

    @cached_property
    def text(self) -> str:
        """As it is read."""
        return line_of(self.words).text

    @cached_property
    def size(self) -> float:
        """Font size of most of it."""
        return commonest_size(self.words)

    @cached_property
    def bold(self) -> bool:
        """All of it."""
        return all(word.bold for word in self.words)


def set_lines(words: Sequence[Glyphs]) -> list[SetLine]:
    """The lines of the words, in MuPDF's order."""
    parts = (tuple(group) for _, group in groupby(words, key=lambda word: (word.block, word.line)))
    return [SetLine(part, around(part)) for part in parts]


def items_in(words: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """The items of a list, from the top down: each begins where a bullet stands first on its level."""
    items: list[list[Glyphs]] = []
    for row in rows_of(set_lines(words), lambda line: line.rect):
        ordered = sorted(row, key=lambda line: line.rect[0])
        if not items or not ordered[0].words[0].text.strip(BULLETS):
            items.append([])
        items[-1] += [word for line in ordered for word in line.words]
    return items


def commonest_size(words: Sequence[Glyphs]) -> float:
    """Font size of most characters."""
    weights: Counter[float] = Counter()
    for word in words:
        weights[word.size] += word.characters
    return max(weights.items(), key=lambda item: (item[1], item[0]))[0] if weights else 0.0


def paragraphs_in(lines: Sequence[SetLine], *, trusted: bool = False) -> Iterator[list[SetLine]]:
    """A block, cut where a paragraph begins in it.

    Args:
        trusted: the layout model saw one paragraph, so a short line alone is not enough to end one.
    """
    left, right = min(line.rect[0] for line in lines), max(line.rect[2] for line in lines)
    gaps = [
        after.rect[1] - before.rect[3] for before, after in pairwise(lines) if not on_one_level(before.rect, after.rect)
    ]
    usual = sorted(gaps)[(len(gaps) - 1) // 2] if gaps else 0.0
    part: list[SetLine] = []
    for line in lines:
        if part and _begins(part[-1], line, (left, right), usual, trusted):
            yield part
            part = []
        part.append(line)
    yield part


def _begins(before: SetLine, line: SetLine, sides: tuple[float, float], usual: float, trusted: bool) -> bool:
    if on_one_level(before.rect, line.rect):
        return False
    if line.text.startswith(SIGNED):
        return True
    left, right = sides
    smaller, larger = sorted((before.size, line.size))
    if larger - smaller > (_SAME_SIZE if not trusted else (LARGER - 1) * smaller):
        return True
    if not trusted and before.bold != line.bold:
        return True
    gap = line.rect[1] - before.rect[3] - usual
    if gap > _GAP * line.height or (begins_list_item(f"{line.text} ") and (not trusted or _ends_sentence(before))):
        return True
    short = before.rect[2] - left < _FULL * (right - left) and (not trusted or gap > _SOME_GAP * line.height)
    indented = line.rect[0] - left > _INDENT * line.height and before.rect[0] - left < 0.2 * line.height
    return (short or indented) and _ends_sentence(before)


def _ends_sentence(line: SetLine) -> bool:
    return _ENDS_SENTENCE.search(line.text) is not None
