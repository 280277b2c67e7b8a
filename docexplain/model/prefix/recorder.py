"""Keys and values as a model's attention sees them, layer by layer.

A cache may hold something else: latents that are expanded for each pass (DeepSeek's latent attention), or nothing for
layers that share the keys of others (Gemma 3n). The model's own attention runs as it always does; we only look on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docexplain.model import internals

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

NAME = "docexplain-recording"
"""Our entry in transformers' attention registry."""

Seen = dict[int, list[tuple["torch.Tensor", "torch.Tensor"]]]
"""By layer, the keys and values that each call of its attention was given: (rows, key-value heads, keys, head
dimension)."""

_active = threading.local()


@contextmanager
def recorded(model: PreTrainedModel) -> Iterator[Seen]:
    """What attention sees inside the block; empty for models that do not use transformers' attention registry."""
    before = getattr(_active, "recording", None)
    seen: Seen = {}
    own = internals.attention_name(model)
    with internals.attention_set(model, NAME):
        _active.recording = (own, seen)
        try:
            yield seen
        finally:
            _active.recording = before


def _attention(
    module: torch.nn.Module, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, *args: Any, **kwargs: Any
) -> Any:
    own, seen = _active.recording
    layer = getattr(module, "layer_idx", None)
    if layer is not None:
        seen.setdefault(layer, []).append((key, value))
    return internals.attention_function(module, own)(module, query, key, value, *args, **kwargs)


def _mask(*args: Any, **kwargs: Any) -> Any:
    own, _ = _active.recording
    return internals.mask_function(own)(*args, **kwargs)


internals.register_attention(NAME, _attention, _mask)
