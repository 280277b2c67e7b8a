"""What we rely on in transformers and accelerate beside their documented interfaces, in one place.

Each function has a test in ``tests/model/test_internals.py`` that says what it relies on, so that a release which
changes that is noticed there and not in a wrong number.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


def attention_name(model: PreTrainedModel) -> str:
    """The name by which the model's decoder finds its attention in transformers' registry now."""
    return str(_decoder(model).config._attn_implementation)


@contextmanager
def attention_set(model: PreTrainedModel, name: str) -> Iterator[None]:
    """Let the decoder of ``model`` use the attention that the registry knows by ``name`` inside the block; always
    restore after. A model that does not ask the registry stays as it is.

    One block at a time per model: the switch is the model's own configuration.
    """
    decoder, before = _decoder(model), attention_name(model)
    try:
        _set_attention(decoder, name)
        yield
    finally:
        _set_attention(decoder, before)


_settable: set[type] = set()
"""Kinds of decoders that were seen to take another attention."""


def _set_attention(decoder: PreTrainedModel, name: str) -> None:
    """It warns where nothing can be set; being quiet takes longer than the rest, so only until that is known."""
    from docexplain.model.quiet import quiet

    before = decoder.config._attn_implementation
    with nullcontext() if type(decoder) in _settable else quiet():
        decoder.set_attn_implementation(name)
    if decoder.config._attn_implementation != before:
        _settable.add(type(decoder))


def asks_registry(model: PreTrainedModel, name: str) -> bool:
    """Whether the decoder's attention can be set to a function of the registry at all, as far as transformers knows."""
    with attention_set(model, name):
        return attention_name(model) == name


def _decoder(model: PreTrainedModel) -> PreTrainedModel:
    """The part that reads text: of an image-text model the language model, whose configuration is its own."""
    decoder: Any = model.get_decoder()
    return decoder if hasattr(decoder, "set_attn_implementation") else model


def attention_function(module: torch.nn.Module, name: str) -> Callable[..., Any]:
    """The function that an attention module calls when its configuration says ``name``.

    Model files may have a registry of their own before the shared one, and each has its own eager attention.
    """
    from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

    file = sys.modules[type(module).__module__]
    registry = getattr(file, "ALL_ATTENTION_FUNCTIONS", ALL_ATTENTION_FUNCTIONS)
    eager: Any = getattr(file, "eager_attention_forward", None)
    function: Callable[..., Any] = registry.get_interface(name, eager)
    return function


def mask_function(name: str) -> Callable[..., Any]:
    """The function that makes the masks for the attention of that name."""
    from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

    function: Callable[..., Any] = ALL_MASK_ATTENTION_FUNCTIONS[name]
    return function


def register_attention(name: str, attention: Callable[..., Any], mask: Callable[..., Any]) -> None:
    """Put an attention function and the one that makes its masks into transformers' registry."""
    from transformers import AttentionInterface
    from transformers.masking_utils import AttentionMaskInterface

    AttentionInterface.register(name, attention)
    AttentionMaskInterface.register(name, mask)


def visible_keys(*args: Any, **kwargs: Any) -> torch.Tensor | None:
    """A mask function: (batch, 1, queries, keys), True where a query may look, never left out because it is causal."""
    from transformers.masking_utils import sdpa_mask

    return sdpa_mask(*args, **{**kwargs, "allow_is_causal_skip": False, "allow_is_bidirectional_skip": False})


def is_recurrent(model: PreTrainedModel) -> bool:
    """Whether some layer carries a state from token to token beside attention, as Mamba and linear attention do."""
    from transformers import DynamicCache
    from transformers.cache_utils import LinearAttentionCacheLayerMixin

    if getattr(model, "_is_stateful", False):
        return True
    try:
        layers = DynamicCache(config=model.config).layers
    except Exception:  # a configuration that does not say what its layers are
        return False
    return any(isinstance(layer, LinearAttentionCacheLayerMixin) for layer in layers)


def has_index(model: PreTrainedModel) -> bool:
    """Whether attention reads only keys that a lightning indexer picks (DeepSeek V3.2's sparse attention)."""
    from transformers import DynamicCache
    from transformers.cache_utils import DynamicIndexedLayer

    try:
        layers = DynamicCache(config=model.config).layers
    except Exception:  # as above
        return False
    return any(isinstance(layer, DynamicIndexedLayer) for layer in layers)


def has_sinks(model: PreTrainedModel) -> bool:
    """Whether attention gives a share to learnt sinks, as gpt-oss does: its layers hold them under this name."""
    return any(hasattr(module, "sinks") for module in model.modules())


def execution_device(module: torch.nn.Module) -> str | int | None:
    """Where accelerate's hooks will compute a module whose weights are elsewhere between passes; None without such."""
    hook = getattr(module, "_hf_hook", None)
    for one in (hook, *getattr(hook, "hooks", ())):
        device: str | int | None = getattr(one, "execution_device", None)
        if device is not None:
            return device
    return None


def forget_quantization(model: PreTrainedModel) -> None:
    """Take off the marks of a model read from a GGUF file: its weights are whole ones by now, but ``save_pretrained``
    refuses a model that still says it is quantised."""
    for owner, marks in (
        (model, ("is_quantized", "quantization_method", "hf_quantizer")),
        (model.config, ("quantization_config", "_is_quantized")),
    ):
        for mark in marks:
            if hasattr(owner, mark):
                delattr(owner, mark)
