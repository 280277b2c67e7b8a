"""Attention as an explanation: what the answer looked at."""

from __future__ import annotations

import torch

from docexplain.errors import UnsupportedModelError
from docexplain.evaluation.methods.tokens import aggregate
from docexplain.evaluation.tasks import Task
from docexplain.model.forward import forward
from docexplain.model.internals import attention_set
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity


class MeanAttention:
    """Attention of the positions that predict the answer's tokens, its mean over them and all layers and heads.

    The weights are those of the model's own eager attention. Only the question and the answer are run, behind the
    document's keys and values, so nothing quadratic in the document is kept.
    """

    name = "mean-attention"
    granularities = frozenset(Granularity)
    float32 = True

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`.

        Raises:
            UnsupportedModelError: the model gives no attention weights.
        """
        return aggregate(mean_attention(model, task, prefix), task.segments, ("sum", "mean"))


@torch.no_grad()
def mean_attention(model: LanguageModel, task: Task, prefix: Prefix) -> torch.Tensor:
    """The mean weight on each position: (tokens of the prompt and of the answer but its last,), adding up to 1.

    Raises:
        UnsupportedModelError: the model gives no attention weights.
    """
    ids = torch.tensor([[*task.prompt.ids[len(prefix) :], *task.answer_ids[:-1]]])
    with attention_set(model.model, "eager"):
        output = forward(model.model, ids, cache=prefix.as_cache(), keep=1, output_attentions=True)
    layers = [weights for weights in output.attentions or () if weights is not None]
    if not layers:
        raise UnsupportedModelError(
            f"{type(model.model).__name__} gives no attention weights: choose another model or method."
        )
    # Each (1, heads, queries, keys). A layer at a time: models with alternating windows differ in nothing else.
    queries = len(task.answer_ids)
    return torch.stack([weights[0, :, -queries:].float().mean((0, 1)) for weights in layers]).mean(0)
