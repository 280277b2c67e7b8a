"""Whether suppressing attention is exact on a model; if not, it is refused by name and with the true reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch

from docexplain.attention.hook import NAME, Manipulation, manipulated
from docexplain.attention.prefix_cache import shared_prefix_cache
from docexplain.attribution.scoring.answer_loss import keeps_scores
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.full import can_leave_out, score_recomputed
from docexplain.attribution.scoring.planner import rows_at_once
from docexplain.errors import UnsupportedModelError, first_line, is_out_of_memory
from docexplain.model.forward import PROBE, answer_logits, forward, probe_ids
from docexplain.model.internals import asks_registry, attention_set, has_index, is_recurrent
from docexplain.model.prefix.prefix import Prefix, prefill
from docexplain.records import SUPPRESSIONS, Mode

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_CUT, _ANSWER = 5, 3
# How far our attention may be from the model's own, relative to the spread of its logits. Half precision rounds
# differently in every kernel: there, as far as the model's own two kernels are from each other, twice.
_TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-6}
_HALF_TOLERANCE, _HALF_GAPS = 0.02, 2.0
_FACTOR = 0.5  # neither hides nor leaves alone: every mode computes with it


@torch.inference_mode()
def check_supported(model: PreTrainedModel, mode: Mode = Mode.MASK) -> None:
    """Run a dozen tokens through the model with its own attention, and in every way in which it will be explained.

    Args:
        mode: ``deletion`` asks for a decoder only; what any other asks for serves all of them.

    Raises:
        UnsupportedModelError: its attention does not go through the registry or does more than that passes on, the
            logits differ, hiding a token changes nothing, or one of the ways fails.
    """
    if (why := _no_decoder(model) or _tried(model, _looks_ahead)) is not None:
        raise UnsupportedModelError.of(model, why)
    if mode is Mode.DELETION:
        return
    if (why := _by_design(model) or _tried(model, _by_trying)) is not None:
        raise UnsupportedModelError.of(model, why, by_deletion=True)


def _tried(model: PreTrainedModel, step: Callable[[PreTrainedModel], str | None]) -> str | None:
    """What a step finds; a model that is run as it was not meant to be raises anything."""
    try:
        return step(model)
    except UnsupportedModelError as error:  # by a layer, under its own name
        return error.why
    except Exception as error:
        if is_out_of_memory(error):
            raise
        said = first_line(error)
        return f"running it on a dozen tokens fails ({said})"


def _no_decoder(model: PreTrainedModel) -> str | None:
    return "it is an encoder-decoder, not a decoder" if getattr(model.config, "is_encoder_decoder", False) else None


def _by_design(model: PreTrainedModel) -> str | None:
    """What the model's configuration already says against suppression."""
    if is_recurrent(model):
        return "it has recurrent layers, which carry what they read on beside attention"
    if has_index(model):
        return "its attention reads only the keys that an index of its own picks, which no suppression reaches"
    if not asks_registry(model, NAME):
        return "its attention does not ask transformers' attention registry"
    return None


def _looks_ahead(model: PreTrainedModel) -> str | None:
    ids = probe_ids(model)
    own = forward(model, ids).logits.float()
    before = forward(model, ids[:, :-1]).logits.float()
    if not float((before - own[:, :-1]).abs().mean()) <= _limit(model, ids, own):
        return "it looks ahead, so that an answer has no probability token by token"
    return None


def _by_trying(model: PreTrainedModel) -> str | None:
    """What shows only when the model runs; None: nothing."""
    ids = probe_ids(model)
    own = forward(model, ids).logits.float()
    prefix = prefill(model, ids[0, :_CUT].tolist())
    if any((keys.shape[0], keys.shape[2]) != (1, _CUT) for keys in prefix.keys):
        return "its attention sees other keys than those of the prompt's tokens"
    return _against_own(model, prefix, ids, own) or _other_ways(model, prefix, ids[0].tolist())


def _against_own(model: PreTrainedModel, prefix: Prefix, ids: torch.Tensor, own: torch.Tensor) -> str | None:
    """Our attention behind the shared prefix, in every mode with nothing suppressed, beside the model's own."""
    limit, layers = _limit(model, ids, own[:, _CUT:]), set[int]()
    nothing = torch.ones(1, PROBE)
    for mode in SUPPRESSIONS:
        ours, seen = _run(model, prefix, ids, nothing, mode)
        layers |= seen
        if not float((ours - own[:, _CUT:]).abs().mean()) <= limit:
            missed = int(model.config.get_text_config(decoder=True).num_hidden_layers) - len(layers)
            if missed > 0:
                return f"{missed} of its layers do not ask transformers' attention registry"
            return "its attention does more than scores, mask and softmax"
    hidden = nothing.clone()
    hidden[:, 1:_CUT] = 0
    if torch.equal(ours, _run(model, prefix, ids, hidden, Mode.MASK)[0]):
        return "hiding tokens from its attention changes nothing"
    kept = answer_logits(model, ids[:, _CUT:], _ANSWER, cache=prefix.as_cache()).float()
    if kept.shape[1] != _ANSWER or not float((kept - own[:, -_ANSWER:]).abs().mean()) <= limit:
        return "its answers differ behind a cache of its first tokens"
    return None


def _other_ways(model: PreTrainedModel, prefix: Prefix, ids: list[int]) -> str | None:
    """The plan of rows, and scope ``full`` in every mode; they fail or give numbers."""
    forced = ForcedAnswer(model, prefix, ids[_CUT:-_ANSWER], ids[-_ANSWER:])
    for mode in SUPPRESSIONS:
        rows_at_once(forced, scores=keeps_scores(model, mode))
        factors = torch.ones(forced.keys)
        factors[2:_CUT] = _FACTOR
        losses = score_recomputed(forced, factors, mode)
        if not losses.isfinite().all():
            return f"mode {mode} gives no numbers on it"
    can_leave_out(model, forced.keys)
    return None


def _limit(model: PreTrainedModel, ids: torch.Tensor, own: torch.Tensor) -> float:
    """The mean difference of logits that is still rounding."""
    spread = float(own.std())
    # Quantised layers may round what goes through them, however exact the rest is.
    if model.dtype in _TOLERANCE and not getattr(model, "is_quantized", False):
        return _TOLERANCE[model.dtype] * spread
    with attention_set(model, "eager"):
        eager = forward(model, ids).logits.float()
    return _HALF_TOLERANCE * spread + _HALF_GAPS * float((eager[:, -own.shape[1] :] - own).abs().mean())


def _run(
    model: PreTrainedModel, prefix: Prefix, ids: torch.Tensor, factors: torch.Tensor, mode: Mode
) -> tuple[torch.Tensor, set[int]]:
    """The logits behind the shared prefix, and the layers whose attention we were asked for."""
    probe = Manipulation(mode, factors.to(prefix.keys[0].device), prefix.keys, prefix.values)
    with manipulated(model, probe):
        cache = shared_prefix_cache(_CUT, len(prefix.keys))
        logits: torch.Tensor = forward(model, ids[:, _CUT:], cache=cache).logits.float()
    return logits, probe.layers_seen
