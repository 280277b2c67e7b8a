"""An explanation as ``docexplain ask`` makes it, and its parts, to be timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch

from docexplain.attribution.path.integral import Path
from docexplain.attribution.path.quadrature import FIRST
from docexplain.attribution.ranking.by_path import influences_by_path
from docexplain.attribution.ranking.influence import Attribution, rows_of
from docexplain.attribution.scoring.factors import Segment, Span, union
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix


def ranking(forced: ForcedAnswer, spans: Sequence[Span], template: Segment) -> Attribution:
    """The ranking of paragraphs as ``docexplain ask`` makes it, the answer one claim."""
    segments: list[Segment] = [[span] for span in spans]
    scorer = Scorer(forced, Suppression(document=union(segments)), expected_rows=rows_of(segments, template))
    return influences_by_path(scorer, segments, [(0, forced.answer_length)], template)


def explain(model: LanguageModel, task: Task, prefix: Prefix) -> int:
    """:func:`ranking` of a task; how many nodes it took."""
    found = ranking(task.forced(model, prefix), task.segments, template_of(task))
    model.finish()
    return found.shares.nodes if found.shares else 0


def path_alone(model: LanguageModel, task: Task, prefix: Prefix, nodes: int = FIRST) -> None:
    """All tokens by path attribution, with no row beside it."""
    forced = task.forced(model, prefix)
    Path(forced, union([[segment] for segment in task.segments]), [(0, forced.answer_length)]).integral(nodes)


def template_of(task: Task) -> Segment:
    """The piece of the prompt that is hidden as a control."""
    return [task.prompt.template] if task.prompt.template else ()


def clock(model: LanguageModel) -> float:
    """Seconds. One thread on a CPU: those of this process alone, so that what else runs on the machine counts less."""
    alone = model.device.type == "cpu" and torch.get_num_threads() == 1
    return time.process_time() if alone else time.perf_counter()


def seconds(model: LanguageModel, work: Callable[[], object]) -> float:
    """How long it takes, by :func:`clock`."""
    begin = clock(model)
    work()
    model.finish()
    return clock(model) - begin


def shown(value: Any) -> str:
    """A figure as the tables have it."""
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
