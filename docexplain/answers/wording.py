"""What is said about an answer wherever it is shown: a sentence for each thing measured. Strings only, safe to draw."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docexplain.answers.agreement import disagrees
from docexplain.answers.claims import claims_of
from docexplain.answers.focus import Focus
from docexplain.answers.instructions import lowered
from docexplain.answers.kinds import cited, hidden_alone
from docexplain.answers.shares import confirmed, document_support, necessity, share_of, suffices, sufficiency
from docexplain.common.display_text import counted, one_line, shortened
from docexplain.records import HIDE, Answer, Controls, Document, ParagraphEffect, Redundancy, Steer, Verdict

FAINT = 0.05
"""Mean drop of probability that is too small to be shared out."""

_STRUCK = re.compile(r"~~\S(?:[^~]*\S)?~~")
MEANING = {
    Verdict.SUPPORTED: "the answer rests on the document",
    Verdict.WEAK: "whether the answer rests on the document is left open",
    Verdict.UNSUPPORTED: "the answer did not come from this document",
}
"""What a verdict's word means."""


def meaning(answer: Answer) -> str:
    """What the verdict's word means, and what decided it."""
    return "; ".join(filter(None, (MEANING[answer.verdict], verdict_reason(answer))))


def verdict_reason(answer: Answer) -> str:
    """The score against the threshold that decided; empty for records older than calibrations."""
    if said := lowered(answer):
        return said
    by = answer.calibration
    if by is None:
        return ""
    if answer.verdict is Verdict.UNSUPPORTED and answer.verdict_score >= by.unsupported:
        against = answer.document_effect < -answer.noise_floor
        return "it is likelier without it" if against else "what the document gives is within the noise"
    if answer.verdict is Verdict.WEAK and answer.verdict_score >= by.supported:
        return "its own words get hardly likelier by the document"
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
    return f"thresholds made for {one_line(by.made_for)}"


def document_effect(of: Answer | Focus) -> str:
    """What goes of the answer, or of a part of it, when everything read is hidden."""
    points = 100 * (document_support(of) if isinstance(of, Answer) else of.document_support)
    change = "falls" if points >= 0 else "rises"
    return f"{of.document_effect:+.2f} nats; without it a token's probability {change} by {abs(points):.1f} points"


def citation(answer: Answer, part: Focus | None = None) -> str:
    """What the answer rests on, and how much of the document effect on it, or on a part of it, hangs on that; empty
    when nothing is cited. Where the document hardly moves the words' probabilities shares of that mean nothing: nats
    then."""
    paragraphs = cited(answer)
    without, alone = (necessity(answer), sufficiency(answer)) if part is None else (part.necessity, part.sufficiency)
    if not paragraphs or without is None or alone is None:
        return ""
    it, gives, them = ("it", "gives", "it") if len(paragraphs) == 1 else ("they", "give", "them")
    if (document_support(answer) if part is None else part.document_support) < FAINT:
        return f"{listed(paragraphs)} - without {them} {without.nats:+.2f} nats; with {them} alone {alone.nats:+.2f}"
    return (
        f"{listed(paragraphs)} - without {them} {percent(without.share)} of the document effect goes; "
        f"alone {it} {gives} {percent(alone.share)}"
    )


def left_out(answer: Answer, document: Document) -> str:
    """That text which nobody sees stands on the pages that were read, and was not; else empty."""
    read = set(answer.read)
    pages = {box.page for paragraph in document.paragraphs if paragraph.index in read for box in paragraph.boxes}
    hidden = [h for h in document.coverage.hidden if h.paragraph is None and h.box.page in pages]
    if not hidden:
        return ""
    numbers = [str(page) for page in sorted({h.box.page for h in hidden})]
    where = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {shortened(numbers)}"
    size, reasons = counted(sum(h.characters for h in hidden), "character"), dict.fromkeys(h.reason for h in hidden)
    return f"hidden text was left out on {where}: {size} that nobody sees ({', '.join(reasons)})"


def struck(answer: Answer, document: Document) -> str:
    """That cited paragraphs hold text that is struck through: a model may take it for valid; else empty."""
    found = [index for index in cited(answer) if _STRUCK.search(document.paragraph(index).text)]
    return (
        f"{listed(found)} {'holds' if len(found) == 1 else 'hold'} text that is struck through (~~so~~)"
        if found
        else ""
    )


def redundancy(answer: Answer, group: Redundancy) -> str:
    """That any one of some paragraphs suffices, and how far each does."""
    shares = zip(group.paragraphs, suffices(answer, group), strict=True)
    each = ", ".join(f"{index} gives {percent(share.share)}" for index, share in shares)
    return f"{either(group)} suffices: alone {each}."


