"""Struck-through text stays in its paragraph, between marks: ``The rent is ~~2,400 euros~~ 2,750 euros.``"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docexplain.records.word_boxes import WordBox

MARK = "~~"
"""Before and after what is struck through, as in Markdown."""

Span = tuple[int, int]


def marked(text: str, words: Sequence[WordBox], struck: Iterable[Span]) -> tuple[str, tuple[WordBox, ...]]:
    """A text with marks around its struck parts, and the places of its words, which move with it.

    Args:
        words: where they stand in the text, in order.
        struck: spans of the text, in order; those with nothing but white space between them become one.
    """
    spans = _joined(text, struck)
    if not spans:
        return text, tuple(words)
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], MARK, text[start:end], MARK]
        at = end
    moved = []
    for word in words:
        by = len(MARK) * sum((start <= word.start) + (end <= word.start) for start, end in spans)
        moved.append(word._replace(start=word.start + by, end=word.end + by))
    return "".join([*pieces, text[at:]]), tuple(moved)


def within(spans: Iterable[Span], begin: int, end: int) -> list[Span]:
    """What of the spans lies from ``begin`` up to ``end``, counted from there."""
    cut = ((max(start, begin) - begin, min(stop, end) - begin) for start, stop in spans)
    return [(start, stop) for start, stop in cut if stop > start]


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        between = text[joined[-1][1] : start] if joined else "x"
        if joined and not between.strip(" "):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
