"""Does the explanation find the gold segment, at what cost? Any methods on the same questions in one process.

See :mod:`docexplain.evaluation.tasks` for what is asked; the answer is the gold one, teacher-forced.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from docexplain.errors import DocexplainError, ModelError, UsageError, is_out_of_memory
from docexplain.evaluation.faithfulness import Ablations
from docexplain.evaluation.measure import Cost, measured
from docexplain.evaluation.methods.method import Method
from docexplain.evaluation.squad import Example
from docexplain.evaluation.tally import Tally
from docexplain.evaluation.tasks import Task, prepare
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity

REFERENCE = ("readout", "readout-mask")
"""Names of the method that others' cost is given against: mask, readout."""


class Comparison:
    """Methods measured on the same questions.

    Every method explains one question before the next question begins, so that :meth:`report` can tell at any time
    what is known so far. A method that fails is left out from then on and reported with its sentence.

    Args:
        methods: ran in this order.
        float32: gives the same model in float32, for methods that need one; asked at most once.
        faithfulness: also measure :mod:`docexplain.evaluation.faithfulness`, at no cost of the methods'.
    """

    def __init__(
        self,
        model: LanguageModel,
        examples: Sequence[Example],
        granularity: Granularity,
        methods: Sequence[Method],
        *,
        float32: Callable[[], LanguageModel] | None = None,
        faithfulness: bool = False,
    ) -> None:
        self.model = model
        self.granularity = granularity
        self._examples = examples
        self._methods = list(methods)
        self._load_float32 = float32
        self._float32: LanguageModel | None = None
        self._faithfulness = faithfulness
        self._tallies: dict[str, Tally] = {}
        self._failed: dict[str, DocexplainError] = {}
        self.questions = self._skipped = self._segments = self._tokens = 0
        self._prefill_s = 0.0

    def run(self, on_question: Callable[[int], None] = lambda _done: None) -> dict[str, Any]:
        """Measure, then :meth:`report`.

        Args:
            on_question: told how many questions are done; may raise to stop.

        Raises:
            UsageError: no question fits into the model's context.
            DocexplainError: every method failed; the first one's reason.
        """
        for done, example in enumerate(self._examples, 1):
            task = prepare(self.model, example, self.granularity)
            if len(task.prompt.ids) + len(task.answer_ids) > self.model.info.context_tokens:
                self._skipped += 1
            else:
                if not self.questions:
                    self._warm_up(example)
                self._measure(task)
            on_question(done)
        if not self.questions:
            limit = self.model.info.context_tokens
            raise UsageError(f"No question fits into the model's context of {limit} tokens.")
        return self.report()

    def report(self) -> dict[str, Any]:
        """What is known so far.

        Returns:
            ``questions``, ``skipped`` (no room in the model's context), ``segments`` and ``prompt_tokens`` (means),
            ``prefill_seconds``, ``methods`` by ``method-aggregation`` (see :meth:`Tally.report`, and
            ``seconds_over_readout``) and ``failed``, by method why.
        """
        rows = {key: row for tally in self._tallies.values() for key, row in tally.report(self.granularity).items()}
        reference = next((row["seconds"] for row in rows.values() if row["method"] in REFERENCE), None)
        for row in rows.values():
            row["seconds_over_readout"] = row["seconds"] / reference if reference else None
        questions = max(1, self.questions)
        return {
            "questions": self.questions,
            "skipped": self._skipped,
            "segments": self._segments / questions,
            "prompt_tokens": self._tokens / questions,
            "prefill_seconds": self._prefill_s / questions,
            "methods": rows,
            "failed": {name: str(error) for name, error in self._failed.items()},
        }

    def _warm_up(self, example: Example) -> None:
        """Explain a short document untimed: the first pass through a model pays for imports, kernels and memory."""
        short = replace(example, paragraphs=(example.paragraphs[example.gold],), gold=0)
        prefixes = _Prefixes(prepare(self.model, short, self.granularity))
        for method in list(self._methods):
            self._attempt(method, prefixes)

    def _measure(self, task: Task) -> None:
        prefixes = _Prefixes(task)
        scored: dict[str, Mapping[str, list[float]]] = {}
        prefixes.of(self.model)
        for method in list(self._methods):
            result = self._attempt(method, prefixes)
            if result is not None:
                scores, cost, model = result
                tally = self._tallies.setdefault(method.name, Tally(method.name, model.info.dtype))
                tally.add(task, scores, cost, prefixes.seconds(model))
                scored[method.name] = scores
        self.questions += 1
        self._segments += len(task.segments)
        self._tokens += len(task.prompt.ids)
        self._prefill_s += prefixes.seconds(self.model)
        if self._faithfulness:
            ablations = Ablations(self.model, task, prefixes.of(self.model), seed=self.questions)
            for name, scores in scored.items():
                for aggregation, values in scores.items():
                    self._tallies[name].judge(aggregation, ablations.judge(values))

    def _attempt(
        self, method: Method, prefixes: _Prefixes
    ) -> tuple[Mapping[str, list[float]], Cost, LanguageModel] | None:
        """Scores, cost and model of one method on one question; None, from now on, for a method that fails."""
        try:
            model = self._model_for(method)
            prefix = prefixes.of(model)
            with measured(model) as cost:
                scores = method.score(model, prefixes.task, prefix)
            _check(scores, prefixes.task)
        except Exception as error:
            failure = _failure(error)
            if failure is None:
                raise
            self._failed[method.name] = failure
            self._methods.remove(method)
            if not self._methods and not self._tallies:
                raise next(iter(self._failed.values())) from error
            return None
        return scores, cost, model

    def _model_for(self, method: Method) -> LanguageModel:
        computed_in = self.model.info.dtype.partition(",")[0]
        if not method.float32 or computed_in in {"float32", "float64"} or self._load_float32 is None:
            return self.model
        if self._float32 is None:
            self._float32 = self._load_float32()
        return self._float32


class _Prefixes:
    """The document's keys and values for one question, computed once per model, and how long that took."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._known: dict[int, tuple[Prefix, float]] = {}

    def of(self, model: LanguageModel) -> Prefix:
        if id(model) not in self._known:
            begin = time.perf_counter()
            prefix = model.prefill(self.task.prompt.prefix_ids)
            self._known[id(model)] = prefix, time.perf_counter() - begin
        return self._known[id(model)][0]

    def seconds(self, model: LanguageModel) -> float:
        return self._known[id(model)][1]


def _check(scores: Mapping[str, list[float]], task: Task) -> None:
    for values in scores.values():
        if len(values) != len(task.segments):
            raise ValueError(f"{len(values)} scores for {len(task.segments)} segments")
        if not all(map(math.isfinite, values)):
            raise ModelError(
                "Its scores are not numbers on this model: try dtype float32, or another model.",
                remedies=("dtype", "model"),
            )


def _failure(error: Exception) -> DocexplainError | None:
    """A method's failure as a sentence; None for a defect."""
    if isinstance(error, DocexplainError):
        return error
    if is_out_of_memory(error):
        return ModelError(
            "It needs more memory than there is: try a smaller model, or leave it out.", remedies=("model", "methods")
        )
    return None
