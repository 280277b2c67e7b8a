"""What a caller may choose about one question, checked where it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from docexplain.errors import QuestionError, UsageError
from docexplain.records import Granularity, Mode, Scope, Settings, Steer, Summary

DEFAULT_FACTOR = {Mode.MASK: 0.0, Mode.LOG: 0.1, Mode.MULTIPLICATIVE: 0.1, Mode.SHIFTED: 0.1, Mode.DELETION: 0.0}
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
        granularity: take the cited paragraphs apart into sentences or tokens.
        kappa: suppress tokens whose input embeddings have at least this cosine similarity too; None: do not.
        confirm: measure this many of the best paragraphs again under scope ``full``.
        sections: suppress many paragraphs section by section first, see :mod:`docexplain.attribution.ranking.sections`.
        answer_by: who gave ``answer``; empty: the name this user is logged in by.
    """

    scope: Scope = Scope.READOUT
    mode: Mode = Mode.MASK
    factor: float | None = None
    read: int | str = "auto"
    answer: str | None = None
    summary: Summary = DEFAULT_SUMMARY
    max_new_tokens: int = 64
    granularity: Granularity = Granularity.PARAGRAPH
    kappa: float | None = None
    answer_by: str = ""
    confirm: int = 0
    sections: bool = True

    def __post_init__(self) -> None:
        kinds = (("scope", Scope), ("mode", Mode), ("summary", Summary), ("granularity", Granularity))
        for name, kind in kinds:
            object.__setattr__(self, name, _member(kind, name, getattr(self, name)))
        if isinstance(self.read, int):
            if self.read < 1:
                raise UsageError(
                    f"At least one paragraph must be read, not {self.read}: read 1 or more.", remedies=("read",)
                )
        elif self.read not in {"auto", "all"}:
            raise UsageError(f"Read a number of paragraphs, all or auto, not {self.read!r}.", remedies=("read",))
        if self.factor is not None:
            check_factor(self.mode, self.factor)
        if self.kappa is not None and not 0 < self.kappa <= 1:
            raise UsageError(
                f"Kappa is a cosine similarity above 0 and up to 1, such as 0.7, not {self.kappa}.",
                remedies=("kappa",),
            )
        if self.confirm < 0:
            raise UsageError(
                f"How many paragraphs to confirm is a number from 0 up, not {self.confirm}.", remedies=("confirm",)
            )
        if self.mode is Mode.DELETION:
            object.__setattr__(self, "scope", Scope.FULL)  # there is no other
            check_deletion(self.kappa, self.confirm)
        if self.confirm and self.scope is Scope.FULL:
            raise UsageError(
                "Confirming measures again under scope full: leave it out where the scope is full already.",
                remedies=("confirm", "scope"),
            )
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
            granularity=self.granularity,
            kappa=self.kappa,
            confirm=self.confirm,
            sections=self.sections,
        )


def check_deletion(kappa: float | None, confirm: int) -> None:
    """Raise UsageError for what suppresses attention, which deletion does not touch."""
    if kappa is not None:
        raise UsageError(
            "Kappa suppresses attention to similar tokens: leave it out where paragraphs are deleted.",
            remedies=("kappa",),
        )
    if confirm:
        raise UsageError(
            "Confirming measures again without a paragraph in the whole prompt, as deletion does at once: leave it "
            "out.",
            remedies=("confirm",),
        )


def by_deletion(settings: Settings, model: str) -> Settings:
    """The same settings for a model on which only deletion is exact.

    Raises:
        UsageError: they ask for what suppresses attention.
    """
    if settings.mode not in {Mode.MASK, Mode.DELETION}:
        raise UsageError(
            f"{model} has layers beside attention, so paragraphs are left out of its prompt, not suppressed: leave "
            f"mode {settings.mode} out.",
            remedies=("mode",),
        )
    check_deletion(settings.kappa, settings.confirm)
    return replace(settings, mode=Mode.DELETION, scope=Scope.FULL, factor=0.0)


def _member(kind: type[StrEnum], name: str, value: str) -> StrEnum:
    """The member of an enumeration that a caller may have written as plain text."""
    try:
        return kind(value)
    except ValueError:
        raise UsageError(f"There is no {name} {value!r}: give one of {', '.join(kind)}.") from None


def check_text(question: str, answer: str | None = None, answer_by: str = "") -> None:
    """Raise QuestionError for a question, or a given answer, that is empty, and for anything that is not text."""
    if not question.strip():
        raise QuestionError("The question is empty: write one.")
    if answer is not None and not answer.strip():
        raise QuestionError("The given answer is empty: write the text to explain.", remedies=("answer",))
    for what, text in (("question", question), ("given answer", answer or ""), ("giver's name", answer_by)):
        try:
            text.encode()
        except UnicodeEncodeError:  # bytes of the command line that are not in the terminal's encoding
            raise QuestionError(f"The {what} holds bytes that are no text: type it again in UTF-8.") from None


def check_steering(mode: Mode, steering: Sequence[Steer], read: Sequence[int]) -> None:
    """Raise UsageError for steering that cannot be done: another mode, nothing, or paragraphs that were not read."""
    if mode not in {Mode.MASK, Mode.LOG}:
        raise UsageError(f"A what-if goes by mode mask or log, not {mode}.", remedies=("mode",))
    if not steering:
        raise UsageError("A what-if needs a paragraph to suppress or to amplify.")
    unread = sorted({steer.paragraph for steer in steering} - set(read))
    if unread:
        raise UsageError(
            f"The model did not read paragraph {', '.join(map(str, unread))} for this question, so turning its "
            f"attention changes nothing. It read {', '.join(map(str, read))}: choose from these, or let it read more.",
            remedies=("read",),
        )


def check_factor(mode: Mode, factor: float) -> None:
    """Raise UsageError for a factor that the mode has no meaning for."""
    if mode in {Mode.MASK, Mode.DELETION} and factor != 0:
        raise UsageError(f"Mode {mode} always uses factor 0: choose another mode for a factor.", remedies=("mode",))
    if not 0 <= factor < 1:
        raise UsageError(
            f"The factor is a number from 0 up to, but not, 1, which would change nothing: not {factor}.",
            remedies=("factor",),
        )
