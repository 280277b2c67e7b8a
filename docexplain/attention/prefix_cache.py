"""A transformers cache whose rows all read one copy of a prefix's keys and values."""

from __future__ import annotations

from typing import Any

import torch
from transformers.cache_utils import Cache, DynamicLayer


class SharedPrefixLayer(DynamicLayer):
    """One layer: says the prefix is there (positions, mask sizes), but hands attention the new keys only.

    The attention function adds the prefix itself, so a batch of rows never copies it. It keeps the prefix's length
    only, and nothing of what it is given: every forward pass starts from the prefix again.
    """

    def __init__(self, length: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.length = length

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *args: Any, **kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Hand the new keys and values on; keep nothing."""
        return key_states, value_states

    def get_seq_length(self) -> int:
        """Tokens before the new ones."""
        return self.length

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        """Keys that masks must cover, and where they start."""
        return self.length + query_length, 0


def shared_prefix_cache(length: int, layers: int) -> Cache:
    """A cache for ``layers`` layers behind a prefix of ``length`` tokens."""
    return Cache(layers=[SharedPrefixLayer(length) for _ in range(layers)])
