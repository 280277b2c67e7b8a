"""Which paragraphs say what a part of an answer says, by their words.

Numbers and dates count whatever way they are written, other words as they are, or in any form where one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from docexplain.common.questions.stems import stemmed
from docexplain.grounding.facts.lines import lines_of
from docexplain.grounding.facts.wanted import Wanted, wanted_of
from docexplain.grounding.values.numbers import Span, has_decimal_commas
from docexplain.records import FactKind, Paragraph

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST = 4
"""Letters of a word that tells something on its own."""
_ASKING = frozenset(
    "what which when where whose whom does have many much long according there their this that with".split()
)
_EMPTY = frozenset(
    "the a an and or of in on at to for by from with as is are was were be been it its this that".split()
)


def saying(
    paragraphs: Sequence[Paragraph], answer: str, question: str, offsets: Sequence[Span]
) -> Callable[[Sequence[bool]], tuple[frozenset[int], frozenset[int]]]:
    """Who says what an answer says: from the answer tokens that count to the positions of the paragraphs that say all
    of it, and of those that say any of it; none where they say nothing of their own.

    Args:
        paragraphs: those that were read, by position.
        answer: its text.
        question: what it holds already says nothing.
        offsets: characters of each token in the answer, start and end (exclusive).
    """
    decimal_comma = has_decimal_commas([paragraph.text for paragraph in paragraphs])
    asked, texts = _words(question), [_words(paragraph.text) for paragraph in paragraphs]
    # "30 days" stands in many a paragraph; a copy of the fact has a word of what was asked, too.
    about = {word for word in asked if len(word) >= _LEAST} - _ASKING
    wanted_in_all = [
        wanted
        for wanted in wanted_of(answer, question, decimal_comma=decimal_comma)
        if wanted.kind is not FactKind.NAME
    ]

    def who(counted: Sequence[bool]) -> tuple[frozenset[int], frozenset[int]]:
        told = [span for span, counts in zip(offsets, counted, strict=True) if counts]
        values = [wanted for wanted in wanted_in_all if _touches(told, (wanted.start, wanted.end))]
        words = {
            word[0].casefold()
            for word in _WORD.finditer(answer)
            if _touches(told, word.span()) and not _touches([(v.start, v.end) for v in values], word.span())
        }
        words -= asked | _EMPTY
        telling = [word for word in words if len(word) >= _LEAST]
        if not values and not telling:
            return frozenset(), frozenset()
        stems = set(stemmed(telling))
        whole, part = set(), set()
        for position, (paragraph, said) in enumerate(zip(paragraphs, texts, strict=True)):
            held = _held(paragraph, values, decimal_comma=decimal_comma)
            if words <= said and (about & said or not about) and all(held):
                whole.add(position)
            if any(held) or not stems.isdisjoint(stemmed(sorted(said))):
                part.add(position)
        return frozenset(whole), frozenset(part)

    return who


def _held(paragraph: Paragraph, values: Sequence[Wanted], *, decimal_comma: bool) -> list[bool]:
    """For each value whether a paragraph holds it."""
    lines = lines_of(paragraph, decimal_comma=decimal_comma)
    return [any(True for line in lines for _ in wanted.hits(line)) for wanted in values]


def _touches(spans: Sequence[Span], other: Span) -> bool:
    return any(start < other[1] and end > other[0] for start, end in spans)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
