"""Path attribution as a method to compare: our own ranking (:mod:`docexplain.attribution.path`), by number of nodes."""

from __future__ import annotations

from collections.abc import Callable

import torch

from docexplain.attribution.exactness import check_supported
from docexplain.attribution.path.integral import Path
from docexplain.attribution.path.pieces import smoothed, support
from docexplain.attribution.scoring.factors import union
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity

SUMMARIES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sum": torch.sum,
    "positive": lambda phi: phi.clamp_min(0).sum(),
    "best": torch.max,
    "best3": lambda phi: phi.topk(min(3, len(phi))).values.sum(),
    "best5": lambda phi: phi.topk(min(5, len(phi))).values.sum(),
    "root": lambda phi: phi.clamp_min(0).square().sum().sqrt(),
}
"""Ways from a chunk's tokens to its rank."""


class PathMethod:
    """The sum over nodes of the answer's gradient along the attention to each token; one backward pass.

    Args:
        nodes: places on the path where the gradient is taken.
    """

    granularities = frozenset(Granularity)
    float32 = False

    def __init__(self, name: str, nodes: int) -> None:
        self.name, self.nodes = name, nodes
        self._checked: object = None

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`; tokens as they are and smoothed."""
        if self._checked is not model.model:  # once per model: it runs the model
            check_supported(model.model)
            self._checked = model.model
        forced, segments = task.forced(model, prefix), [[segment] for segment in task.segments]
        whole = [(0, forced.answer_length)]
        found = Path(forced, union(segments), whole).integral(self.nodes)
        phi = found.phi()[:, 0]
        first, last = task.segments[0][0], task.segments[-1][1]
        if list(task.segments) == [(i, i + 1) for i in range(first, last)]:
            return {"single": phi[first:last].tolist(), "": smoothed(found.phi(), (first, last))[:, 0].tolist()}
        chunks = [phi[start:end] for start, end in task.segments]
        scores = {name: [float(rank(chunk)) for chunk in chunks] for name, rank in SUMMARIES.items()}
        return {"": support(phi, segments).tolist(), **scores}
