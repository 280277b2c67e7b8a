"""Whether the page with the evidence is read, and how early its first paragraph is ranked. Pure functions."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docexplain.records import Paragraph

TOP = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one question.

    Attributes:
        read: for each number of tokens whether a page with the evidence was read.
        all_read: whether all of them were.
        rank: of the first paragraph on such a page, from 1; None: no paragraph stands there.
    """

    read: Mapping[int, bool]
    all_read: Mapping[int, bool]
    rank: int | None


def pages_of(paragraphs: Collection[Paragraph]) -> set[int]:
    """All pages that one of the paragraphs stands on, from 1."""
    return {box.page for paragraph in paragraphs for box in paragraph.boxes}


def first_rank(order: Sequence[int], paragraphs: Sequence[Paragraph], pages: Collection[int]) -> int | None:
    """The rank, from 1, of the first paragraph on one of the pages.

    Args:
        order: positions in ``paragraphs``, best first.
    """
    wanted = set(pages)
    ranks = (rank for rank, i in enumerate(order, 1) if wanted & pages_of([paragraphs[i]]))
    return next(ranks, None)


def summary(found: Sequence[Found], tokens: Sequence[int]) -> dict[str, Any]:
    """The figures over all questions; None where there is no question.

    Returns:
        ``questions``; ``page_read`` and ``all_pages_read``, for each number of tokens, as text, the share of questions
        of whose pages with evidence one is read, or all are; ``rank`` of the first paragraph on one: its ``median``
        (without a paragraph there: as after all others), the mean reciprocal rank ``mrr`` and the share ``top_10``.
    """
    ranks = [one.rank for one in found]
    return {
        "questions": len(found),
        "page_read": {str(budget): mean([one.read[budget] for one in found]) for budget in tokens},
        "all_pages_read": {str(budget): mean([one.all_read[budget] for one in found]) for budget in tokens},
        "rank": {
            "median": _median(ranks),
            "mrr": mean([1 / rank if rank else 0.0 for rank in ranks]),
            f"top_{TOP}": mean([rank is not None and rank <= TOP for rank in ranks]),
        },
    }


def mean(values: Sequence[float]) -> float | None:
    """Of booleans the share that is true; None of nothing."""
    return sum(values) / len(values) if values else None


def _median(ranks: Sequence[int | None]) -> float | None:
    if not ranks:
        return None
    middle = statistics.median(float("inf") if rank is None else rank for rank in ranks)
    return None if middle == float("inf") else middle
