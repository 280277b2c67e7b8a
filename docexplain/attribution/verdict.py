"""Did the document cause the answer? A verdict from the effect of suppressing everything the model read.

The score is a logistic regression over a few signals, calibrated on questions whose right document is known. The
calibration that is shipped lies beside this file; ``docexplain eval DATASET --calibrate`` makes one for another model.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from docexplain.records import Calibration, Verdict

if TYPE_CHECKING:
    from docexplain.attribution.attribute import Attribution


def signals(found: Attribution) -> dict[str, float]:
    """What the verdict may be drawn from, by name.

    ``drop``: mean drop of the answer tokens' probability when everything read is hidden, -1 to 1.
    ``nats``: mean rise of their loss, nats.
    ``share``: that rise as a share of the loss without the document, at most 1.
    ``best``: mean rise of the loss when the best paragraph alone is suppressed, nats.
    ``confidence``: mean probability of the answer's tokens with the document, 0 to 1.
    ``question``: mean rise of their loss when the question is hidden instead, nats.
    """
    hidden = found.baseline + found.together
    return {
        "drop": float(((-found.baseline).exp() - (-hidden).exp()).mean()),
        "nats": float(found.together.mean()),
        "share": float(found.together.sum() / hidden.sum().clamp_min(1e-9)),
        "best": float(found.effects.mean(-1).max()),
        "confidence": float((-found.baseline).exp().mean()),
        "question": found.controls.question / len(found.baseline),
    }


def score(values: dict[str, float], by: Calibration) -> float:
    """How surely the document caused the answer, 0 to 1.

    Raises:
        ValueError: the calibration uses a signal that is not there.
    """
    unknown = [w.signal for w in by.weights if w.signal not in values]
    if unknown:
        raise ValueError(f"there is no signal {', '.join(unknown)}")
    logit = by.bias + sum(w.weight * values[w.signal] for w in by.weights)
    return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0


def verdict_of(found: Attribution, by: Calibration) -> tuple[Verdict, float]:
    """The verdict and its score. A document effect that is rounding supports nothing, whatever the score."""
    value = score(signals(found), by)
    if value < by.unsupported or float(found.together.sum()) <= found.arithmetic_noise:
        return Verdict.UNSUPPORTED, value
    return (Verdict.SUPPORTED if value >= by.supported else Verdict.WEAK), value
