"""Do the scores foretell what the model does when text is taken out? Both metrics as ContextCite defines them.

Cohen-Wang et al. 2024, "ContextCite: Attributing Model Generation to Context", problem statement: the top-k
log-probability drop, and the linear datamodeling score after Park et al. 2023 (TRAK). No gold labels are needed.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from docexplain.evaluation.methods.extra import require
from docexplain.evaluation.removal import log_probabilities, random_subsets
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix

ABLATIONS = 32
TOP = (1, 3)


class Ablations:
    """The true effects for one question, computed once and shared by all methods.

    Args:
        prefix: the whole document's, by ``model``.
        count: random subsets for the linear datamodeling score.
        seed: of the subsets; not the one that any method draws its own with.
    """

    def __init__(
        self, model: LanguageModel, task: Task, prefix: Prefix, *, count: int = ABLATIONS, seed: int = 1
    ) -> None:
        self._model, self._task, self._prefix = model, task, prefix
        self._known: dict[tuple[bool, ...], float] = {}
        self.subsets = random_subsets(count, len(task.segments), seed)
        self.outputs = torch.tensor([self.log_probability(subset) for subset in self.subsets.tolist()])

    def log_probability(self, kept: Sequence[bool]) -> float:
        """log p(answer | the kept segments, question), in nats; each set of segments is run once."""
        key = tuple(kept)
        if key not in self._known:
            self._known[key] = float(log_probabilities(self._model, self._task, key, self._prefix).sum())
        return self._known[key]

    def judge(self, scores: Sequence[float]) -> dict[str, float]:
        """``drop@1``, ``drop@3`` and ``lds`` for one method's scores of this question's segments."""
        drops = {f"drop@{k}": self.top_drop(scores, k) for k in TOP}
        return {**drops, "lds": datamodeling_score(scores, self.subsets, self.outputs)}

    def top_drop(self, scores: Sequence[float], k: int) -> float:
        """Top-k log-probability drop: log p(answer | all) - log p(answer | all but the k highest-scoring), in nats.

        With k segments or fewer all are removed.
        """
        removed = set(sorted(range(len(scores)), key=lambda i: -scores[i])[:k])
        kept = [i not in removed for i in range(len(scores))]
        return self.log_probability([True] * len(scores)) - self.log_probability(kept)


def datamodeling_score(scores: Sequence[float], subsets: torch.Tensor, outputs: torch.Tensor) -> float:
    """Linear datamodeling score: Spearman's rank correlation of true and foretold effects of random ablations.

    Foretold is the sum of the scores of the segments kept. True is any increasing function of the answer's
    probability, such as its logarithm or its logit: the ranks are the same.

    Args:
        scores: (segments,).
        subsets: (ablations, segments), True where kept.
        outputs: (ablations,), the answer's log-probability.

    Returns:
        -1 to 1; 0 where either side is constant, since then nothing is foretold.
    """
    foretold = (subsets * torch.tensor(scores, dtype=torch.float64)).sum(1)
    if bool((foretold == foretold[0]).all()) or bool((outputs == outputs[0]).all()):
        return 0.0
    spearman = require("scipy.stats", "that measures faithfulness").spearmanr
    return float(spearman(foretold.numpy(), outputs.numpy()).statistic)
