"""What each paragraph did to an answer: cited or not, for or against it, or nothing that is more than noise."""

from __future__ import annotations

import math
from enum import StrEnum

from docexplain.records import Answer, Lowered, ParagraphEffect, Passage, Verdict


class Kind(StrEnum):
    """What one paragraph, or a part of one, did to the answer, in the words shown beside it."""

    SUPPORTS = "supports"
    EACH = "each gives it"
    """One of a redundant group: hidden alone it hardly matters, because the others give the answer, too."""
    TOGETHER = "only together"
    """Cited with others, and without a clear effect when it alone is hidden."""
    AGAINST = "against"
    SHARE = "share only"
    """Not hidden on its own: only its share of the document effect is known (mode ``path``)."""
    NOISE = "noise"
    UNREAD = "not read"

    @property
    def is_joint(self) -> bool:
        """Whether it counts in a group, so that its own effect says little."""
        return self in {Kind.EACH, Kind.TOGETHER}


def below_noise(nats: float, floor: float, measured_as_one: int = 1) -> bool:
    """Whether a summed effect is no more than noise.

    Args:
        nats: the effect, or its equal share where several were only suppressed together.
        floor: the answer's noise floor.
        measured_as_one: how many were suppressed together.
    """
    return abs(nats) * max(1, measured_as_one) <= floor


def hidden_alone(effect: ParagraphEffect) -> bool:
    """Whether a paragraph was hidden on its own. Mode ``path`` does that for the best ones, earlier versions did not
    where they hid sections first."""
    return bool(effect.per_token) and not effect.together_with


def kind_of(effect: ParagraphEffect | Passage) -> Kind:
    """For, against or noise, by its own effect alone; one that is not a number says nothing.

    A paragraph that was not hidden is not said to be for or against; its passages are, by their shares.
    """
    if effect.below_noise or effect.effect == 0 or not math.isfinite(effect.effect):
        return Kind.NOISE
    if isinstance(effect, ParagraphEffect) and not effect.per_token:
        return Kind.SHARE
    return Kind.SUPPORTS if effect.effect > 0 else Kind.AGAINST


def kind_in(answer: Answer, effect: ParagraphEffect) -> Kind:
    """The same with what is known of the paragraph beside the others.

    Args:
        effect: of the whole answer or of a part of it.
    """
    if any(effect.index in group.paragraphs for group in answer.redundant):
        return Kind.EACH
    kind, together = kind_of(effect), cited(answer)
    if not math.isfinite(effect.effect):
        return kind
    if effect.index in together and len(together) > 1 and kind not in {Kind.SUPPORTS, Kind.SHARE}:
        return Kind.TOGETHER
    return kind


def cited(answer: Answer) -> tuple[int, ...]:
    """Indices of the paragraphs that the answer rests on, in the order in which they were found; the members of a
    redundant group are among them.

    Only what was tested counts as cited. An unsupported answer has none, nor has a record from before sets were tested.
    """
    return answer.cited.paragraphs if answer.cited else ()


def is_denial(answer: Answer) -> bool:
    """Whether the answer is that the document does not say it."""
    return answer.checked is not None and Lowered.DENIAL in answer.checked.lowered


def finds_nothing(answer: Answer) -> bool:
    """Whether the document gave nothing to cite the answer for: it is unsupported, or a denial."""
    return answer.verdict is Verdict.UNSUPPORTED or is_denial(answer)


def passed_over(answer: Answer, index: int) -> bool:
    """Whether a paragraph stands in the ranking above one that is cited, and is not cited itself."""
    order, together = [effect.index for effect in answer.effects], cited(answer)
    return index not in together and index in order and any(order.index(index) < order.index(i) for i in together)


def shown_in_full(answer: Answer) -> tuple[int, ...]:
    """What to read first: the cited paragraphs; in a supported record from before these were tested, the best one."""
    if answer.cited or answer.verdict is Verdict.UNSUPPORTED:
        return cited(answer)
    return tuple(e.index for e in answer.effects[:1] if kind_of(e) is Kind.SUPPORTS)


def against(answer: Answer) -> tuple[ParagraphEffect, ...]:
    """Counter-evidence: paragraphs without which the answer gets likelier, above the noise, the strongest first. Only
    such as were hidden on their own."""
    alone = (e for e in answer.effects if kind_of(e) is Kind.AGAINST and hidden_alone(e))
    return tuple(sorted(alone, key=lambda e: e.effect))
