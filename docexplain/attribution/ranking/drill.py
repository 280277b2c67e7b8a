"""Inside a cited segment: which of its parts cause the answer?

A segment of a redundant group is taken apart with the group's other members hidden: while they are visible, no part
of it would matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.attribution.scoring.factors import Segment, union
from docexplain.attribution.scoring.scorer import COMBINED, Scorer, Scores


def part_scores(scorer: Scorer, parts: Sequence[Segment], others: Sequence[Segment] = ()) -> Scores:
    """Each part suppressed on its own, as the settings say.

    Args:
        parts: spans inside one segment.
        others: the other members of its redundant group, hidden in every row and in what the rows are compared with;
            left alone in modes that hiding cannot be combined with.
    """
    return scorer.suppress(parts, union(others) if scorer.how.mode in COMBINED else ())
