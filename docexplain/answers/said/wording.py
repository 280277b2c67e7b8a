"""What is said about an answer wherever it is shown: a sentence for each thing measured. Strings only, safe to draw."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite

from docexplain.answers.agreement import disagrees
from docexplain.answers.focus import Focus
from docexplain.answers.kinds import cited, hidden_alone
from docexplain.answers.several import document_called, mark, marks
from docexplain.answers.shares import confirmed, document_support, necessity, share_of, suffices, sufficiency
from docexplain.common.display_text import counted, shortened
from docexplain.records import HIDE, MARKS, Answer, Controls, Document, ParagraphEffect, Redundancy, Source, Steer

FAINT = 0.05
"""Mean drop of probability that is too small to be shared out."""

DAMAGED = "not a number: the record is damaged"
"""Of a figure that is not finite, which nothing here computes and stores."""

_STRUCK = re.compile(r"~~\S(?:[^~]*\S)?~~")


def document_effect(of: Answer | Focus) -> str:
    """What goes of the answer, or of a part of it, when everything read is hidden."""
    points = 100 * (document_support(of) if isinstance(of, Answer) else of.document_support)
    if not isfinite(of.document_effect + points):
        return DAMAGED
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
    names = called(answer, paragraphs)
    if not isfinite(without.nats + alone.nats):
        return f"{names} - {DAMAGED}"
    it, gives, them = ("it", "gives", "it") if len(paragraphs) == 1 else ("they", "give", "them")
    if (document_support(answer) if part is None else part.document_support) < FAINT:
        return f"{names} - without {them} {without.nats:+.2f} nats; with {them} alone {alone.nats:+.2f}"
    return (
        f"{names} - without {them} {percent(without.share)} of the document effect goes; "
        f"alone {it} {gives} {percent(alone.share)}"
    )


def left_out(answer: Answer, document: Document) -> str:
    """What text that nobody sees stands on the pages that were read, and was not read, to stand behind "left out"; else
    empty."""
    owners = [document.own(index) for index in answer.read]
    said = (_left_out(part, [own for owner, own in owners if owner is part]) for part in document.parts)
    if not document.sources:
        return next(said)
    sources = document.sources
    return "; ".join(f"of {document_called(sources, number)} {each}" for number, each in enumerate(said, 1) if each)


def _left_out(document: Document, read: Sequence[int]) -> str:
    pages = {box.page for index in read for box in document.paragraph(index).boxes}
    unread = [h for h in document.coverage.hidden if h.paragraph is None and h.reason != MARKS]
    hidden = [h for h in unread if h.box.page in pages]
    if not hidden:
        return ""
    numbers = [str(page) for page in sorted({h.box.page for h in hidden})]
    where = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {shortened(numbers)}"
    size, reasons = counted(sum(h.characters for h in hidden), "character"), dict.fromkeys(h.reason for h in hidden)
    return f"{size} of hidden text on {where} ({', '.join(reasons)})"


def struck(answer: Answer, document: Document) -> str:
    """That cited paragraphs hold text that is struck through: a model may take it for valid; else empty."""
    found = [index for index in cited(answer) if _STRUCK.search(document.paragraph(index).text)]
    return (
        f"{called(answer, found)} {'holds' if len(found) == 1 else 'hold'} text that is struck through (~~so~~)"
        if found
        else ""
    )


def redundancy(answer: Answer, group: Redundancy) -> str:
    """That each of some paragraphs gives the answer, and how much of it alone."""
    shares = zip(group.paragraphs, suffices(answer, group), strict=True)
    each = ", ".join(f"{mark(answer.sources, index)} gives {percent(share.share)}" for index, share in shares)
    return f"{each_gives(answer, group)}: alone {each}."


def each_gives(answer: Answer, group: Redundancy) -> str:
    """``Each of 3 and 8 gives it``."""
    return f"Each of {called(answer, group.paragraphs)} gives it"


def order_alone(answer: Answer) -> str:
    """That of the paragraphs measured again another one than the best gives more of the answer alone; else empty."""
    shown = confirmed(answer)
    if not shown:
        return ""
    best, _, gives = shown[0]
    most, _, gives_most = min(shown, key=lambda row: row[2].nats)
    clear = gives.nats - gives_most.nats > answer.noise_floor
    if not clear:
        return ""
    more, less = marks(answer.sources, (most, best))
    return f"Alone, {more} makes the answer likelier than {less} does: read both."


def noise(answer: Answer) -> str:
    """The noise floor and what it is made of."""
    if not isfinite(answer.noise_floor):
        return DAMAGED
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


def shares_add_up(answer: Answer) -> str:
    """That the shares of what is cited come to more than the whole, and why; empty where they do not."""
    shares = {effect.index: share_of(answer, effect) for effect in answer.effects}
    its = [value for index in cited(answer) if (value := shares.get(index)) is not None]
    total = sum(its)
    if answer.path is None or round(100 * total) <= 100:
        return ""
    against = -sum(value for value in shares.values() if value is not None and value < 0)
    if against >= total - 1:
        return f"What is cited has {share(total)} of the document effect, since others have shares below 0."
    error = f"the quadrature error is {abs(answer.path.error):.2f} of {answer.document_effect:.2f} nats"
    what = "The share of what is cited is" if len(its) == 1 else "The shares of what is cited add up to"
    return f"{what} {share(total)}, more than the whole, since {error}: read them as an order, not as amounts."


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


def damaged(effect: ParagraphEffect) -> str:
    """That a paragraph's figures cannot be what was stored; empty where they are numbers."""
    figures = (effect.effect, effect.probability_drop, *effect.per_token, *effect.per_claim)
    return "" if all(map(isfinite, figures)) else DAMAGED


