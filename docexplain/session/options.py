"""What a caller may choose about one question, checked where it is made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from docexplain.errors import QuestionError, UsageError
from docexplain.records import Mode, Scope, Settings, Summary

DEFAULT_FACTOR = {Mode.MASK: 0.0, Mode.LOG: 0.1, Mode.MULTIPLICATIVE: 0.1, Mode.SHIFTED: 0.1}
"""Factor of each mode when none is given; 0.1 is the paper's suppression f = 0.9 (factor = 1 - f)."""

DEFAULT_SUMMARY = Summary.PROBABILITY


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How to answer and explain one question.

    Attributes:
        scope, mode, factor: see :mod:`docexplain.attention`; ``factor`` None takes the mode's default.
        read: how many paragraphs the model reads: a number, ``"all"`` (as many as fit), or ``"auto"`` (what suits
            the model).
        answer: explain this text instead of generating one.
        summary: what paragraphs are ranked by.
        max_new_tokens: longest generated answer, in tokens.
    """

    scope: Scope = Scope.READOUT
    mode: Mode = Mode.MASK
    factor: float | None = None
    read: int | str = "auto"
    answer: str | None = None
    summary: Summary = DEFAULT_SUMMARY
    max_new_tokens: int = 64

    def __post_init__(self) -> None:
        for name, kind in (("scope", Scope), ("mode", Mode), ("summary", Summary)):
            object.__setattr__(self, name, _member(kind, name, getattr(self, name)))
        if isinstance(self.read, int):
            if self.read < 1:
                raise UsageError(f"At least one paragraph must be read, not {self.read}: give --read 1 or more.")
        elif self.read not in {"auto", "all"}:
            raise UsageError(f"--read takes a number, all or auto, not {self.read!r}.")
        if self.factor is not None:
            check_factor(self.mode, self.factor)
        if self.max_new_tokens < 1:
            raise UsageError(f"An answer needs at least one token, not {self.max_new_tokens}.")

    @property
    def settings(self) -> Settings:
        """The part that is stored with the answer."""
        factor = DEFAULT_FACTOR[self.mode] if self.factor is None else self.factor
        return Settings(
            scope=self.scope,
            mode=self.mode,
            factor=factor,
            summary=self.summary,
            read=str(self.read),
            max_new_tokens=self.max_new_tokens,
        )


def _member(kind: type[StrEnum], name: str, value: str) -> StrEnum:
    """The member of an enumeration that a caller may have written as plain text."""
    try:
        return kind(value)
    except ValueError:
        raise UsageError(f"There is no {name} {value!r}: give one of {', '.join(kind)}.") from None


def check_text(question: str, answer: str | None = None) -> None:
    """Raise QuestionError for a question, or a given answer, that is empty or not text."""
    if not question.strip():
        raise QuestionError("The question is empty: write one after the file name.")
    if answer is not None and not answer.strip():
        raise QuestionError("The given answer is empty: write the text that --answer should explain.")
    for what, text in (("question", question), ("given answer", answer or "")):
        try:
            text.encode()
        except UnicodeEncodeError:  # bytes of the command line that are not in the terminal's encoding
            raise QuestionError(f"The {what} holds bytes that are no text: type it again in UTF-8.") from None


def check_factor(mode: Mode, factor: float) -> None:
    """Raise UsageError for a factor that the mode has no meaning for."""
    if mode is Mode.MASK and factor != 0:
        raise UsageError("Mode mask always uses factor 0: choose another --mode for a factor.")
    if not 0 <= factor < math.inf:
        raise UsageError(f"A factor is a number from 0 up (1 changes nothing), not {factor}.")
