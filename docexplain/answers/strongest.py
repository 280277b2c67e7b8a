"""Which sentences and tokens of a cited paragraph support the answer most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docexplain.answers.kinds import Kind, kind_of
from docexplain.records import Passage, Summary

STRONG = 1 / 3
"""A token is among the strongest from this share of the strongest one's effect on."""
MOST_RUNS = 3


def strength(passage: Passage, by: Summary) -> float:
    """What passages are ranked by: the answer's own summary. Within the noise and against the answer none has any."""
    if kind_of(passage) is not Kind.SUPPORTS:
        return 0.0
    by_probability = by is Summary.PROBABILITY and bool(passage.per_token)
    return max(0.0, passage.probability_drop if by_probability else passage.support or passage.effect)


def strongest(passages: Sequence[Passage], by: Summary) -> int:
    """The position of the one that supports the answer most, the first of several; 0 where none does."""
    return max(range(len(passages)), key=lambda i: strength(passages[i], by), default=0)


def strongest_runs(text: str, tokens: Sequence[Passage], by: Summary) -> list[tuple[int, int, Passage]]:
    """The strongest tokens, neighbours joined and filled up to whole words: start, end (exclusive) and the strongest
    token, or by path attribution all of its tokens as one, since parts add up. Best first; tokens within the noise are
    never among them."""
    clear = [t for t in tokens if strength(t, by) > 0 and text[t.start : t.end].strip()]
    limit = STRONG * max((strength(t, by) for t in clear), default=0.0)
    runs: list[tuple[int, int, Passage]] = []
    for token in sorted((t for t in clear if strength(t, by) >= limit), key=lambda t: (t.start, t.end)):
        start, end = _whole_words(text, token.start, token.end)
        if runs and not text[runs[-1][1] : start].strip():
            first, last, best = runs[-1]
            runs[-1] = first, max(last, end), _joined(best, token, by)
        else:
            runs.append((start, end, token))
    runs.sort(key=lambda run: -strength(run[2], by))
    return runs[:MOST_RUNS]


def _joined(one: Passage, other: Passage, by: Summary) -> Passage:
    """What stands for both."""
    if one.per_token or not one.per_claim:
        return max(one, other, key=lambda t: strength(t, by))
    per_claim = tuple(a + b for a, b in zip(one.per_claim, other.per_claim, strict=True))
    return replace(one, end=other.end, effect=sum(per_claim), per_claim=per_claim)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
