"""The one interface of an attribution method."""

from __future__ import annotations

from typing import Protocol

from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity


class Method(Protocol):
    """A way to score the segments of a prompt by how much they caused the answer.

    Attributes:
        name: as ``docexplain eval --methods`` takes it and the table prints it.
        granularities: what it can be asked for in reasonable time.
        float32: whether it needs a float32 model (gradients drown in half precision's rounding).
    """

    name: str
    granularities: frozenset[Granularity]
    float32: bool

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """Scores of ``task.segments``, higher is more important, one list for each way to aggregate them.

        Args:
            model: left as it was found: no hook, no gradient, no changed flag.
            prefix: the document's keys and values by the same model; its cost is not counted as this method's.
                Methods that recompute the prompt do not use it.

        Returns:
            by name of the aggregation (such as ``sum`` or ``abs``; ``""`` where there is only one).
        """
