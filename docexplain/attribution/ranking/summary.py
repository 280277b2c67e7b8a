"""From the effects matrix to one number per segment. Pure functions over (segments, answer tokens) tensors."""

from __future__ import annotations

import torch

from docexplain.records import Summary


def summarise(effects: torch.Tensor, probability_drops: torch.Tensor, summary: Summary) -> torch.Tensor:
    """The number that segments are ranked by, (segments,); higher means more support.

    ``log`` and ``log-mean`` sum and average the rise in loss (nats); ``probability`` sums the drop in the tokens'
    probability, which does not let one token that became hopeless outweigh the rest. The sign is kept: the authors'
    code squares it and loses counter-evidence.
    """
    if summary is Summary.LOG:
        return effects.sum(-1)
    if summary is Summary.LOG_MEAN:
        return effects.mean(-1)
    return probability_drops.sum(-1)


def best_first(effects: torch.Tensor, probability_drops: torch.Tensor, summary: Summary) -> list[int]:
    """Positions of the segments by :func:`summarise`, ties in their own order."""
    return descending(summarise(effects, probability_drops, summary))


def descending(scores: torch.Tensor) -> list[int]:
    """Positions of (segments,) scores, the largest first, ties in their own order."""
    values = scores.tolist()
    return sorted(range(len(values)), key=lambda i: (-values[i], i))
