"""From a score for each of the prompt's tokens to a score for each segment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch

from docexplain.attribution.scoring.factors import Span

AGGREGATIONS: Mapping[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sum": torch.sum,
    "abs": lambda scores: scores.abs().sum(),
    "max": torch.max,
    "mean": torch.mean,
}
"""Ways to make one number of a segment's token scores; ``abs`` is the sum of their absolute values."""


def aggregate(scores: torch.Tensor, segments: Sequence[Span], names: Sequence[str]) -> dict[str, list[float]]:
    """Scores of the segments, a list for each way of aggregating.

    Args:
        scores: (tokens,), at least as many as the last segment's end.
        segments: start and end (exclusive) of each, none empty.
        names: of :data:`AGGREGATIONS`.
    """
    return {name: [float(AGGREGATIONS[name](scores[start:end])) for start, end in segments] for name in names}
