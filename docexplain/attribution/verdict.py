"""Did the document cause the answer? A verdict from the effect of suppressing everything the model read."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from docexplain.records import Verdict


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Document effect per answer token, in nats: ``supported`` from the first on, ``unsupported`` below the second."""

    supported: float
    unsupported: float

    def __post_init__(self) -> None:
        if not self.supported >= self.unsupported:
            raise ValueError("the supported threshold must not be below the unsupported one")


DEFAULT_THRESHOLDS = Thresholds(supported=1.0, unsupported=0.35)


def verdict_of(together: torch.Tensor, noise_floor: float, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Verdict:
    """Judge the document effect.

    Args:
        together: (answer tokens,), effect of suppressing every paragraph read at once, in nats.
        noise_floor: a summed effect up to this says nothing.
    """
    per_token = float(together.mean())
    if per_token < thresholds.unsupported or float(together.sum()) <= noise_floor:
        return Verdict.UNSUPPORTED
    return Verdict.SUPPORTED if per_token >= thresholds.supported else Verdict.WEAK
