"""AtMan: suppress each segment, score the answer again, take the difference (Deiseroth et al. 2023, eq. 3).

effect_t(S) = loss_t(S) - loss_t(empty)      (nats; > 0: S supports the token)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from docexplain.attribution.ranking.summary import best_first, descending
from docexplain.attribution.scoring.deletion import scorer_for
from docexplain.attribution.scoring.factors import Segment, union
from docexplain.attribution.scoring.planner import RowProgress, nobody
from docexplain.attribution.scoring.scorer import Scorer, Scores, Suppression
from docexplain.records import Controls, Summary

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer


@dataclass(frozen=True, slots=True)
class Shares:
    """What path attribution says of one answer (:mod:`docexplain.attribution.path`); tensors on the CPU, nats.

    Attributes:
        phi: (prefix tokens, claims), each token's part of the document effect.
        by_segment: (segments, claims), the sums of that.
        support: (segments,), what segments are ranked by.
        nodes: places on the path where the gradient was taken.
        error: how far the parts were from adding up to the document effect before the rest was shared out.
    """

    phi: torch.Tensor
    by_segment: torch.Tensor
    support: torch.Tensor
    nodes: int
    error: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Losses and effects of one answer; all tensors float32 on the CPU, in nats.

    Attributes:
        baseline: (answer tokens,), the loss with nothing suppressed.
        effects: (segments, answer tokens); 0 for segments that were not suppressed.
        together: (answer tokens,), the document effect: all segments hidden at once. It says what the answer owes to
            the document, so it goes by ``mask`` in every mode.
        probability_drops: (segments, answer tokens), p(baseline) - p(suppressed); 0 for those not suppressed.
        controls: what moved the answer although no segment was suppressed.
        arithmetic_noise: summed effects up to this are rounding, nats.
        measured: positions of the segments that were suppressed on their own, ascending.
        shares: of every segment, in mode ``path``.
    """

    baseline: torch.Tensor
    effects: torch.Tensor
    together: torch.Tensor
    probability_drops: torch.Tensor
    controls: Controls
    arithmetic_noise: float
    measured: tuple[int, ...]
    shares: Shares | None = None

    @property
    def noise_floor(self) -> float:
        """Summed effects up to this say nothing, nats: rounding, or no more than a piece of the template does."""
        return max(self.arithmetic_noise, abs(self.controls.template))

    def best_first(self, summary: Summary) -> list[int]:
        """Positions of the segments in their ranking, ties in their own order; by ``summary`` in other modes than
        ``path``."""
        if self.shares is not None:
            return descending(self.shares.support)
        return best_first(self.effects, self.probability_drops, summary)


def attribute(
    forced: ForcedAnswer,
    segments: Sequence[Segment],
    how: Suppression = Suppression(),  # noqa: B008 - frozen
    *,
    template: Segment = (),
    on_rows: RowProgress = nobody,
) -> Attribution:
    """Effects of suppressing each segment on a given answer: a scorer for one ranking, see there for the arguments.

    Args:
        segments: each a set of token spans inside the prefix.
        how: the document that it names is not used: that is all segments.
        template: see :func:`influences`.
    """
    scorer = scorer_for(forced, replace(how, document=union(segments)), on_rows=on_rows)
    return influences(scorer, segments, template)


def rows_of(segments: Sequence[Segment], template: Segment = ()) -> int:
    """How many rows :func:`influences` will ask for."""
    return len(segments) + 1 + bool(template)


def influences(scorer: Scorer, segments: Sequence[Segment], template: Segment = ()) -> Attribution:
    """The plain ranking: every segment alone, all together, and the control.

    All segments together, but not what stands between them: with the document's whole outline gone an answer changes
    its form ("The document states ..."), which says nothing about where its content is from.

    Args:
        template: tokens of the prompt that say nothing about the answer, hidden as a control; empty: no such row.
    """
    scorer.expect(rows_of(segments, template))
    alone, together, control = scorer.score_all(segments, [union(segments)], [template] if template else [])
    baseline, controls, noise = controls_of(scorer, control)
    measured = tuple(range(len(segments)))
    return Attribution(baseline, alone.effects, together.effects[0], alone.drops, controls, noise, measured)


def controls_of(scorer: Scorer, template: Scores) -> tuple[torch.Tensor, Controls, float]:
    """The baseline, what moved it although nothing was suppressed, and the arithmetic noise.

    Args:
        template: of the template control, one row or none.
    """
    controls = Controls(
        spread=scorer.control_spread(),
        kernel=scorer.kernel_noise(),
        template=float(template.effects.sum()),
    )
    baseline = scorer.baseline
    # Not less than the rounding of a sum in float32.
    return baseline, controls, max(controls.spread, controls.kernel, 1e-6 * float(baseline.abs().sum()))
