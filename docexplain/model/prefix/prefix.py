"""What a model keeps of a prompt's first tokens, so that many rows and all later questions can start behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers import DynamicCache

from docexplain.errors import UnsupportedModelError
from docexplain.model.forward import forward
from docexplain.model.prefix.chunks import cuts, layers_counted
from docexplain.model.prefix.recorder import Seen, recorded

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Pairs = tuple[tuple[torch.Tensor, torch.Tensor], ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """The keys and values of a prompt's first tokens, computed once and never changed.

    Attributes:
        ids: the tokens.
        keys, values: by layer, as its attention sees them, each (1, key-value heads, len(ids), head dimension); without
            a head for a layer that has no attention.
        cached: per layer of the model's cache what that holds, where it is something else, such as latents, or there
            are fewer of them; tokens in the last dimension but one. Empty: it is the keys and values.
    """

    ids: tuple[int, ...]
    keys: tuple[torch.Tensor, ...]
    values: tuple[torch.Tensor, ...]
    cached: Pairs = ()

    @classmethod
    def without_keys(cls, ids: Sequence[int]) -> Prefix:
        """Of a model that keeps something else: only the tokens, which are read anew each time."""
        return cls(tuple(ids), (), ())

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Bytes that all of it takes; layers that share keys share their memory."""
        tensors = [*self.keys, *self.values, *(tensor for pair in self.cached for tensor in pair)]
        return sum({tensor.data_ptr(): tensor.nbytes for tensor in tensors}.values())

    def first(self, length: int) -> Prefix:
        """The first ``length`` tokens, as views of the same memory."""
        return Prefix(
            self.ids[:length],
            tuple(k[:, :, :length] for k in self.keys),
            tuple(v[:, :, :length] for v in self.values),
            tuple((k[..., :length, :], v[..., :length, :]) for k, v in self.cached),
        )

    def as_cache(self, rows: int = 1) -> DynamicCache:
        """A cache whose ``rows`` start with these tokens; growing it leaves them as they are (layers concatenate)."""
        cache = DynamicCache()
        for layer, (keys, values) in enumerate(self.cached or zip(self.keys, self.values, strict=True)):
            if keys.numel():
                cache.update(keys.expand(rows, *keys.shape[1:]), values.expand(rows, *values.shape[1:]), layer)
        return cache


@torch.inference_mode()
def prefill(
    model: PreTrainedModel, ids: Sequence[int], progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Prefix:
    """The prefix of ``ids``, computed by the model's own attention; a long one in chunks.

    Args:
        progress: told how many tokens are read, and of how many; of a piece under way those that stand for the share
            of the layers it is through. May raise to stop.

    Raises:
        UnsupportedModelError: the model keeps something else than keys and values, as recurrent layers do.
    """
    # A plain DynamicCache keeps every key, also for layers with a sliding window: the masks do the sliding.
    cache = DynamicCache()
    seen: Seen = {}
    start = 0
    for end in cuts(model, len(ids)):

        def through(share: float, start: int = start, tokens: int = end - start) -> None:
            progress(start + int(share * tokens), len(ids))

        # The last piece attends to all keys.
        recording = recorded(model) if end == len(ids) else nullcontext(seen)
        with recording as seen, layers_counted(model, through):
            # Brought here, so that a GPU has done the piece before the next one is begun.
            forward(model, torch.tensor([list(ids[start:end])]), cache=cache, keep=1).logits.cpu()
        start = end
        progress(start, len(ids))
    return _prefix(model, ids, cache, seen)


def _prefix(model: PreTrainedModel, ids: Sequence[int], cache: Any, seen: Seen) -> Prefix:
    """By what the cache holds after ``ids``, and what attention saw of them."""
    if any(len(calls) > 1 for calls in seen.values()):
        raise UnsupportedModelError.of(model, "its layers compute attention more than once for each token")
    nothing = torch.empty(1, 0, len(ids), 0)
    held = [
        (nothing, nothing) if layer.keys is None or layer.values is None else (layer.keys, layer.values)
        for layer in cache.layers
    ]
    if not any(keys.numel() for keys, _ in held):
        raise UnsupportedModelError.of(model, "it keeps no keys and values in a cache")
    if not seen:  # it does not ask the registry: whoever explains it finds out
        keys, values = zip(*held, strict=True)
        return Prefix(tuple(ids), keys, values)
    pairs = [seen[layer][0] if layer in seen else (nothing, nothing) for layer in range(max(seen) + 1)]
    same = [[id(tensor) for tensor in pair] for pair in held] == [[id(tensor) for tensor in pair] for pair in pairs]
    keys, values = zip(*pairs, strict=True)
    return Prefix(tuple(ids), keys, values, () if same else tuple(held))
