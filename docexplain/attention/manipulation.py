"""The way into the model: a function in transformers' attention registry, switched on inside a ``with`` block.

What a query may see (causal, sliding window) comes from the library's own mask functions, so models with alternating
windows need no code here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import AttentionInterface, PreTrainedModel
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

from docexplain.attention.kernels import Prefix, eager_attention, pack, packed_attention
from docexplain.attention.suppression import ADDITIVE, additive, manipulate
from docexplain.errors import UnsupportedModelError
from docexplain.records import Mode

NAME = "docexplain"
"""Our entry in transformers' attention registry."""


@dataclass(slots=True)
class Manipulation:
    """What the attention function does to every layer of one forward pass.

    Attributes:
        mode: which equation.
        factors: (rows, prefix + new tokens), 1 where a key is left alone; later keys are left alone; None leaves all
            alone.
        prefix_keys, prefix_values: per layer (1, key-value heads, prefix, head dimension), read by all rows.
        layers_seen: indices of the layers that asked, to check that none was missed.
    """

    mode: Mode = Mode.MASK
    factors: torch.Tensor | None = None
    prefix_keys: Sequence[torch.Tensor] = ()
    prefix_values: Sequence[torch.Tensor] = ()
    layers_seen: set[int] = field(default_factory=set)
    _biases: list[tuple[torch.Tensor, torch.Tensor]] = field(default_factory=list, repr=False)

    def prefix_of(self, layer: int) -> Prefix | None:
        """Keys and values that all rows share in a layer."""
        return (self.prefix_keys[layer], self.prefix_values[layer]) if self.prefix_keys else None

    def factors_of(self, visible: torch.Tensor) -> torch.Tensor | None:
        """(rows, 1, 1, keys): keys that came after the factors were set, such as generated tokens, are left alone."""
        if self.factors is None:
            return None
        later = visible.shape[-1] - self.factors.shape[-1]
        factors = torch.nn.functional.pad(self.factors, (0, later), value=1.0)
        return factors[:, None, None, :].to(visible.device)

    def bias(
        self, visible: torch.Tensor, query: torch.Tensor, key: torch.Tensor, prefix: Prefix | None
    ) -> torch.Tensor:
        """What is added to the packed scores; made once per mask, which the layers of a forward pass share."""
        for known, bias in self._biases:
            if known is visible:
                return bias
        # A sum in the query's own precision would round the logarithm of a factor; hiding is exact in any. CUDA's
        # kernels take no other precision than the query's.
        exact = self.mode is Mode.LOG and query.device.type == "cpu"
        bias = pack(
            additive(self.factors_of(visible), visible, self.mode),
            query.shape[0],
            0 if prefix is None else prefix[0].shape[2],
        ).to(torch.float32 if exact else query.dtype)
        # A model has a mask or two (full and sliding). Layers on another device get a copy each, and so a bias each.
        self._biases = [*self._biases[-1:], (visible, bias)]
        return bias


_active = threading.local()

# Keyword arguments of other attention functions that carry tensors but change no score.
_HARMLESS = {"position_ids", "cache_position", "position_embeddings"}


@contextmanager
def manipulated(model: PreTrainedModel, manipulation: Manipulation) -> Iterator[None]:
    """Let ``manipulation`` act on every attention layer of ``model`` inside the block; always restore after.

    One block at a time per model: the switch is the model's own configuration.
    """
    previous = getattr(_active, "manipulation", None)
    with implementation(model, NAME):
        _active.manipulation = manipulation
        try:
            yield
        finally:
            _active.manipulation = previous


@contextmanager
def implementation(model: PreTrainedModel, name: str) -> Iterator[None]:
    """Let ``model`` use the attention that transformers' registry knows by ``name`` inside the block."""
    before = [(config, config._attn_implementation) for config in _configs(model)]
    try:
        for config, _ in before:
            config._attn_implementation = name
        yield
    finally:
        for config, own in before:
            config._attn_implementation = own


def _configs(model: PreTrainedModel) -> list[Any]:
    """Every configuration object that some module of the model reads its attention implementation from."""
    found: dict[int, Any] = {}
    for module in model.modules():
        config = getattr(module, "config", None)
        if config is not None and hasattr(config, "_attn_implementation"):
            found[id(config)] = config
    return list(found.values())


def _visible(*args: Any, **kwargs: Any) -> torch.Tensor:
    """The library's boolean mask, never skipped: (batch, 1, queries, keys), True where a query may look."""
    kwargs["allow_is_causal_skip"] = False
    mask = sdpa_mask(*args, **kwargs)
    if mask is None:
        raise UnsupportedModelError("This version of transformers gives no attention mask: install another one.")
    return mask


def _attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,  # noqa: ARG001 - models are in evaluation mode
    scaling: float | None = None,
    softcap: float | None = None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """Attention over a shared prefix and each row's own keys, with the active manipulation between.

    Shapes: ``query`` (rows, heads, new, dim); ``key`` and ``value`` (rows, key-value heads, own keys, dim): the new
    tokens' keys, and behind an ordinary cache those before them.
    Returns (rows, new, heads, dim).

    Raises:
        UnsupportedModelError: the layer has no index or mask, or its attention has parts that are not known here.
    """
    manipulation: Manipulation | None = getattr(_active, "manipulation", None)
    layer = getattr(module, "layer_idx", None)
    if manipulation is None or layer is None or attention_mask is None:
        raise UnsupportedModelError(_refusal(module, "its attention layers cannot be told apart or give no mask"))
    strange = [k for k, v in kwargs.items() if isinstance(v, torch.Tensor) and k not in _HARMLESS]
    if strange:
        raise UnsupportedModelError(_refusal(module, f"its attention also uses {', '.join(strange)}"))
    manipulation.layers_seen.add(layer)
    prefix = manipulation.prefix_of(layer)
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    if manipulation.mode in ADDITIVE and softcap is None:
        bias = manipulation.bias(attention_mask, query, key, prefix)
        return packed_attention(query, key, value, prefix, bias, scale), None
    visible, mode = attention_mask, manipulation.mode
    factors = manipulation.factors_of(visible)
    return eager_attention(
        query, key, value, prefix, lambda scores: manipulate(scores, factors, visible, mode), scale, softcap
    ), None


def _refusal(owner: object, why: str) -> str:
    return (
        f"{type(owner).__name__} cannot be explained: {why}. Choose a decoder model whose attention goes through "
        "transformers' attention registry, such as Llama, Qwen, Mistral, Gemma or Phi-3."
    )


AttentionInterface.register(NAME, _attention)
AttentionMaskInterface.register(NAME, _visible)
