"""What was measured about an answer, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the document caused the answer."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one signal counts in a calibration's score."""

    signal: str
    weight: float


@dataclass(frozen=True, slots=True)
class Signal:
    """What a calibration may weigh, as it was measured for one answer."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How verdicts are drawn: a logistic score over signals of the explanation, and two thresholds on it.

    Attributes:
        made_for: name of the model that it was made on.
        answers: ``given`` or ``generated``, what kind of answers it is for.
        made_by: the command that made it.
        bias, weights: score = 1 / (1 + exp(-(bias + sum of weight * signal))).
        supported: the verdict is ``supported`` from this score on,
        unsupported: and ``unsupported`` below this one.
    """

    made_for: str
    answers: str
    made_by: str
    bias: float
    weights: tuple[Weight, ...]
    supported: float
    unsupported: float

    def __post_init__(self) -> None:
        if not self.supported >= self.unsupported:
            raise ValueError("the supported threshold must not be below the unsupported one")


@dataclass(frozen=True, slots=True)
class ParagraphEffect:
    """How much one paragraph supports the answer.

    Attributes:
        index: the paragraph's index in the document.
        effect: sum over answer tokens of the rise in loss when it is suppressed, in nats; negative means that the
            answer gets likelier without it (counter-evidence). Where it was not suppressed on its own (mode ``path``
            does that for the best ones only) its part of the document effect by path attribution.
        probability_drop: sum over answer tokens of the drop in the token's probability; 0 where it was not suppressed.
        below_noise: the effect's size is within the noise floor of the run.
        per_token: the row of the effects matrix, in nats, one entry per answer token; empty where it was not
            suppressed.
        together_with: indices of its whole section, itself among them, when only that was suppressed; the numbers are
            then equal shares of the section's. Empty: it was suppressed on its own. Only in earlier versions' records.
        support: what mode ``path`` ranks by: the sum of its most supporting tokens, nats.
        per_claim: its part of the document effect on each of the answer's claims by path attribution, in nats: over
            all paragraphs they add up to the document effect on that claim, what the quadrature left open shared out.
            Empty in other modes.
    """

    index: int
    effect: float
    probability_drop: float
    below_noise: bool
    per_token: tuple[float, ...]
    together_with: tuple[int, ...] = ()
    support: float = 0.0
    per_claim: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a cited paragraph, a sentence, a row of a table or a token, and how much it supports the answer.

    Attributes:
        paragraph: the paragraph's index in the document.
        start, end: its characters in the paragraph's text, end exclusive.
        effect, probability_drop, below_noise, per_token, per_claim: as in :class:`ParagraphEffect`. In mode ``path``
            the effect is its part of the document effect, a token's smoothed over its neighbours, and there is no row
            per token; in records of earlier versions a token's are the means over windows of three tokens.
        baseline: loss per answer token that the effect is measured against, in nats. Empty: the answer's own. In a
            paragraph of a redundant group it is the loss with the group's other paragraphs hidden: while they are
            visible no part of it would matter.
        support: what sentences are ranked by in mode ``path``, as in :class:`ParagraphEffect`; 0 for a token, and in
            other modes.
    """

    paragraph: int
    start: int
    end: int
    effect: float
    probability_drop: float
    below_noise: bool
    per_token: tuple[float, ...]
    baseline: tuple[float, ...] = ()
    per_claim: tuple[float, ...] = ()
    support: float = 0.0


@dataclass(frozen=True, slots=True)
class Cited:
    """The smallest set of paragraphs found that explains most of the document effect.

    Attributes:
        paragraphs: their indices, in the order in which they were found.
        without: rise in loss per answer token when just they are suppressed, in nats (necessity).
        alone: rise in loss per answer token when they alone are visible, in nats; near 0, they suffice.
    """

    paragraphs: tuple[int, ...]
    without: tuple[float, ...]
    alone: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Paragraphs of which each, alone, gives what the answer says, or some of it where its text holds it.

    Attributes:
        paragraphs: their indices, in document order.
        without: rise in loss per answer token when all of them are suppressed, in nats.
        alone: for each of them, the rise in loss per answer token when it is visible and the others are not, in nats;
            or in a prompt that has no other, where it gives more then.
    """

    paragraphs: tuple[int, ...]
    without: tuple[float, ...]
    alone: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if len(self.paragraphs) < 2 or len(self.alone) != len(self.paragraphs):
            raise ValueError("a redundant group has at least two paragraphs, each with its own effect")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One of the best paragraphs, measured again under scope ``full``.

    Attributes:
        paragraph: its index.
        without: rise in loss per answer token when the whole prompt cannot see it, in nats (necessity).
        alone: rise in loss per answer token in a prompt that has of all paragraphs read only this one, in nats; near 0,
            it suffices.
    """

    paragraph: int
    without: tuple[float, ...]
    alone: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PathRun:
    """How the gradient was integrated.

    Attributes:
        nodes: places on the path where it was taken.
        error: how far the parts were from adding up to the document effect before the rest was shared out, nats,
            added up over the claims; the noise of the ranking.
    """

    nodes: int
    error: float


@dataclass(frozen=True, slots=True)
class Controls:
    """How far the answer moved although no paragraph was suppressed; all in nats, summed over the answer.

    Attributes:
        spread: largest difference between the unsuppressed control rows of the run.
        kernel: two standard errors of a summed effect, from the difference between the model's own attention and the
            one that suppresses, with nothing suppressed.
        template: effect of hiding a piece of the prompt's template instead of a paragraph.
    """

    spread: float = 0.0
    kernel: float = 0.0
    template: float = 0.0
