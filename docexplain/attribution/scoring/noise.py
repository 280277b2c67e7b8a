"""How far other kernels are from ours: all compute the same numbers, and what differs the arithmetic leaves open.

Both the model's own attention and the library's eager one are asked: fused kernels may agree to the bit, and still err.
Tokens err independently, so the error of a sum is the root of the summed squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from docexplain.attention.hook import LIBRARY
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.model.forward import answer_logits, losses
from docexplain.model.internals import attention_name, attention_set
from docexplain.records import Mode

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer


def beside(forced: ForcedAnswer) -> tuple[str, ...]:
    """The library's attention functions whose rows can go in one batch, also with ours; none: they need passes of
    their own."""
    own = attention_name(forced.model)
    return (own, "eager") if own in LIBRARY and forced.prefix.keys else ()


def others(forced: ForcedAnswer) -> list[torch.Tensor]:
    """The unsuppressed answer's losses by the model's own attention and by the library's eager one, each
    (answer tokens,), nats."""
    if names := beside(forced):
        return list(score_batch(forced, torch.ones(0, forced.keys), Mode.MASK, names))
    found = [_alone(forced)]
    with attention_set(forced.model, "eager"):
        found.append(_alone(forced))
    return found


def two_errors(ours: torch.Tensor, others: Sequence[torch.Tensor]) -> float:
    """Two standard errors of a summed effect, nats.

    Args:
        ours: (answer tokens,), the losses of the unsuppressed answer by our attention, nats.
        others: the same by other kernels.
    """
    return 2 * max(float((other.double() - ours).square().sum().sqrt()) for other in others)


@torch.inference_mode()
def _alone(forced: ForcedAnswer) -> torch.Tensor:
    """By the attention that is set, (answer tokens,), nats."""
    cache = forced.prefix.as_cache()
    logits = answer_logits(forced.model, torch.tensor([forced.inputs]), forced.answer_length, cache=cache)
    return losses(logits, forced.answer_ids)[0]
