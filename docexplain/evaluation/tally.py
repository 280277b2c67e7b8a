"""One method's results over questions, and the figures they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docexplain.evaluation import metrics
from docexplain.evaluation.measure import Cost
from docexplain.evaluation.tasks import Task
from docexplain.records import Granularity

Ranked = tuple[list[float], tuple[bool, ...]]
"""Scores of one question's segments, and which of them are gold."""


@dataclass(slots=True)
class Tally:
    """One method's results, question by question.

    Attributes:
        name: the method's.
        dtype: of the model that it ran on.
        scores: by aggregation.
        judged: by aggregation the faithfulness figures of each question, empty when they were not asked for.
    """

    name: str
    dtype: str
    questions: int = 0
    scores: dict[str, list[Ranked]] = field(default_factory=dict)
    judged: dict[str, list[Mapping[str, float]]] = field(default_factory=dict)
    seconds: float = 0.0
    prefill_s: float = 0.0
    forward_passes: int = 0
    prompt_equivalents: float = 0.0
    peak_bytes: int | None = None

    def add(self, task: Task, scores: Mapping[str, list[float]], cost: Cost, prefill_s: float) -> None:
        """One more question."""
        self.questions += 1
        for aggregation, values in scores.items():
            self.scores.setdefault(aggregation, []).append((values, task.relevant))
        self.seconds += cost.seconds
        self.prefill_s += prefill_s
        self.forward_passes += cost.forward_passes
        self.prompt_equivalents += cost.tokens / len(task.prompt.ids)
        if cost.peak_bytes is not None:
            self.peak_bytes = max(self.peak_bytes or 0, cost.peak_bytes)

    def judge(self, aggregation: str, figures: Mapping[str, float]) -> None:
        """Faithfulness of the scores added last."""
        self.judged.setdefault(aggregation, []).append(figures)

    def report(self, granularity: Granularity) -> dict[str, dict[str, Any]]:
        """The figures for JSON, by ``method-aggregation``; the cost is that of all aggregations together."""
        if not self.questions:
            return {}
        cost = {
            "seconds": self.seconds / self.questions,
            "explain_over_prefill": self.seconds / self.prefill_s if self.prefill_s else 0.0,
            "forward_passes": self.forward_passes / self.questions,
            "prompt_equivalents": self.prompt_equivalents / self.questions,
            "peak_bytes": self.peak_bytes,
            "dtype": self.dtype,
        }
        quality = _token_figures if granularity is Granularity.TOKEN else _chunk_figures
        return {
            f"{self.name}-{aggregation}" if aggregation else self.name: {
                "method": self.name,
                "aggregation": aggregation,
                "questions": self.questions,
                **quality(results),
                **_mean_figures(self.judged.get(aggregation, ())),
                **cost,
            }
            for aggregation, results in self.scores.items()
        }


def _chunk_figures(results: Sequence[Ranked]) -> dict[str, float]:
    ranks = [metrics.rank_of(scores, relevant.index(True)) for scores, relevant in results]
    return {"top1": metrics.mean([float(r == 1) for r in ranks]), "mrr": metrics.mean([1 / r for r in ranks])}


def _token_figures(results: Sequence[Ranked]) -> dict[str, float]:
    precisions = [metrics.average_precision(*result) for result in results]
    return {
        "map": metrics.mean(precisions),
        "map_iq": metrics.interquartile_mean(precisions),
        "mar": metrics.mean([metrics.average_recall(*result) for result in results]),
    }


def _mean_figures(judged: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: metrics.mean([figures[name] for figures in judged]) for name in judged[0]} if judged else {}
