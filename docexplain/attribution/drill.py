"""Inside a cited segment: which of its parts cause the answer?

A segment of a redundant group is taken apart with the group's other members hidden: while they are visible, no part
of it would matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.attribution.rows import Segment, union
from docexplain.attribution.scorer import Scorer, Scores


def part_scores(scorer: Scorer, parts: Sequence[Segment], others: Sequence[Segment] = ()) -> Scores:
    """Each part suppressed on its own.

    Args:
        parts: spans inside one segment.
        others: the other members of its redundant group, hidden in every row and in what the rows are compared with.
    """
    if not others:
        return scorer.suppress(parts)
    hidden = union(others)
    scores = scorer.hide([hidden, *([*part, *hidden] for part in parts)])
    return Scores(scores.losses[1:], scores.losses[:1].expand(len(parts), -1))
