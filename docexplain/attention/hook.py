"""The way into the model: a function in transformers' attention registry, switched on inside a ``with`` block.

What a query may see (causal, sliding window) comes from the library's own mask functions, so models with alternating
windows need no code here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from transformers import PreTrainedModel

from docexplain.attention.gradient import Scratch, Shared, attention_with_gradient, computed_in
from docexplain.attention.kernels import Prefix, SoftmaxParameters, eager_attention, pack, packed_attention
from docexplain.attention.suppression import ADDITIVE, additive, manipulate
from docexplain.errors import UnsupportedModelError
from docexplain.model.internals import attention_function, attention_set, register_attention, visible_keys
from docexplain.records import Mode

NAME = "docexplain"
"""Our entry in transformers' attention registry."""

LIBRARY = ("sdpa", "eager")
"""Attention functions of the library that rows may ask for by name."""


@dataclass(slots=True)
class Manipulation:
    """What the attention function does to every layer of one forward pass.

    Attributes:
        mode: which equation.
        factors: (rows, prefix + new tokens), 1 where a key is left alone; later keys are left alone; None leaves all
            alone.
        prefix_keys, prefix_values: per layer (1, key-value heads, prefix, head dimension), read by all rows.
        leaf: (rows, prefix), gets the gradient with respect to what is added to the prefix's scores; None: no
            gradient is wanted.
        library: names among :data:`LIBRARY`, one for each of the last rows, which have no factors: each goes by the
            library's function of that name, and nothing of it is manipulated.
        layers_seen: indices of the layers that asked, to check that none was missed.
        scratch: for the backward pass.
    """

    mode: Mode = Mode.MASK
    factors: torch.Tensor | None = None
    prefix_keys: Sequence[torch.Tensor] = ()
    prefix_values: Sequence[torch.Tensor] = ()
    leaf: torch.Tensor | None = None
    library: tuple[str, ...] = ()
    layers_seen: set[int] = field(default_factory=set)
    scratch: Scratch = field(default_factory=Scratch, repr=False)
    _biases: list[tuple[torch.Tensor, torch.dtype, torch.Tensor]] = field(default_factory=list, repr=False)

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

    def added(self, visible: torch.Tensor) -> torch.Tensor:
        """What is added to each row's scores, (rows or 1, 1, queries, keys), float32."""
        factors = self.factors_of(visible)
        return additive(factors, visible if factors is None else visible[: len(factors)], self.mode)

    def bias(self, visible: torch.Tensor, query: torch.Tensor, prefix: Prefix | None) -> torch.Tensor:
        """What is added to the packed scores of the fused kernel."""
        # A sum in the query's own precision would round the logarithm of a factor; hiding is exact in any. CUDA's
        # kernels take no other precision than the query's.
        exact = self.mode is Mode.LOG and query.device.type == "cpu"
        dtype = torch.promote_types(query.dtype, torch.float32) if exact else query.dtype
        return self.packed(visible, query.shape[0], prefix, dtype)

    def packed(self, visible: torch.Tensor, rows: int, prefix: Prefix | None, dtype: torch.dtype) -> torch.Tensor:
        """What is added to the packed scores; made once per mask, which the layers of a forward pass share."""
        for known, precision, bias in self._biases:
            if known is visible and precision is dtype:
                return bias
        bias = pack(self.added(visible), rows, 0 if prefix is None else prefix[0].shape[2]).to(dtype)
        # A model has a mask or two (full and sliding). Layers on another device get a copy each, and so a bias each.
        self._biases = [*self._biases[-3:], (visible, dtype, bias)]
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
    with attention_set(model, NAME):
        _active.manipulation = manipulation
        try:
            yield
        finally:
            _active.manipulation = previous


