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
        together: (answer tokens,), the effect of suppressing all segments at once: the document effect.
        probability_drops: (segments, answer tokens), p(baseline) - p(suppressed).
        noise_floor: spread of the summed loss of unsuppressed rows computed in different batch shapes, at least the
            rounding of float32 sums.
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
    keys = len(prefix) + len(tail) - 1
    everything = [span for segment in segments for span in segment]
    factors = factor_rows([*segments, everything], keys, factor)
    if scope is Scope.READOUT:
        losses, baselines = score_rows(model, prefix, tail, len(answer_ids), factors, mode, on_rows=on_rows)
        controls = [baselines[0], score_batch(model, prefix, tail, len(answer_ids), factors.new_ones(1, keys), mode)[0]]
    else:
        losses, controls = _full(model, prefix, tail, len(answer_ids), factors, mode, on_rows)
        baselines = controls[0].expand_as(losses)
    effects = losses - baselines
    drops = (-baselines).exp() - (-losses).exp()
    sums = torch.stack(controls).double().sum(-1)
    floor = max(float(sums.max() - sums.min()), 1e-6 * float(sums.abs().max()))
    return Attribution(controls[0], effects[:-1], effects[-1], drops[:-1], floor)


def factor_rows(segments: Sequence[Sequence[Span]], keys: int, factor: float) -> torch.Tensor:
    """(segments, keys): ``factor`` on each segment's own tokens, 1 elsewhere."""
    rows = torch.ones(len(segments), keys)
    for row, spans in zip(rows, segments, strict=True):
        for start, end in spans:
            row[start:end] = factor
    return rows


def _full(
    model: PreTrainedModel,
    prefix: Prefix,
    tail: Sequence[int],
    answer_length: int,
    factors: torch.Tensor,
    mode: Mode,
    on_rows: Rows,
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Full scope with prefix reuse: hidden states before a segment's first token stay the baseline's (causal mask),
    so each row is computed from there on. The controls are the unsuppressed answer behind prefixes of several
    lengths."""
    losses = []
    ids = [*prefix.ids, *tail]
    for done, row in enumerate(factors, 1):
        changed = (row != 1).nonzero()
        start = int(changed[0]) if len(changed) else len(prefix)
        kept = prefix.first(start) if start else None
        losses.append(score_batch(model, kept, ids[start:], answer_length, row[None], mode)[0])
        on_rows(done)
    controls = [
        score_batch(
            model, prefix.first(start), ids[start:], answer_length, factors.new_ones(1, factors.shape[1]), mode
        )[0]
        for start in sorted({len(prefix), max(1, len(prefix) // 2)}, reverse=True)
    ]
    return torch.stack(losses), controls
