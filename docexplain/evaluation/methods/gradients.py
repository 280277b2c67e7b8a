"""Input x gradient and integrated gradients on the input embeddings, by Captum.

Both explain log p(answer | prompt), the sum over the teacher-forced answer's tokens (nats), and add a token's score up
over the dimensions of its embedding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import torch

from docexplain.evaluation.methods.extra import require
from docexplain.evaluation.methods.tokens import aggregate
from docexplain.evaluation.tasks import Task
from docexplain.model.forward import forward, parameters_fixed
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Target = Callable[[torch.Tensor], torch.Tensor]
"""What is explained, as a function of embeddings: (rows, tokens, width) -> (rows,)."""

TOKENS_AT_ONCE = 1024
"""Tokens that one backward pass may hold, all rows together; a longer prompt goes through alone."""


class InputXGradient:
    """Input x gradient (Shrikumar et al. 2016, "Not Just a Black Box"): R_i = sum_d x_id * d log p(answer) / d x_id.

    One forward and one backward pass.
    """

    name = "input-x-gradient"
    granularities = frozenset(Granularity)
    float32 = True

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`.

        Raises:
            UsageError: Captum is not installed.
        """
        tokens = input_x_gradient(model, task, log_probability(model.model, task), self.name)
        return aggregate(tokens, task.segments, ("sum", "abs"))


class IntegratedGradients:
    """Integrated gradients (Sundararajan et al. 2017, eq. 3) from zero embeddings to the document's.

    Only the segments' tokens are zero in the baseline. So question and template keep their meaning, and the segments'
    scores add up to log p(answer) less that of the baseline, as closely as the steps allow: a normalisation is steep
    near zero, and with 16 steps they were off by 0.4 of it on average. Yet zero ranked tokens better than a line
    break's, the end mark's or the mean embedding as baseline (the default model on XQuAD).

    Args:
        steps: of the Gauss-Legendre sum, each a forward and a backward pass.
    """

    name = "integrated-gradients"
    granularities = frozenset(Granularity)
    float32 = True

    def __init__(self, steps: int = 16) -> None:
        self.steps = steps

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`.

        Raises:
            UsageError: Captum is not installed.
        """
        attr = require("captum.attr", self.name)
        inputs = embeddings(model, task)
        with parameters_fixed(model.model):
            attributions = attr.IntegratedGradients(log_probability(model.model, task)).attribute(
                inputs,
                baselines=_without_segments(inputs, task),
                n_steps=self.steps,
                internal_batch_size=max(1, TOKENS_AT_ONCE // inputs.shape[1]),
            )
        return aggregate(attributions[0].sum(-1), task.segments, ("sum", "abs"))


def answer_logits(model: PreTrainedModel, task: Task, inputs: torch.Tensor) -> torch.Tensor:
    """Logits at the answer's positions only: (rows, tokens, width) -> (rows, answer, vocabulary), float32."""
    logits = forward(model, inputs_embeds=inputs, keep=len(task.answer_ids)).logits
    return cast("torch.Tensor", logits.float())


def of_answer(values: torch.Tensor, task: Task) -> torch.Tensor:
    """The sum of the values of the answer's tokens: (rows, answer, vocabulary) -> (rows,)."""
    tokens = torch.tensor(task.answer_ids, device=values.device)[None, :, None]
    return values.gather(-1, tokens.expand(len(values), -1, 1)).sum((1, 2))


def log_probability(model: PreTrainedModel, task: Task) -> Target:
    """log p(answer | prompt), nats."""
    return lambda inputs: of_answer(answer_logits(model, task, inputs).log_softmax(-1), task)


def input_x_gradient(model: LanguageModel, task: Task, target: Target, for_what: str) -> torch.Tensor:
    """R_i of every input token: (tokens of the prompt and of the answer but its last,), in the target's unit.

    Raises:
        UsageError: Captum is not installed; ``for_what`` says what needed it.
    """
    attr = require("captum.attr", for_what)
    with parameters_fixed(model.model):
        attributions: torch.Tensor = attr.InputXGradient(target).attribute(embeddings(model, task).requires_grad_())
    return attributions.detach()[0].sum(-1)


@torch.no_grad()
def embeddings(model: LanguageModel, task: Task) -> torch.Tensor:
    """Input embeddings of the prompt and of the answer but its last token: (1, tokens, width), a leaf."""
    ids = torch.tensor([[*task.prompt.ids, *task.answer_ids[:-1]]], device=model.device)
    layer: Any = model.model.get_input_embeddings()
    embedded: torch.Tensor = layer(ids)
    return embedded.detach()


def _without_segments(inputs: torch.Tensor, task: Task) -> torch.Tensor:
    baseline = inputs.clone()
    for start, end in task.segments:
        baseline[:, start:end] = 0
    return baseline
