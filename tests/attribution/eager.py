"""An answer's losses by the library's own eager attention with a mask written out, as an oracle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch


@torch.no_grad()
def losses(
    model: Any, ids: Sequence[int], answer: int, hidden: Sequence[tuple[int, int]] = (), *, first_query: int = 0
) -> torch.Tensor:
    """Of the last ``answer`` tokens, where the queries from ``first_query`` on see nothing of ``hidden`` but a token
    itself: (answer,)."""
    length = len(ids) - 1
    mask = torch.full((length, length), -torch.inf).triu(1)
    for start, end in hidden:
        mask[first_query:, start:end] = -torch.inf
    mask.fill_diagonal_(0)
    before = model.config._attn_implementation
    model.config._attn_implementation = "eager"
    try:
        logits = model(torch.tensor([ids[:-1]]), attention_mask=mask[None, None], use_cache=False).logits
    finally:
        model.config._attn_implementation = before
    return torch.nn.functional.cross_entropy(logits[0, -answer:], torch.tensor(ids[-answer:]), reduction="none")