def not_hidden(answer: Answer) -> str:
    """Which paragraphs only a share is known of; empty where each was hidden on its own."""
    count = sum(not hidden_alone(effect) for effect in answer.effects) if answer.path else 0
    if not count:
        return ""
    alone = len(answer.effects) - count
    return f"{alone} of {counted(len(answer.effects), 'paragraph')} read were hidden on their own"


def as_one(effect: ParagraphEffect) -> str:
    """That the paragraph was only measured together with its section; empty when it was on its own."""
    return f"of {len(effect.together_with)} as one" if effect.together_with else ""


def steering(steers: Sequence[Steer], sources: Sequence[Source] = ()) -> str:
    """What was done to which paragraphs, such as ``9 hidden, 12 amplified x2``.

    Args:
        sources: of the answer.
    """
    return ", ".join(f"{mark(sources, steer.paragraph)} {steered(steer.factor)}" for steer in steers)


def what_if(answer: Answer) -> str:
    """What was done to which paragraphs for an answer, and what it is to be compared with; empty for others."""
    if answer.what_if is None:
        return ""
    noun = "paragraph" if len(answer.what_if.steering) == 1 else "paragraphs"
    return f"{noun} {steering(answer.what_if.steering, answer.sources)}; as it is: answer {answer.what_if.original}"


def steered(factor: float) -> str:
    """What a factor does to a paragraph."""
    if factor == HIDE:
        return "hidden"
    return f"{'turned down' if suppresses(factor) else 'amplified'} x{factor:g}"


def suppresses(factor: float) -> bool:
    """Whether a factor turns a paragraph down, or up."""
    return factor < 1


def factors(answer: Answer) -> dict[int, float]:
    """What each steered paragraph's attention was multiplied by, by index; empty for an answer as it is."""
    return {steer.paragraph: steer.factor for steer in answer.what_if.steering} if answer.what_if else {}


def called(answer: Answer, indices: Sequence[int]) -> str:
    """Paragraphs by what they are cited as: ``3 and 8``, or of several documents ``1:3 and 2:8``."""
    return listed(marks(answer.sources, indices))


def listed(numbers: Sequence[int] | Sequence[str]) -> str:
    """``3``, ``3 and 8``, ``3, 8 and 17``."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def percent(share: float) -> str:
    """A share as it is shown: never below 0 or above 100; ``-`` for what is no number."""
    if not isfinite(share):
        return "-"
    return f"{round(100 * min(1.0, max(0.0, share)))}%"
