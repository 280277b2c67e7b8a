"""The one primitive under every explanation: how likely is this answer when these keys are suppressed?

loss_t(S) = -log p(y_t | prompt, y_<t), with segment S suppressed (nats; S empty: the baseline)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import torch

from docexplain.attention.hook import Manipulation, manipulated
from docexplain.attention.prefix_cache import shared_prefix_cache
from docexplain.attention.suppression import ADDITIVE
from docexplain.attribution.scoring.planner import Batching, RowProgress, nobody, rows_at_once
from docexplain.attribution.scoring.planner import batching as planned
from docexplain.model.devices.placement import input_device
from docexplain.model.forward import answer_logits, losses
from docexplain.model.internals import has_sinks
from docexplain.records import Mode

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from docexplain.attribution.scoring.forced_answer import ForcedAnswer


def score_batch(
    forced: ForcedAnswer,
    factors: torch.Tensor,
    mode: Mode,
    library: Sequence[str] = (),
) -> torch.Tensor:
    """Losses of the answer's tokens, one row per suppression, in one forward pass.

    The prefix's keys and values stay as they are (in the paper's full scope the prefix ends where the segment
    begins); the tail's queries see every key through ``factors``.

    Args:
        factors: (rows, forced.keys), 1 for keys left alone.
        library: rows more, at the end, with nothing suppressed, by the library's attention functions of these names.

    Returns:
        (rows, answer tokens), float32, nats, on the CPU.

    Raises:
        ValueError: the shapes do not fit together.
    """
    return losses(logits_of(forced, factors, mode, library), forced.answer_ids)


@torch.inference_mode()
def logits_of(forced: ForcedAnswer, factors: torch.Tensor, mode: Mode, library: Sequence[str] = ()) -> torch.Tensor:
    """What predicts the answer's tokens, in the model's precision: (rows, answer tokens, vocabulary); for the arguments
    and errors see :func:`score_batch`."""
    model, prefix = forced.model, forced.prefix
    if factors.shape[1] != forced.keys:
        raise ValueError(f"factors cover {factors.shape[1]} keys, the rows have {forced.keys}")
    factors = factors.to(input_device(model))
    manipulation = Manipulation(mode, factors, prefix.keys, prefix.values, library=tuple(library))
    layers = len(prefix.keys) if prefix else int(model.config.get_text_config(decoder=True).num_hidden_layers)
    with manipulated(model, manipulation):
        tokens = torch.tensor([forced.inputs]).expand(len(factors) + len(library), -1)
        return answer_logits(model, tokens, forced.answer_length, cache=shared_prefix_cache(len(prefix), layers))


class RowLosses(NamedTuple):
    """What :func:`score_rows` gives; all float32, nats, on the CPU.

    Attributes:
        losses, baselines: (rows, answer tokens).
        controls: each batch's baseline, (answer tokens,).
        others: by the library's attention functions, (functions, answer tokens).
    """

    losses: torch.Tensor
    baselines: torch.Tensor
    controls: list[torch.Tensor]
    others: torch.Tensor


def score_rows(
    forced: ForcedAnswer,
    factors: torch.Tensor,
    mode: Mode,
    *,
    control: torch.Tensor | None = None,
    batching: Batching | None = None,
    library: Sequence[str] = (),
    on_rows: RowProgress = nobody,
) -> RowLosses:
    """Losses of any number of rows, each with the baseline loss from its own batch.

    Half precision depends on a batch's shape. So all batches have one shape, but for the library's rows in the first,
    and each carries an unsuppressed control row that serves as the baseline of its rows. A batch that runs out
    of memory is halved, and so are those after it.

    Args:
        factors: as in :func:`score_batch`, without a control row.
        control: (keys,), factors of the control row; None: nothing suppressed.
        batching: suppressed rows per batch; None: as planned. A batch that has fewer is filled up with controls.
        library: see :func:`score_batch`; in the first batch only.
        on_rows: told after each batch.
    """
    if batching is None:
        batching = planned(len(factors), rows_at_once(forced, scores=keeps_scores(forced.model, mode)))
    unsuppressed = torch.ones(1, factors.shape[1]) if control is None else control[None]

    def score(part: slice) -> tuple[torch.Tensor, ...]:
        chunk = factors[part]
        filled = torch.cat([unsuppressed.expand(batching.payload + 1 - len(chunk), -1), chunk])
        out = score_batch(forced, filled, mode, () if part.start else library)
        ours, others = out[: len(filled)], out[len(filled) :]
        return ours[-len(chunk) :], ours[:1].expand(len(chunk), -1), ours[0], others

    losses, baselines, controls, others = zip(*batching.over(len(factors), score, on_rows), strict=True)
    return RowLosses(torch.cat(losses), torch.cat(baselines), list(controls), others[0])


def keeps_scores(model: PreTrainedModel, mode: Mode) -> bool:
    """Whether attention keeps its scores whole: in modes that need them, and in models that cap them or have sinks."""
    config = model.config.get_text_config(decoder=True)
    capped = getattr(config, "attn_logit_softcapping", None) is not None
    return mode not in ADDITIVE or capped or has_sinks(model)
