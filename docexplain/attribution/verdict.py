"""Did the document cause the answer? A verdict from the effect of suppressing everything the model read."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from docexplain.records import Verdict


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Document support (see :func:`support`): ``supported`` from the first on, ``unsupported`` below the second."""

    supported: float
    unsupported: float

    def __post_init__(self) -> None:
        if not self.supported >= self.unsupported:
            raise ValueError("the supported threshold must not be below the unsupported one")


DEFAULT_THRESHOLDS = Thresholds(supported=0.07, unsupported=0.04)


def support(baseline: torch.Tensor, together: torch.Tensor) -> float:
    """The document effect as a probability: how much less likely an answer token gets without it, on average.

    Between -1 and 1. In nats the same effect separates right from wrong documents as well for given answers, and worse
    for the model's own: a token that was unlikely anyway can gain nats without ever being said.

    Args:
        baseline: (answer tokens,), loss with nothing suppressed, in nats.
        together: (answer tokens,), effect of suppressing every paragraph read at once, in nats.
    """
    return float(((-baseline).exp() - (-(baseline + together)).exp()).mean())


def verdict_of(
    baseline: torch.Tensor,
    together: torch.Tensor,
    noise_floor: float,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Verdict:
    """Judge the document effect.

    Args:
        baseline, together: see :func:`support`.
        noise_floor: a summed effect up to this, in nats, says nothing.
    """
    found = support(baseline, together)
    if found < thresholds.unsupported or float(together.sum()) <= noise_floor:
        return Verdict.UNSUPPORTED
    return Verdict.SUPPORTED if found >= thresholds.supported else Verdict.WEAK
