"""How far other kernels are from ours: all compute the same numbers, and what differs the arithmetic leaves open.

Both the model's own attention and the library's eager one are asked: fused kernels may agree to the bit, and still err.
Tokens err independently, so the error of a sum is the root of the summed squares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from docexplain.attention.hook import LIBRARY, Manipulation, manipulated
from docexplain.attention.prefix_cache import shared_prefix_cache
from docexplain.model.forward import answer_logits, losses
from docexplain.model.internals import attention_name, attention_set

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer


def kernel_noise(forced: ForcedAnswer, ours: torch.Tensor) -> float:
    """Two standard errors of a summed effect, nats.

    Args:
        ours: (answer tokens,), the losses of the unsuppressed answer by our attention, nats.
    """
    own = attention_name(forced.model)
    if own in LIBRARY and forced.prefix.keys:
        others = list(_together(forced, (own, "eager")))
    else:
        others = [_alone(forced)]
        with attention_set(forced.model, "eager"):
            others.append(_alone(forced))
    return 2 * max(float((other.double() - ours).square().sum().sqrt()) for other in others)


@torch.inference_mode()
def _together(forced: ForcedAnswer, names: tuple[str, ...]) -> torch.Tensor:
    """The unsuppressed answer's losses by the library's attention functions, one row each, in one pass:
    (names, answer tokens), nats."""
    prefix = forced.prefix
    with manipulated(forced.model, Manipulation(prefix_keys=prefix.keys, prefix_values=prefix.values, library=names)):
        ids = torch.tensor([forced.inputs]).expand(len(names), -1)
        cache = shared_prefix_cache(len(prefix), len(prefix.keys))
        logits = answer_logits(forced.model, ids, forced.answer_length, cache=cache)
    return losses(logits, forced.answer_ids)


@torch.inference_mode()
def _alone(forced: ForcedAnswer) -> torch.Tensor:
    """The same by the attention that is set, (answer tokens,), nats."""
    cache = forced.prefix.as_cache()
    logits = answer_logits(forced.model, torch.tensor([forced.inputs]), forced.answer_length, cache=cache)
    return losses(logits, forced.answer_ids)[0]
