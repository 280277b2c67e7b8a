"""The primitive of path attribution: how an answer's log-probability grows with the attention to each document token.

H + log(a_k) is added to the scores of document token k, for the tail's queries only; a_k = u for all of them.

    dF/da_k = (1/u) dF/d(log a_k)       F = sum over the target's tokens of log p(y_t | prompt, y_<t), nats
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from docexplain.attention.hook import Manipulation, manipulated
from docexplain.attention.prefix_cache import shared_prefix_cache
from docexplain.attribution.scoring.factors import Span
from docexplain.errors import first_line, is_out_of_memory
from docexplain.model.devices.placement import input_device
from docexplain.model.forward import answer_logits, parameters_fixed
from docexplain.records import Mode

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer


class NoGradientError(RuntimeError):
    """The backward pass of a model cannot be computed; says why. Hiding paragraphs one by one needs none."""


def path_gradients(
    forced: ForcedAnswer, factors: torch.Tensor, targets: Sequence[Span]
) -> tuple[torch.Tensor, torch.Tensor]:
    """dF/d(log a_k) for every token k of the prefix at several places of the path, in one forward pass.

    Args:
        factors: (places, len(prefix)), the factor on each prefix token's attention weight; 0 hides it.
        targets: spans of answer tokens, one backward pass each.

    Returns:
        (targets, places, len(prefix)), float32 (float64 in a float64 model), nats, on the CPU; and the losses of the
        answer's tokens at each place, (places, answer tokens), in the same.

    Raises:
        NoGradientError: some layer has no backward pass, or gives no numbers.
    """
    try:
        gradients, losses = _gradients(forced, factors, targets)
    except (RuntimeError, TypeError, ValueError, AttributeError, AssertionError) as error:
        if is_out_of_memory(error):
            raise
        said = first_line(error)
        raise NoGradientError(said.rstrip(".")) from error
    if not gradients.isfinite().all():
        raise NoGradientError("its gradients are no numbers")
    return gradients, losses


def _gradients(
    forced: ForcedAnswer, factors: torch.Tensor, targets: Sequence[Span]
) -> tuple[torch.Tensor, torch.Tensor]:
    model, prefix = forced.model, forced.prefix
    exact = torch.promote_types(model.dtype, torch.float32)
    # Not in inference mode, even where the caller is: nothing made there can be saved for a backward pass.
    with torch.inference_mode(False), torch.enable_grad(), parameters_fixed(model):
        leaf = torch.zeros(factors.shape, dtype=exact, device=input_device(model), requires_grad=True)
        own = torch.ones(len(factors), len(forced.inputs))
        rows = torch.cat([factors, own], 1).to(leaf.device)
        with manipulated(model, Manipulation(Mode.LOG, rows, prefix.keys, prefix.values, leaf)):
            tokens = torch.tensor([forced.inputs]).expand(len(factors), -1)
            cache = shared_prefix_cache(len(prefix), len(prefix.keys))
            logits = answer_logits(model, tokens, forced.answer_length, cache=cache)
        answer = torch.tensor(forced.answer_ids, device=logits.device)[None, :, None].expand(len(factors), -1, 1)
        found = logits.to(exact).log_softmax(-1).gather(-1, answer)[..., 0]
        gradients = [
            torch.autograd.grad(found[:, start:end].sum(), leaf, retain_graph=i + 1 < len(targets))[0].cpu()
            for i, (start, end) in enumerate(targets)
        ]
    return torch.stack(gradients), -found.detach().cpu()
