"""AtMan as a method to compare: our own exact suppression, by scope and mode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from docexplain.attribution.exactness import check_supported
from docexplain.attribution.ranking.influence import Attribution, attribute
from docexplain.attribution.ranking.summary import summarise
from docexplain.attribution.scoring.answer_loss import logits_of
from docexplain.attribution.scoring.factors import Segment, all_but, factor_rows
from docexplain.attribution.scoring.planner import rows_at_once
from docexplain.attribution.scoring.scorer import Suppression
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity, Mode, Scope, Summary
from docexplain.session.ask_options import DEFAULT_FACTOR


@dataclass
class AtMan:
    """Suppress each segment alone (Deiseroth et al. 2023, eqs. 3 and 4; see
    :mod:`docexplain.attribution.ranking.influence`).

    Attributes:
        scope, mode: which queries see the segment suppressed, and how; the mode's default factor.
        summaries: the aggregations, over answer tokens.
    """

    name: str
    scope: Scope = Scope.READOUT
    mode: Mode = Mode.MASK
    granularities: frozenset[Granularity] = frozenset(Granularity)
    summaries: Sequence[Summary] = (Summary.LOG, Summary.PROBABILITY)
    float32: bool = False
    _checked: Any = field(default=None, repr=False)

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`; one list for each of ``summaries``.

        Raises:
            UnsupportedModelError: suppression would not be exact on this model.
        """
        found = self._attribute(model, task, prefix, [[segment] for segment in task.segments])
        return {str(s): summarise(found.effects, found.probability_drops, s).tolist() for s in self.summaries}

    def _attribute(self, model: LanguageModel, task: Task, prefix: Prefix, segments: Sequence[Segment]) -> Attribution:
        self._check(model)
        return attribute(task.forced(model, prefix), segments, self._how())

    def _how(self) -> Suppression:
        return Suppression(self.scope, self.mode, DEFAULT_FACTOR[self.mode])

    def _check(self, model: LanguageModel) -> None:
        if self._checked is not model.model:  # once per model: it runs the model
            check_supported(model.model, self.mode)
            self._checked = model.model


@dataclass
class AtManAlone(AtMan):
    """Sufficiency instead of necessity: hide every segment but one; the likelier the answer stays, the more it counts.

    As many rows as :class:`AtMan` needs. Such a score does not overlook a fact that stands twice.
    """

    granularities: frozenset[Granularity] = frozenset({Granularity.PARAGRAPH, Granularity.SENTENCE})

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`AtMan.score`; the effects of hiding all the others, with the sign turned."""
        others = [all_but([[s] for s in task.segments], [i]) for i in range(len(task.segments))]
        found = self._attribute(model, task, prefix, others)
        return {str(s): (-summarise(found.effects, found.probability_drops, s)).tolist() for s in self.summaries}


@dataclass
class AtManBoth(AtMan):
    """Necessity and sufficiency: a segment hidden and all others hidden, the drop and what stays added up."""

    granularities: frozenset[Granularity] = frozenset({Granularity.PARAGRAPH, Granularity.SENTENCE})

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`AtMan.score`."""
        segments = [[segment] for segment in task.segments]
        count = len(segments)
        found = self._attribute(model, task, prefix, [*segments, *(all_but(segments, [i]) for i in range(count))])
        scores = {s: summarise(found.effects, found.probability_drops, s) for s in self.summaries}
        return {str(s): (score[:count] - score[count:]).tolist() for s, score in scores.items()}


@dataclass
class ArcJsd(AtMan):
    """How far the next token's distribution moves when a segment is hidden: the Jensen-Shannon divergence in nats,
    summed over the answer (Li et al. 2025, "Attributing Response to Context", eq. 3; theirs leaves the segment out of
    the text)."""

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`."""
        self._check(model)
        forced = task.forced(model, prefix)
        rows = factor_rows([[segment] for segment in task.segments], forced.keys, 0.0)
        at_once = rows_at_once(forced) - 1
        found: list[float] = []
        for start in range(0, len(rows), at_once):
            batch = torch.cat([torch.ones(1, forced.keys), rows[start : start + at_once]])
            logs = logits_of(forced, batch, Mode.MASK).float().log_softmax(-1)
            found += [float(divergence(logs[0], other).sum()) for other in logs[1:]]
        return {"": found}


def divergence(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Jensen-Shannon divergence of distributions given as logarithms, over the last dimension, nats, 0 to log(2)."""
    middle = torch.logaddexp(first, second) - math.log(2)
    one, other = ((logs.exp() * (logs - middle)).sum(-1) for logs in (first, second))
    return (one + other) / 2
