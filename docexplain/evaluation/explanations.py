"""Does the explanation find the gold chunk? The answer is the gold one, teacher-forced.

The document is the article's paragraphs in order. Paragraph and sentence level: the gold chunk is the one that holds
the gold answer's first character; top-1 and mean reciprocal rank. Token level: the gold paragraph alone is the
document, and its tokens are ranked against those of the gold answer; mean average precision and recall.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from docexplain.attribution.attribute import Attribution, attribute
from docexplain.attribution.summary import summarise
from docexplain.errors import UsageError
from docexplain.evaluation import metrics
from docexplain.evaluation.squad import Example
from docexplain.evaluation.tasks import Granularity, Task, prepare
from docexplain.model.language_model import LanguageModel
from docexplain.records import Mode, Scope, Summary
from docexplain.session.options import DEFAULT_FACTOR


@dataclass(slots=True)
class Tally:
    """One method's results, question by question."""

    scores: list[tuple[list[float], tuple[bool, ...]]] = field(default_factory=list)
    explain_s: float = 0.0
    prefill_s: float = 0.0

    def report(self, granularity: Granularity) -> dict[str, float]:
        """The figures for JSON: quality, seconds per question, cost against the prefill."""
        figures = _token_figures(self.scores) if granularity is Granularity.TOKEN else _chunk_figures(self.scores)
        count = max(1, len(self.scores))
        ratio = self.explain_s / self.prefill_s if self.prefill_s else 0.0
        return {**figures, "seconds": self.explain_s / count, "explain_over_prefill": ratio}


def evaluate(
    model: LanguageModel,
    examples: Sequence[Example],
    granularity: Granularity,
    *,
    variants: Sequence[tuple[Scope, Mode]] = ((Scope.READOUT, Mode.MASK),),
    on_question: Callable[[int], None] = lambda _done: None,
) -> dict[str, Any]:
    """Explain the gold answer of every example with every variant of suppression, and every summary of its effects.

    Returns:
        ``questions``, ``skipped`` (no room in the model's context), ``segments`` (mean), ``prefill_seconds`` and
        ``methods``: by name ``scope-mode-summary``.

    Raises:
        UsageError: no question fits into the model's context.
    """
    names = {(v, s): f"{v[0]}-{v[1]}-{s}" for v in variants for s in Summary}
    tallies = {name: Tally() for name in names.values()}
    segments = skipped = 0
    _warm_up(model, examples, granularity, variants)
    for done, example in enumerate(examples, 1):
        task = prepare(model, example, granularity)
        if len(task.prompt.ids) + len(task.answer_ids) > model.info.context_tokens:
            skipped += 1
            on_question(done)
            continue
        begin = time.perf_counter()
        prefix = model.prefill(task.prompt.prefix_ids)
        prefill_s = time.perf_counter() - begin
        segments += len(task.segments)
        for variant in variants:
            begin = time.perf_counter()
            attribution = _explain(model, task, variant, prefix)
            model.finish()
            explain_s = time.perf_counter() - begin
            for summary in Summary:
                tally = tallies[names[variant, summary]]
                ranked_by = summarise(attribution.effects, attribution.probability_drops, summary).tolist()
                tally.scores.append((ranked_by, task.relevant))
                tally.explain_s += explain_s
                tally.prefill_s += prefill_s
        on_question(done)
    questions = len(examples) - skipped
    if not questions:
        raise UsageError(f"No question fits into the model's context of {model.info.context_tokens} tokens.")
    any_tally = next(iter(tallies.values()))
    return {
        "questions": questions,
        "skipped": skipped,
        "segments": segments / questions,
        "prefill_seconds": any_tally.prefill_s / questions,
        "methods": {name: tally.report(granularity) for name, tally in tallies.items()},
    }


def _explain(model: LanguageModel, task: Task, variant: tuple[Scope, Mode], prefix: Any) -> Attribution:
    scope, mode = variant
    return attribute(
        model.model,
        prefix,
        task.prompt.tail_ids,
        task.answer_ids,
        [[segment] for segment in task.segments],
        scope=scope,
        mode=mode,
        factor=DEFAULT_FACTOR[mode],
    )


def _warm_up(
    model: LanguageModel, examples: Sequence[Example], granularity: Granularity, variants: Sequence[tuple[Scope, Mode]]
) -> None:
    """Run one question untimed: the first pass through a model pays for kernels and memory."""
    task = prepare(model, examples[0], granularity)
    if len(task.prompt.ids) + len(task.answer_ids) <= model.info.context_tokens:
        _explain(model, task, variants[0], model.prefill(task.prompt.prefix_ids))


def _chunk_figures(results: Sequence[tuple[list[float], tuple[bool, ...]]]) -> dict[str, float]:
    ranks = [metrics.rank_of(scores, relevant.index(True)) for scores, relevant in results]
    return {"top1": metrics.mean([float(r == 1) for r in ranks]), "mrr": metrics.mean([1 / r for r in ranks])}


def _token_figures(results: Sequence[tuple[list[float], tuple[bool, ...]]]) -> dict[str, float]:
    precisions = [metrics.average_precision(*result) for result in results]
    return {
        "map": metrics.mean(precisions),
        "map_iq": metrics.interquartile_mean(precisions),
        "mar": metrics.mean([metrics.average_recall(*result) for result in results]),
    }
