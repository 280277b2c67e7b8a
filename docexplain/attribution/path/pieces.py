"""From what each token gives to what pieces of the document give: sums, so that all levels agree. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from docexplain.attribution.scoring.factors import Segment, Span

BEST = 5
"""Tokens of a piece that its support is summed over: in a plain sum long pieces collect noise."""
KERNEL = (1.0, 2.0, 3.0, 2.0, 1.0)
"""What a token gives to its neighbours' shading: as if overlapping windows of three were averaged."""


def sums(phi: torch.Tensor, pieces: Sequence[Segment]) -> torch.Tensor:
    """What each piece gives to each target: (pieces, targets), nats, for and against added up.

    Args:
        phi: (tokens, targets), nats.
    """
    return torch.stack([sum_of(phi, piece) for piece in pieces])


def sum_of(phi: torch.Tensor, piece: Segment) -> torch.Tensor:
    """What one piece gives to each target: (targets,), nats."""
    return torch.stack([phi[start:end].sum(0) for start, end in piece]).sum(0)


def support(phi: torch.Tensor, pieces: Sequence[Segment], best: int = BEST) -> torch.Tensor:
    """What pieces are ranked by: the sum of their most supporting tokens, (pieces,), nats.

    Args:
        phi: (tokens,), nats.
    """
    tokens = (torch.cat([phi[start:end] for start, end in piece]) for piece in pieces)
    return torch.stack([each.topk(min(best, len(each))).values.sum() for each in tokens])


def smoothed(phi: torch.Tensor, span: Span) -> torch.Tensor:
    """Each token of a span with its neighbours in it; the sum stays the same.

    Args:
        phi: (tokens, targets), nats.

    Returns:
        (tokens of the span, targets).
    """
    values = phi[span[0] : span[1]].T[:, None]
    reach = len(KERNEL) // 2
    kernel = torch.tensor(KERNEL, dtype=phi.dtype)[None, None]
    # Divided by what of the kernel lies inside before it is spread, so that nothing is lost at the ends.
    inside = torch.nn.functional.conv1d(torch.ones_like(values[:1]), kernel, padding=reach)
    spread = torch.nn.functional.conv1d(values / inside, kernel, padding=reach)
    return spread[:, 0].T
