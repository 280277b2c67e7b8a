"""What the terminal says about an answer: one sentence for each thing measured. Strings only, safe to print."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.answers import Share, suffices
from docexplain.common.display_text import one_line
from docexplain.records import HIDE, Answer, Controls, Redundancy, Steer, Verdict

VERDICTS = {
    Verdict.SUPPORTED: ("supported", "the answer rests on the document", "green"),
    Verdict.WEAK: ("weak", "whether the answer rests on the document is left open", "yellow"),
    Verdict.UNSUPPORTED: ("unsupported", "the answer did not come from this document", "red"),
}


def verdict_reason(answer: Answer) -> str:
    """The score against the threshold that decided; empty for records older than calibrations."""
    by = answer.calibration
    if by is None:
        return ""
    if answer.verdict is Verdict.UNSUPPORTED and answer.verdict_score >= by.unsupported:
        against = answer.document_effect < -answer.noise_floor
        return "it is likelier without it" if against else "what the document gives is within the noise"
    name, threshold = {
        Verdict.SUPPORTED: ("", by.supported),
        Verdict.WEAK: ("supported ", by.supported),
        Verdict.UNSUPPORTED: ("weak ", by.unsupported),
    }[answer.verdict]
    digits = 2 if f"{answer.verdict_score:.2f}" != f"{threshold:.2f}" else 3
    return f"score {answer.verdict_score:.{digits}f}, {name}needs {threshold:.{digits}f}"


def thresholds_note(answer: Answer) -> str:
    """Said when the verdict's thresholds were made for another model; else empty."""
    by = answer.calibration
    if by is None or by.made_for == answer.model.name:
        return ""
    return (
        f"thresholds made for {one_line(by.made_for)}; `docexplain eval DATASET --calibrate` makes them for this model"
    )


def document_effect(nats: float, support: float) -> str:
    """What goes when everything read is hidden."""
    points = 100 * support
    change = "falls" if points >= 0 else "rises"
    return f"{nats:+.2f} nats; without it a token's probability {change} by {abs(points):.1f} points"


def cited(paragraphs: Sequence[int], without: Share, alone: Share, support: float) -> str:
    """What the answer rests on, and how much of the document effect hangs on it.

    Args:
        support: the document's; shares mean nothing when it is not above 0.
    """
    it, gives = ("it", "gives") if len(paragraphs) == 1 else ("they", "give")
    them = "it" if len(paragraphs) == 1 else "them"
    if support <= 0:
        return f"{listed(paragraphs)} - without {them} {without.nats:+.2f} nats; with {them} alone {alone.nats:+.2f}"
    return (
        f"{listed(paragraphs)} - without {them} {percent(without.share)} of the document effect goes; "
        f"alone {it} {gives} {percent(alone.share)}"
    )


def redundancy(answer: Answer, group: Redundancy) -> str:
    """That any one of some paragraphs suffices, and how far each does."""
    which = "Either" if len(group.paragraphs) == 2 else "Any one"
    shares = zip(group.paragraphs, suffices(answer, group), strict=True)
    each = ", ".join(f"{index} gives {percent(share.share)}" for index, share in shares)
    return f"{which} of {listed(group.paragraphs)} suffices: alone {each}."


def noise(floor: float, controls: Controls) -> str:
    """The noise floor and what it is made of."""
    text = f"±{floor:.2f} nats"
    if controls == Controls():  # a record older than the controls
        return text
    rounding = max(controls.spread, controls.kernel)
    return f"{text} (rounding {rounding:.2f}, a piece of the prompt's template {abs(controls.template):.2f})"


def steering(steers: Sequence[Steer]) -> str:
    """What was done to which paragraphs, such as ``9 hidden, 12 amplified x2``."""
    return ", ".join(f"{steer.paragraph} {steered(steer.factor)}" for steer in steers)


def steered(factor: float) -> str:
    """What a factor does to a paragraph."""
    if factor == HIDE:
        return "hidden"
    return f"{'suppressed' if factor < 1 else 'amplified'} x{factor:g}"


def listed(numbers: Sequence[int]) -> str:
    """``3``, ``3 and 8``, ``3, 8 and 17``."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def percent(share: float) -> str:
    """A share as it is shown: never below 0 or above 100."""
    return f"{round(100 * min(1.0, max(0.0, share)))}%"