def either(group: Redundancy) -> str:
    """``Either of 3 and 8``, ``Any one of 3, 8 and 17``."""
    return f"{'Either' if len(group.paragraphs) == 2 else 'Any one'} of {listed(group.paragraphs)}"


def order_alone(answer: Answer) -> str:
    """That of the paragraphs measured again another one than the best gives more of the answer alone; else empty."""
    shown = confirmed(answer)
    if not shown:
        return ""
    best, _, gives = shown[0]
    most, _, gives_most = min(shown, key=lambda row: row[2].nats)
    clear = gives.nats - gives_most.nats > answer.noise_floor
    return f"Alone, {most} makes the answer likelier than {best} does: read both." if clear else ""


def noise(answer: Answer) -> str:
    """The noise floor and what it is made of."""
    text, controls = f"±{answer.noise_floor:.2f} nats", answer.controls
    if controls != Controls():  # as in a record older than the controls
        rounding = max(controls.spread, controls.kernel)
        text += f" (rounding {rounding:.2f}, a piece of the prompt's template {abs(controls.template):.2f})"
    return "; ".join(filter(None, (text, quadrature(answer))))


def quadrature(answer: Answer) -> str:
    """How far the shares were from adding up to the document effect; empty in other modes than ``path``."""
    if answer.path is None:
        return ""
    return f"shares: quadrature error {abs(answer.path.error):.2f} nats with {counted(answer.path.nodes, 'node')}"


def share(value: float | None) -> str:
    """A share of the document effect as it is shown, with its sign; ``-`` where there is none."""
    return "-" if value is None else f"{round(100 * value)}%"


def disagreement(answer: Answer, effect: ParagraphEffect) -> str:
    """That a paragraph's share and what hiding it does disagree; empty where they agree, or one is not known."""
    if not disagrees(answer, effect):
        return ""
    its = f"The two measures disagree: its share is {share(share_of(answer, effect))}, but hidden on its own"
    if effect.below_noise:
        return f"{its} it changes nothing beyond the noise. Others may say the same."
    return f"{its} the answer gets {'less likely' if effect.effect > 0 else 'likelier'} ({effect.effect:+.2f} nats)."


def not_hidden(answer: Answer) -> str:
    """Which paragraphs only a share is known of; empty where each was hidden on its own."""
    count = sum(not hidden_alone(effect) for effect in answer.effects) if answer.path else 0
    if not count:
        return ""
    alone = len(answer.effects) - count
    return f"{alone} of {counted(len(answer.effects), 'paragraph')} read were hidden on their own"


def claims(answer: Answer, width: int) -> list[str]:
    """A line for each thing that the answer says, with the paragraphs that give it most: ``[9]``, ``[9, 12]``, or
    ``[-]`` where there are none. No lines where it says one thing only.

    Args:
        width: longest line, in characters.
    """
    found = claims_of(answer)
    if len(found) < 2:
        return []
    marks = [f" [{', '.join(map(str, claim.paragraphs)) or '-'}]" for claim in found]
    texts = [claim.text.rstrip(",;") for claim in found]
    return [one_line(text, width - len(mark)) + mark for text, mark in zip(texts, marks, strict=True)]


def read(answer: Answer) -> str:
    """How much of the document the model saw."""
    return f"{len(answer.read)} of {answer.paragraphs_total} paragraphs"


def as_one(effect: ParagraphEffect) -> str:
    """That the paragraph was only measured together with its section; empty when it was on its own."""
    return f"of {len(effect.together_with)} as one" if effect.together_with else ""


def steering(steers: Sequence[Steer]) -> str:
    """What was done to which paragraphs, such as ``9 hidden, 12 amplified x2``."""
    return ", ".join(f"{steer.paragraph} {steered(steer.factor)}" for steer in steers)


def steered(factor: float) -> str:
    """What a factor does to a paragraph."""
    if factor == HIDE:
        return "hidden"
    return f"{'suppressed' if suppresses(factor) else 'amplified'} x{factor:g}"


def suppresses(factor: float) -> bool:
    """Whether a factor turns a paragraph down, or up."""
    return factor < 1


def factors(answer: Answer) -> dict[int, float]:
    """What each steered paragraph's attention was multiplied by, by index; empty for an answer as it is."""
    return {steer.paragraph: steer.factor for steer in answer.what_if.steering} if answer.what_if else {}


def listed(numbers: Sequence[int]) -> str:
    """``3``, ``3 and 8``, ``3, 8 and 17``."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def percent(share: float) -> str:
    """A share as it is shown: never below 0 or above 100."""
    return f"{round(100 * min(1.0, max(0.0, share)))}%"
