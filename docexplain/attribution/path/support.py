"""Whether a gradient reaches a model's attention, tried on a dozen tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from docexplain.attribution.path.gradients import path_gradients
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.errors import first_line, is_out_of_memory
from docexplain.model.forward import probe_ids
from docexplain.model.prefix.prefix import prefill
from docexplain.records import Mode

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_CUT, _ANSWER = 6, 3
_FACTOR = 0.5  # where the gradient is taken
_STEPS = (0.01, 0.25)  # how far from there, in log a, differences are: near, and where that drowns in rounding, far
# How far a gradient may be from a difference: the curve between its ends, and what the number format rounds away.
_CURVE, _ROUNDING = 0.5, 2.0


def no_gradient(model: PreTrainedModel) -> str | None:
    """Why the answer's gradient cannot be taken along the attention of a supported model; None: it can.

    Tried on two halves of a few tokens, and compared with differences of the losses themselves. A model that passes
    suppression may have no backward pass all the same: quantised layers, kernels made for inference.
    """
    if any(parameter.is_meta for parameter in model.parameters()):
        return "some of its weights are not in memory until they are needed"
    ids = probe_ids(model)[0].tolist()
    with torch.inference_mode():
        forced = ForcedAnswer(model, prefill(model, ids[:_CUT]), ids[_CUT:-_ANSWER], ids[-_ANSWER:])
    try:
        gradients, _ = path_gradients(forced, torch.full((1, _CUT), _FACTOR), [(0, _ANSWER)])
    except Exception as error:  # a kernel that is tried may raise anything
        if is_out_of_memory(error):
            raise
        return first_line(error).rstrip(".")
    halves = gradients[0, 0].view(2, -1).sum(1)
    # One of them is enough: in a mixture of experts a small step may change who computes, which no gradient shows.
    if not halves.all() or not any(_near(halves, *_differences(forced, step)) for step in _STEPS):
        return "what comes back through its layers is not its gradient"
    return None


def _near(gradients: torch.Tensor, differences: torch.Tensor, rounding: float) -> bool:
    room = _CURVE * torch.maximum(gradients.abs(), differences.abs()) + rounding
    return bool(((gradients - differences).abs() <= room).any())


def _differences(forced: ForcedAnswer, step: float) -> tuple[torch.Tensor, float]:
    """d log p(answer) / d log a for each half of the prefix's tokens, and how exactly that can be said."""
    rows = torch.full((4, forced.keys), 1.0)
    rows[:, :_CUT] = _FACTOR
    half = _CUT // 2
    for row, (start, sign) in zip(rows, [(0, 1), (0, -1), (half, 1), (half, -1)], strict=True):
        row[start : start + half] *= torch.tensor(sign * step).exp()
    said = -score_batch(forced, rows, Mode.LOG)
    rounding = _ROUNDING * torch.finfo(forced.model.dtype).eps * float(said.abs().sum(1).max()) / (2 * step)
    summed = said.sum(1)
    return (summed[::2] - summed[1::2]) / (2 * step), rounding
