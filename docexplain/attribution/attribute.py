"""AtMan: suppress each segment, score the answer again, take the difference (Deiseroth et al. 2023, eq. 3).

effect_t(S) = loss_t(S) - loss_t(empty)      (nats; > 0: S supports the token)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from docexplain.attribution.scoring import score_batch, score_rows
from docexplain.records import Mode, Scope

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from docexplain.model.language_model import Prefix

Span = tuple[int, int]
"""Token positions in the prompt: start, end (exclusive)."""

Rows = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Losses and effects of one answer; all tensors float32 on the CPU, in nats.

    Attributes:
        baseline: (answer tokens,), the loss with nothing suppressed.
        effects: (segments, answer tokens).
        together: (answer tokens,), the document effect: all segments hidden at once. It says what the answer owes to
            the document, so it goes by ``mask`` in every mode.
        probability_drops: (segments, answer tokens), p(baseline) - p(suppressed).
        noise_floor: summed difference of the unsuppressed losses between the model's own attention and ours, at least
            the rounding of float32 sums. Effects up to this size say nothing.
    """

    baseline: torch.Tensor
    effects: torch.Tensor
    together: torch.Tensor
    probability_drops: torch.Tensor
    noise_floor: float


def attribute(
    model: PreTrainedModel,
    prefix: Prefix,
    tail_ids: Sequence[int],
    answer_ids: Sequence[int],
    segments: Sequence[Sequence[Span]],
    *,
    scope: Scope = Scope.READOUT,
    mode: Mode = Mode.MASK,
    factor: float = 0.0,
    on_rows: Rows = lambda _done: None,
) -> Attribution:
    """Effects of suppressing each segment on a given answer.

    Args:
        model: a supported model (see :func:`docexplain.attention.support.check_supported`).
        prefix: the document part of the prompt, as the model computed it.
        tail_ids: the rest of the prompt.
        answer_ids: the answer's tokens.
        segments: each a set of token spans inside the prefix.
        scope: which queries see the segment suppressed: question and answer only, or every position.
        mode, factor: see :mod:`docexplain.attention.suppression`; a factor of 1 changes nothing.
        on_rows: told how many of the ``len(segments) + 1`` rows are done; may raise to stop.
    """
    tail = [*tail_ids, *answer_ids]
    keys, length = len(prefix) + len(tail) - 1, len(answer_ids)
    factors = factor_rows(segments, keys, factor)
    # All segments, but not what stands between them: with the document's whole outline gone an answer changes its form
    # ("The document states ..."), which says nothing about where its content is from.
    hidden = factor_rows([[span for segment in segments for span in segment]], keys, 0.0)
    own = _own_losses(model, prefix, tail, length)
    if scope is Scope.FULL:
        losses, control = _full(model, prefix, tail, length, [(factors, mode), (hidden, Mode.MASK)], on_rows)
        baselines = control.expand_as(losses)
    elif mode is Mode.MASK:
        rows = torch.cat([factors, hidden])
        losses, baselines = score_rows(model, prefix, tail, length, rows, mode, on_rows=on_rows)
    else:
        parts = [
            score_rows(model, prefix, tail, length, factors, mode, on_rows=on_rows),
            score_rows(model, prefix, tail, length, hidden, Mode.MASK),
        ]
        losses, baselines = (torch.cat(pair) for pair in zip(*parts, strict=True))
        on_rows(len(losses))
    effects = losses - baselines
    drops = (-baselines).exp() - (-losses).exp()
    noise = (own.double() - baselines[0].double()).abs().sum()
    floor = max(float(noise), 1e-6 * float(baselines[0].abs().sum()))
    return Attribution(baselines[0], effects[:-1], effects[-1], drops[:-1], floor)


def factor_rows(segments: Sequence[Sequence[Span]], keys: int, factor: float) -> torch.Tensor:
    """(segments, keys): ``factor`` on each segment's own tokens, 1 elsewhere."""
    rows = torch.ones(len(segments), keys)
    for row, spans in zip(rows, segments, strict=True):
        for start, end in spans:
            row[start:end] = factor
    return rows


def _own_losses(model: PreTrainedModel, prefix: Prefix, tail: Sequence[int], answer_length: int) -> torch.Tensor:
    """The unsuppressed answer's losses by the model's own attention, (answer tokens,), nats.

    The same numbers by another kernel: how far they are from ours is what the arithmetic leaves open.
    """
    with torch.inference_mode():
        logits = model(
            torch.tensor([list(tail[:-1])], device=model.device),
            past_key_values=prefix.as_cache(),
            use_cache=True,
            logits_to_keep=answer_length,
        ).logits[0]
        target = torch.tensor(list(tail[-answer_length:]), device=logits.device)
        return torch.nn.functional.cross_entropy(logits.float(), target, reduction="none").cpu()


def _full(
    model: PreTrainedModel,
    prefix: Prefix,
    tail: Sequence[int],
    answer_length: int,
    parts: Sequence[tuple[torch.Tensor, Mode]],
    on_rows: Rows,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Full scope with prefix reuse: hidden states before a segment's first token stay the baseline's (causal mask),
    so each row is computed from there on.

    Args:
        parts: factors, (rows, keys), with the mode that they go by.

    Returns:
        losses, (rows of all parts, answer_length), and the unsuppressed losses, (1, answer_length).
    """
    ids = [*prefix.ids, *tail]

    def score(row: torch.Tensor, mode: Mode) -> torch.Tensor:
        changed = (row != 1).nonzero()
        start = int(changed[0]) if len(changed) else len(prefix)
        kept = prefix.first(start) if start else None
        return score_batch(model, kept, ids[start:], answer_length, row[None], mode)

    losses: list[torch.Tensor] = []
    for factors, mode in parts:
        for row in factors:
            losses.append(score(row, mode))
            on_rows(len(losses))
    return torch.cat(losses), score(torch.ones(len(ids) - 1), Mode.MASK)
