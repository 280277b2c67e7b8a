"""Refuse, by name, a model on which suppression would be silently wrong."""

from __future__ import annotations

from typing import Any

import torch
from transformers import DynamicCache, PreTrainedModel

from docexplain.attention.manipulation import Manipulation, _refusal, implementation, manipulated
from docexplain.attention.prefix_cache import shared_prefix_cache
from docexplain.errors import UnsupportedModelError, is_out_of_memory
from docexplain.model.forward import forward
from docexplain.placement import input_device
from docexplain.records import Mode

_PROBE, _CUT = 12, 5
# How far our attention may be from the model's own, relative to the spread of its logits. Half precision rounds
# differently in every kernel: there, as far as the model's own two kernels are from each other, twice.
_TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-6}
_HALF_TOLERANCE, _HALF_GAPS = 0.02, 2.0


@torch.inference_mode()
def check_supported(model: PreTrainedModel) -> None:
    """Run a dozen tokens through the model with its own attention and with ours, behind a shared prefix.

    Raises:
        UnsupportedModelError: a layer does not go through the registry, the logits differ, or hiding a token
            changes nothing.
    """
    config = model.config.get_text_config(decoder=True)
    if getattr(model.config, "is_encoder_decoder", False):
        raise UnsupportedModelError(_refusal(model, "it is an encoder-decoder, not a decoder"))
    layers = int(config.num_hidden_layers)
    device = input_device(model)
    ids = (torch.arange(_PROBE, device=device)[None] * 7 + 11) % int(config.vocab_size)
    try:
        own = forward(model, ids).logits[:, _CUT:].float()
        cache = DynamicCache()
        forward(model, ids[:, :_CUT], cache=cache)
        layers_kept: list[Any] = list(cache.layers)
        probe = Manipulation(
            prefix_keys=[layer.keys for layer in layers_kept], prefix_values=[layer.values for layer in layers_kept]
        )
        ours = _run(model, ids, probe, layers)
        hidden = torch.ones(1, _PROBE, device=device)
        hidden[:, 1:_CUT] = 0
        probe.factors, probe.mode = hidden, Mode.MASK
        without = _run(model, ids, probe, layers)
    except UnsupportedModelError:
        raise
    except (TypeError, AttributeError, IndexError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise
        raise UnsupportedModelError(_refusal(model, f"it does not run with a key-value cache ({error})")) from error
    if probe.layers_seen != set(range(layers)):
        missed = layers - len(probe.layers_seen)
        raise UnsupportedModelError(_refusal(model, f"{missed} of its {layers} layers do not use the registry"))
    if not float((ours - own).abs().mean()) <= _limit(model, ids, own):
        raise UnsupportedModelError(_refusal(model, "its attention does more than scores, mask and softmax"))
    if torch.equal(ours, without):
        raise UnsupportedModelError(_refusal(model, "hiding tokens from its attention changes nothing"))


def _limit(model: PreTrainedModel, ids: torch.Tensor, own: torch.Tensor) -> float:
    """The mean difference of logits that is still rounding."""
    spread = float(own.std())
    # Quantised layers may round what goes through them, however exact the rest is.
    if model.dtype in _TOLERANCE and not getattr(model, "is_quantized", False):
        return _TOLERANCE[model.dtype] * spread
    with implementation(model, "eager"):
        eager = forward(model, ids).logits[:, _CUT:].float()
    return _HALF_TOLERANCE * spread + _HALF_GAPS * float((eager - own).abs().mean())


def _run(model: PreTrainedModel, ids: torch.Tensor, probe: Manipulation, layers: int) -> Any:
    with manipulated(model, probe):
        return forward(model, ids[:, _CUT:], cache=shared_prefix_cache(_CUT, layers)).logits.float()
