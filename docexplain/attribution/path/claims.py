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

_END = re.compile(r"""[.!?]["')\]]*\s+(?=["'(\[]?[^\W_a-zà-öø-ÿ])|\s*\n\s*|;\s+""")
_MARK = re.compile(r"(?:\d+|[A-Za-z])[.)]")
"""What numbers the items of a list, and says nothing on its own."""
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|[A-Za-z](?:\.[A-Za-z])+|(?i:mrs?|ms|dr|prof|st|pp?|arts?|secs?|figs?|eqs?|ch|vs|cf|ca|approx|gen|gov"
    r"|sen|rev|hon|vols?|paras?|refs?)|[Nn]os?(?=\.\s*\d))\.\s*\S?$"
)
"""A full stop that ends no sentence, and the first character behind it: what follows belongs to it."""
_CLAUSE = re.compile(
    r",\s+(?=(?:and|but|while|whereas|although|which)\s)|\s+(?=(?:but|whereas|although)\s)"
    r"|\s+(?=and\s+(?:is|are|was|were|has|have|had|will|shall|may|must|can)\s)"
)


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
    cuts = [0]
    for match in _END.finditer(text):
        piece = text[cuts[-1] : match.end()].strip()
        ends = not _ABBREVIATED.search(text, cuts[-1], min(len(text), match.end() + 1))
        if "\n" in match[0] or (piece and not _MARK.fullmatch(piece) and ends):
            cuts.append(match.end())
    cuts.append(len(text))
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