def _attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,  # noqa: ARG001 - models are in evaluation mode
    scaling: float | None = None,
    softcap: float | None = None,
    s_aux: torch.Tensor | None = None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """Attention over a shared prefix and each row's own keys, with the active manipulation between.

    Shapes: ``query`` (rows, heads, new, dim); ``key`` and ``value`` (rows, key-value heads, own keys, dim): the new
    tokens' keys, and behind an ordinary cache those before them; ``s_aux`` (heads,), attention sinks.
    Returns (rows, new, heads, dim).

    Raises:
        UnsupportedModelError: the layer has no index or mask, or its attention has parts that are not known here.
    """
    manipulation: Manipulation | None = getattr(_active, "manipulation", None)
    layer = getattr(module, "layer_idx", None)
    if manipulation is None or layer is None or attention_mask is None:
        raise UnsupportedModelError.of(module, "its attention layers cannot be told apart or give no mask")
    if attention_mask.dtype is not torch.bool:
        raise UnsupportedModelError.of(module, "its mask holds more than what may be seen")
    strange = [k for k, v in kwargs.items() if isinstance(v, torch.Tensor) and k not in _HARMLESS]
    if strange:
        raise UnsupportedModelError.of(module, f"its attention also uses {', '.join(strange)}")
    manipulation.layers_seen.add(layer)
    prefix = manipulation.prefix_of(layer)
    by = SoftmaxParameters(query.shape[-1] ** -0.5 if scaling is None else scaling, softcap, s_aux)
    attention = partial(_manipulated, manipulation, attention_mask, prefix, by)
    if manipulation.library:
        more = {"scaling": scaling, "softcap": softcap, "s_aux": s_aux, **kwargs}
        more = {name: given for name, given in more.items() if given is not None}
        ours = len(query) - len(manipulation.library)
        rows = [_by_library(manipulation.library, module, prefix, (query, key, value, attention_mask), more)]
        if ours:
            rows.insert(0, attention(query[:ours], key[:ours], value[:ours]))
        return torch.cat(rows), None
    if manipulation.leaf is None:
        return attention(query, key, value), None
    if prefix is None:
        raise UnsupportedModelError.of(module, "it keeps no keys and values of the document to take a gradient of")
    leaf = manipulation.leaf.to(query.device)
    added = manipulation.packed(attention_mask, len(query), prefix, computed_in(query.dtype))
    shared = Shared(prefix, added, by, manipulation.scratch)
    return attention_with_gradient(attention, query, key, value, leaf, shared), None


def _with_prefix(front: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    return torch.cat([front.expand(len(own), -1, -1, -1), own], 2)


def _by_library(
    names: Sequence[str],
    module: torch.nn.Module,
    prefix: Prefix | None,
    given: Sequence[torch.Tensor],
    more: dict[str, Any],
) -> torch.Tensor:
    """Each of the last rows by the library's function of a name.

    Args:
        given: queries, keys, values, and what each query sees, of all rows.
    """
    rows = []
    first = len(given[0]) - len(names)
    for i, name in enumerate(names, first):
        query, key, value, visible = (tensor[i : i + 1] if len(tensor) > 1 else tensor for tensor in given)
        if prefix is not None:
            key, value = (_with_prefix(*pair) for pair in zip(prefix, (key, value), strict=True))
        mask = visible
        if name == "eager":
            hidden = torch.finfo(query.dtype).min
            mask = torch.zeros_like(visible, dtype=query.dtype).masked_fill_(~visible, hidden)
        rows.append(attention_function(module, name)(module, query, key, value, mask, dropout=0.0, **more)[0])
    return torch.cat(rows)


def _manipulated(
    manipulation: Manipulation,
    visible: torch.Tensor,
    prefix: Prefix | None,
    by: SoftmaxParameters,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
) -> torch.Tensor:
    """By the fused kernel where it can do what is asked for."""
    mode = manipulation.mode
    if mode in ADDITIVE and by.softcap is None and by.sinks is None:
        bias = manipulation.bias(visible, query, prefix)
        return packed_attention(query, key, value, prefix, bias, by.scale)
    factors, seen = manipulation.factors_of(visible), visible[: len(query)]
    return eager_attention(query, key, value, prefix, lambda scores: manipulate(scores, factors, seen, mode), by)


register_attention(NAME, _attention, visible_keys)
