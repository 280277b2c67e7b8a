"""How a question is asked and its answer explained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Scope(StrEnum):
    """Which query positions see a paragraph suppressed (DESIGN: readout, or full as the paper has it)."""

    READOUT = "readout"
    FULL = "full"


class Mode(StrEnum):
    """How a paragraph is taken from the model: what suppression does to the pre-softmax attention scores."""

    MASK = "mask"
    LOG = "log"
    MULTIPLICATIVE = "multiplicative"
    SHIFTED = "shifted"
    DELETION = "deletion"
    """Not by attention: it is left out of the prompt, which is read anew. Scope ``full``, always."""
    PATH = "path"
    """All at once: the answer's gradient along the document's attention ranks every paragraph; the best of them, and
    whatever else must be exact, are hidden by ``mask``. Scope ``readout``, always."""


SUPPRESSIONS = (Mode.MASK, Mode.LOG, Mode.MULTIPLICATIVE, Mode.SHIFTED)
"""The modes that change attention."""

STEERABLE = frozenset({Mode.MASK, Mode.LOG, Mode.PATH})
"""The modes that go together with paragraphs turned down or up (a what-if)."""

HIDE, AMPLIFY = 0.0, 2.0
"""The factor that hides, and the one that counts a paragraph more where nothing else is said: it adds log(2) to its
scores."""


class Summary(StrEnum):
    """How a paragraph's row of the effects matrix becomes the one number it is ranked by."""

    LOG = "log"
    """Sum over answer tokens of the drop in log-probability, in nats."""
    LOG_MEAN = "log-mean"
    """The same, per answer token."""
    PROBABILITY = "probability"
    """Sum over answer tokens of the drop in probability."""


class Granularity(StrEnum):
    """How fine the explanation goes: every paragraph, and inside the cited ones their sentences or tokens."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"
    TOKEN = "token"


@dataclass(frozen=True, slots=True)
class Steer:
    """One paragraph's attention turned down (factor below 1; 0 hides it) or up (above 1)."""

    paragraph: int
    factor: float

    def __post_init__(self) -> None:
        if not 0 <= self.factor < inf:
            raise ValueError(f"a factor is a number from 0 up, got {self.factor}")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What an answer under steering was asked with.

    Attributes:
        original: id of the answer without steering.
        steering: which paragraphs were turned down or up, for the answer and for every row of its explanation.
    """

    original: str
    steering: tuple[Steer, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """How an answer was explained.

    Attributes:
        factor: what the scores of a suppressed paragraph are multiplied by (``multiplicative``, ``shifted``), or whose
            logarithm is added to them (``log``); 1 changes nothing. ``mask`` and ``path`` always use 0.
        read: how many paragraphs were asked for: a number, ``all`` or ``auto``.
        max_new_tokens: longest generated answer, in tokens.
        summary: what paragraphs are ranked by; ``path`` has its own, see :class:`docexplain.records.ParagraphEffect`.
        granularity: down to what the cited paragraphs were taken apart.
        kappa: tokens whose input embeddings have at least this cosine similarity to one of the suppressed tokens' are
            suppressed with them (correlated suppression, paper section 3.3); None: only the tokens themselves.
        confirm: how many of the best paragraphs were measured again under scope ``full``.
        sections: many paragraphs were suppressed section by section first; only in records of earlier versions.
    """

    scope: Scope = Scope.READOUT
    mode: Mode = Mode.MASK
    factor: float = HIDE
    summary: Summary = Summary.PROBABILITY
    read: str = "auto"
    max_new_tokens: int = 64
    granularity: Granularity = Granularity.PARAGRAPH
    kappa: float | None = None
    confirm: int = 0
    sections: bool = False
