"""AtMan as a method to compare: our own exact suppression, by scope and mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docexplain.attribution.exactness import check_supported
from docexplain.attribution.ranking.influence import Attribution, attribute
from docexplain.attribution.ranking.summary import summarise
from docexplain.attribution.scoring.factors import Segment, all_but
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
