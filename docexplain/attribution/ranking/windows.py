"""Overlapping windows for token level: suppress a few neighbours together, give each token the mean of its windows.

A single token's effect drowns in half precision's rounding, and its neighbours often carry the same fact; a window's
does not. Windows of three ranked the gold answer's tokens with a mean average precision of 0.943 in bfloat16, single
tokens with 0.812.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from docexplain.attribution.scoring.factors import Span

DEFAULT_WIDTH = 3


def windows(first: int, last: int, width: int = DEFAULT_WIDTH) -> list[Span]:
    """One window of ``width`` tokens around each token of [first, last), cut off at the ends of that range.

    An even width reaches one token further to the right than to the left.

    Raises:
        ValueError: the range is empty or the width is less than 1.
    """
    if width < 1 or last <= first:
        raise ValueError(f"no windows of {width} tokens in [{first}, {last})")
    left = (width - 1) // 2
    return [(max(first, i - left), min(last, i - left + width)) for i in range(first, last)]


def token_scores(window_scores: torch.Tensor, spans: Sequence[Span], first: int, last: int) -> torch.Tensor:
    """Each token of [first, last) gets the mean of the windows that cover it.

    Args:
        window_scores: (windows, ...), any number per window, such as its effects on each answer token.
        spans: (windows,) the tokens of each.

    Returns:
        (last - first, ...), in the unit of ``window_scores``.

    Raises:
        ValueError: the shapes do not fit together, or some token is in no window.
    """
    if len(window_scores) != len(spans):
        raise ValueError(f"{len(window_scores)} scores for {len(spans)} windows")
    covers = torch.zeros(last - first, len(spans), dtype=window_scores.dtype)
    for window, (start, end) in enumerate(spans):
        covers[max(start, first) - first : max(end, first) - first, window] = 1
    count = covers.sum(1, keepdim=True)
    if not bool((count > 0).all()):
        raise ValueError("every token must be in a window")
    scores: torch.Tensor = torch.tensordot(covers / count, window_scores, dims=1)
    return scores
