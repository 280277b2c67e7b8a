"""From losses to probabilities: what a suppression takes from them."""

from __future__ import annotations

import torch


def probability_drops(baseline: torch.Tensor, suppressed: torch.Tensor) -> torch.Tensor:
    """p_t(empty) - p_t(S), -1 to 1, of losses in nats; the shapes must broadcast."""
    return (-baseline).exp() - (-suppressed).exp()
