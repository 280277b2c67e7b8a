"""What a model keeps of a prompt's first tokens, so that many rows and all later questions can start behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers import DynamicCache

from docexplain.errors import ModelError
from docexplain.model.forward import forward

if TYPE_CHECKING:
    from transformers import PreTrainedModel


@dataclass(frozen=True, slots=True)
class Prefix:
    """The keys and values of a prompt's first tokens, computed once and never changed.

    Attributes:
        ids: the tokens.
        keys, values: per layer, each (1, key-value heads, len(ids), head dimension).
    """

    ids: tuple[int, ...]
    keys: tuple[torch.Tensor, ...]
    values: tuple[torch.Tensor, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Bytes that keys and values take."""
        return sum(tensor.nbytes for tensor in (*self.keys, *self.values))

    def first(self, length: int) -> Prefix:
        """The first ``length`` tokens, as views of the same memory."""
        return Prefix(
            self.ids[:length],
            tuple(k[:, :, :length] for k in self.keys),
            tuple(v[:, :, :length] for v in self.values),
        )

    def as_cache(self, rows: int = 1) -> DynamicCache:
        """A cache whose ``rows`` start with these tokens; growing it leaves them as they are (layers concatenate)."""
        cache = DynamicCache()
        for layer, (keys, values) in enumerate(zip(self.keys, self.values, strict=True)):
            cache.update(keys.expand(rows, -1, -1, -1), values.expand(rows, -1, -1, -1), layer)
        return cache


@torch.inference_mode()
def prefill(model: PreTrainedModel, ids: Sequence[int]) -> Prefix:
    """The prefix of ``ids``, computed by the model's own attention."""
    # A plain DynamicCache keeps every key, also for layers with a sliding window: the masks do the sliding.
    cache = DynamicCache()
    forward(model, torch.tensor([list(ids)]), cache=cache, keep=1)
    return Prefix(tuple(ids), *keys_and_values(cache))


def keys_and_values(cache: Any) -> tuple[tuple[torch.Tensor, ...], tuple[torch.Tensor, ...]]:
    """Per layer the keys and the values that a cache holds, each (rows, key-value heads, tokens, head dimension).

    Raises:
        ModelError: a layer keeps something else, as those of recurrent models do.
    """
    if any(getattr(layer, "keys", None) is None for layer in cache.layers):
        raise ModelError("This model keeps no keys and values in some layers: choose a plain decoder model.")
    return tuple(layer.keys for layer in cache.layers), tuple(layer.values for layer in cache.layers)
