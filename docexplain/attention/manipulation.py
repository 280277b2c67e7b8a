"""The way into the model: a function in transformers' attention registry, switched on inside a ``with`` block.

What a query may see (causal, sliding window) comes from the library's own mask functions, so models with alternating
windows need no code here. Heads, grouped queries and soft-capping are handled as in the library's eager attention.
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

from docexplain.attention.suppression import manipulate
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
    """Eager attention over a shared prefix and each row's own keys, with the active manipulation between.

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
    prefix_key = manipulation.prefix_keys[layer] if manipulation.prefix_keys else None
    prefix_value = manipulation.prefix_values[layer] if manipulation.prefix_values else None

    dim = query.shape[-1]
    grouped = _by_kv_head(query, key.shape[1])
    scores = _scores(grouped, key, prefix_key)
    scores *= dim**-0.5 if scaling is None else scaling
    if softcap is not None:
        scores = torch.tanh(scores / softcap) * softcap
    factors = _factors(manipulation, scores)
    scores, seen = manipulate(scores, factors, attention_mask, manipulation.mode)
    weights = scores.masked_fill_(~seen, -torch.inf).softmax(-1).to(value.dtype)
    output = _weighted(weights, value, prefix_value)
    rows, heads, new, _ = query.shape
    return output.permute(1, 3, 0, 2, 4).reshape(rows, new, heads, -1), None


def _factors(manipulation: Manipulation, scores: torch.Tensor) -> torch.Tensor | None:
    """(rows, 1, 1, keys): keys that came after the factors were set, such as generated tokens, are left alone."""
    if manipulation.factors is None:
        return None
    later = scores.shape[-1] - manipulation.factors.shape[-1]
    factors = torch.nn.functional.pad(manipulation.factors, (0, later), value=1.0)
    return factors[:, None, None, :].to(scores.device)


# Inside, heads stand first: (key-value heads, rows, query heads of each, new, ...). So one matrix product per head
# reads the prefix once for all rows, and nothing is expanded or copied into another order (that cost more than the
# products did).


def _by_kv_head(query: torch.Tensor, kv_heads: int) -> torch.Tensor:
    """(rows, heads, new, dim) -> (key-value heads, rows, query heads of each, new, dim)."""
    rows, heads, new, dim = query.shape
    return query.reshape(rows, kv_heads, heads // kv_heads, new, dim).transpose(0, 1)


def _scores(grouped: torch.Tensor, key: torch.Tensor, prefix_key: torch.Tensor | None) -> torch.Tensor:
    """Query times key, kept in float32: (key-value heads, rows, query heads of each, new, prefix + own keys)."""
    kv_heads, rows, group, new, dim = grouped.shape
    before, keys = 0 if prefix_key is None else prefix_key.shape[2], key.shape[2]
    scores = torch.empty(kv_heads, rows, group, new, before + keys, dtype=torch.float32, device=grouped.device)
    if prefix_key is not None:
        product = grouped.reshape(kv_heads, -1, dim) @ prefix_key[0].transpose(-1, -2)
        scores[..., :before] = product.view(kv_heads, rows, group, new, before)
    own = grouped.reshape(kv_heads, rows, group * new, dim) @ key.transpose(0, 1).transpose(-1, -2)
    scores[..., before:] = own.view(kv_heads, rows, group, new, keys)
    return scores


def _weighted(weights: torch.Tensor, value: torch.Tensor, prefix_value: torch.Tensor | None) -> torch.Tensor:
    """Sum values by weight: (key-value heads, rows, query heads of each, new, dim)."""
    kv_heads, rows, group, new, keys = weights.shape
    before = keys - value.shape[2]
    own = weights[..., before:].reshape(kv_heads, rows, group * new, keys - before) @ value.transpose(0, 1)
    output = own.view(kv_heads, rows, group, new, -1)
    if prefix_value is not None:
        flat = weights.view(kv_heads, -1, keys)[..., :before]
        output = output + (flat @ prefix_value[0]).view_as(output)
    return output


def _refusal(owner: object, why: str) -> str:
    return (
        f"{type(owner).__name__} cannot be explained: {why}. Choose a decoder model whose attention goes through "
        "transformers' attention registry, such as Llama, Qwen, Mistral, Gemma or Phi-3."
    )


AttentionInterface.register(NAME, _attention)
AttentionMaskInterface.register(NAME, _visible)
