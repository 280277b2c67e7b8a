"""The equations: how a factor per key changes pre-softmax attention scores H[query, key]. Pure functions.

A factor of 1 leaves a key alone in every mode. The paper (Deiseroth et al., NeurIPS 2023, eq. 4) writes H * (1 - f);
here factor = 1 - f, so its f = 0.9 is factor 0.1.

Shapes: ``scores`` is (..., rows, heads, queries, keys); ``factors`` is (rows, 1, 1, keys), one row per thing that is
suppressed; ``visible`` is bool, (rows or 1, 1, queries, keys), what the causal mask and a sliding window let through.
"""

from __future__ import annotations

import torch

from docexplain.records import Mode

ADDITIVE = frozenset({Mode.MASK, Mode.LOG})
"""Modes that add something to a score, whatever the score."""


def manipulate(
    scores: torch.Tensor, factors: torch.Tensor | None, visible: torch.Tensor, mode: Mode
) -> tuple[torch.Tensor, torch.Tensor]:
    """Suppress (factor < 1) or amplify (factor > 1) keys.

    Returns:
        the new scores, and the keys that may be seen, broadcastable to the scores (``mask`` and ``log`` with factor 0
        hide keys; at least one key stays visible for every query).
    """
    if factors is None:
        return scores, visible
    if mode is Mode.MULTIPLICATIVE:
        return scores * factors.to(scores.dtype), visible
    if mode is Mode.SHIFTED:
        return shift(scores, factors, visible), visible
    seen = keep_one(visible & (factors > 0), visible)
    if mode is Mode.MASK:
        return scores, seen
    return scores + factors.clamp_min(torch.finfo(torch.float32).tiny).log().to(scores.dtype), seen


def additive(factors: torch.Tensor | None, visible: torch.Tensor, mode: Mode) -> torch.Tensor:
    """Modes ``mask`` and ``log`` as what they add to scores: (rows or 1, 1, queries, keys), in the factors' precision.

    0 for a key left alone, log(factor) for one turned down or up, -inf for one that may not be seen.
    """
    exact = torch.float32 if factors is None else factors.dtype
    bias, seen = manipulate(torch.zeros(visible.shape, dtype=exact, device=visible.device), factors, visible, mode)
    return bias.masked_fill(~seen, -torch.inf)


def shift(scores: torch.Tensor, factors: torch.Tensor, visible: torch.Tensor) -> torch.Tensor:
    """min + (H - min) * factor, with min over the keys that the query can see.

    The authors' published code does this with a minimum that also looks at future tokens.
    """
    lowest = scores.masked_fill(~visible, torch.inf).amin(-1, keepdim=True)
    return torch.where(factors == 1, scores, lowest + (scores - lowest) * factors.to(scores.dtype))


def keep_one(seen: torch.Tensor, visible: torch.Tensor) -> torch.Tensor:
    """Give queries that see nothing their last visible key back: themselves.

    It happens inside a suppressed chunk at the very start of a prompt or longer than a sliding window (full scope);
    a softmax over no key would be NaN.
    """
    blind = ~seen.any(-1, keepdim=True)
    if not blind.any():  # as good as always, and the rest takes eight times the memory
        return seen
    last = visible & (visible.to(torch.int32).flip(-1).cumsum(-1).flip(-1) == 1)
    return seen | (blind & last)
