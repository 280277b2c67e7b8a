"""Methods that take segments out of the text and run the model again on what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from docexplain.evaluation.methods.extra import require
from docexplain.evaluation.methods.gradients import embeddings, log_probability
from docexplain.evaluation.removal import log_probabilities, random_subsets
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity

CHUNKS = frozenset({Granularity.PARAGRAPH, Granularity.SENTENCE})


class LeaveOneOut:
    """Delete one segment at a time: the drop in the answer's log-probability (nats), and in its tokens' probability.

    One forward pass per segment and one for the whole prompt; what stands before the segment is not recomputed.
    """

    name = "leave-one-out"
    granularities = CHUNKS
    float32 = False

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`."""
        count = len(task.segments)
        whole = log_probabilities(model, task, [True] * count, prefix)
        left = _each(model, task, [[i != out for i in range(count)] for out in range(count)], prefix)
        return _differences(whole, left)


class LeaveOneIn:
    """Keep one segment at a time and delete the others: the rise in the answer's log-probability (nats), and in its
    tokens' probability, over a prompt with none.

    All segments together are read once, and the question once for each.
    """

    name = "leave-one-in"
    granularities = CHUNKS
    float32 = False

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`."""
        count = len(task.segments)
        none = log_probabilities(model, task, [False] * count, prefix)
        kept = _each(model, task, [[i == one for i in range(count)] for one in range(count)], prefix)
        return _differences(kept, none)


class FeatureAblation:
    """Captum's feature ablation: a segment's embeddings set to zero, the drop in log p(answer | prompt), nats.

    One forward pass over the whole prompt per segment, and one without.
    """

    name = "feature-ablation"
    granularities = CHUNKS
    float32 = False

    @torch.no_grad()
    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`.

        Raises:
            UsageError: Captum is not installed.
        """
        attr = require("captum.attr", self.name)
        inputs = embeddings(model, task)
        # What stands outside the segments is one feature too, the first; it is not asked about.
        features = torch.zeros(inputs.shape[1], dtype=torch.long, device=inputs.device)
        for number, (start, end) in enumerate(task.segments, 1):
            features[start:end] = number
        ablation = attr.FeatureAblation(log_probability(model.model, task))
        scores = ablation.attribute(inputs, feature_mask=features[None, :, None].expand_as(inputs))
        return {"": [float(scores[0, start, 0]) for start, _ in task.segments]}


class ContextCite:
    """ContextCite (Cohen-Wang et al. 2024, section 3): a sparse linear model of the answer's logit over random subsets.

    Keep each segment with probability 1/2, take the logit of the answer's probability, fit weights by LASSO; a
    segment's score is its weight. The fit is the authors' package; the forward passes are ours, since theirs computes
    logits at every position of the prompt, and on a GPU in float16, which overflows in models trained in bfloat16.

    Args:
        ablations: random subsets per question, one forward pass each.
    """

    granularities = CHUNKS
    float32 = False

    def __init__(self, ablations: int = 32, *, name: str = "context-cite") -> None:
        self.name = name
        self.ablations = ablations

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`.

        Raises:
            UsageError: the package is not installed.
        """
        solver = _solver()
        subsets = random_subsets(self.ablations, len(task.segments), seed=0)
        outputs = [float(log_probabilities(model, task, subset.tolist(), prefix).sum()) for subset in subsets]
        weights, _bias = solver.fit(subsets.numpy(), logit(torch.tensor(outputs)).numpy(), len(task.answer_ids))
        return {"": [float(weight) for weight in weights]}


def _each(model: LanguageModel, task: Task, choices: Sequence[list[bool]], prefix: Prefix) -> torch.Tensor:
    """Log-probability of each answer token under each choice of segments, [choices, answer tokens]."""
    return torch.stack([log_probabilities(model, task, kept, prefix) for kept in choices])


def _differences(more: torch.Tensor, less: torch.Tensor) -> dict[str, list[float]]:
    """Of log-probabilities (nats) and of probabilities, summed over the answer's tokens."""
    return {"log": (more - less).sum(-1).tolist(), "probability": (more.exp() - less.exp()).sum(-1).tolist()}


def logit(log_probability: torch.Tensor) -> torch.Tensor:
    """log(p / (1 - p)) from log p, in float64; p is kept below 1 by what float32 can tell apart."""
    sure = log_probability.double().clamp(max=-1e-7)
    return sure - torch.log(-torch.expm1(sure))


def _solver() -> Any:
    with _no_download():
        return require("context_cite.solver", "context-cite").LassoRegression()


@contextmanager
def _no_download() -> Iterator[None]:
    """Importing context_cite makes NLTK download a sentence splitter. The fit needs none, and nothing here may reach
    for the network unasked; the package has no setting for it, so the call does nothing while it is imported."""
    import nltk

    download = nltk.download
    nltk.download = lambda *_, **__: True
    try:
        yield
    finally:
        nltk.download = download
