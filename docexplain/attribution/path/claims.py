"""What an answer says, piece by piece: sentences, lines, and clauses that could stand alone. Pure functions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from docexplain.attribution.scoring.factors import Span

MOST = 8
"""Most claims of one answer: each costs a backward pass. What is behind the last of them belongs to it."""
WORDS = 4
"""Least words of a clause that counts as a claim of its own."""

_END = re.compile(r"""[.!?]["')\]]*\s+(?=["'(\[]?[A-Z0-9])|\s*\n\s*|;\s+""")
_CLAUSE = re.compile(r",\s+(?=(?:and|but|while|whereas|although|which)\s)|\s+(?=(?:but|whereas|although)\s)")


def claims(text: str, offsets: Sequence[Span]) -> list[Span]:
    """Spans of answer tokens, one for each claim, in order and without gaps.

    Args:
        text: of the answer.
        offsets: characters of each token in it, start and end (exclusive).

    Returns:
        spans that together are all tokens; one when the answer says one thing.
    """
    starts = [0]
    for begin, end in _sentences(text):
        for cut in (begin, *_clauses(text, begin, end)):
            token = next((i for i, (_, last) in enumerate(offsets) if last > cut), len(offsets))
            if starts[-1] < token < len(offsets) and len(starts) < MOST:
                starts.append(token)
    return list(zip(starts, [*starts[1:], len(offsets)], strict=True))


def _sentences(text: str) -> list[Span]:
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return [(a, b) for a, b in itertools.pairwise(cuts) if text[a:b].strip()]


def _clauses(text: str, begin: int, end: int) -> list[int]:
    """Where clauses of a sentence begin, all but the first; both sides must be long enough to say something."""
    found: list[int] = []
    last = begin
    for match in _CLAUSE.finditer(text, begin, end):
        if min(len(text[last : match.start()].split()), len(text[match.end() : end].split())) >= WORDS:
            found.append(match.end())
            last = match.end()
    return found
