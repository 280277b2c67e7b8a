"""What a caller may choose about one question, checked where it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from numbers import Integral, Real
from typing import Any, TypedDict, Unpack

from docexplain.errors import QuestionError, UsageError
from docexplain.records import HIDE, STEERABLE, Granularity, Mode, Scope, Settings, Steer, Summary
from docexplain.session.pace.amount import amount_of

DEFAULT_FACTOR = {
    Mode.MASK: HIDE,
    Mode.LOG: 0.1,
    Mode.MULTIPLICATIVE: 0.1,
    Mode.SHIFTED: 0.1,
    Mode.DELETION: HIDE,
    Mode.PATH: HIDE,
}
"""Factor of each mode when none is given; 0.1 is the paper's suppression f = 0.9 (factor = 1 - f)."""

DEFAULTS = Settings(mode=Mode.PATH)
"""How a question is answered where nothing is said. A bare ``Settings`` may say what was so before one could choose."""


class Choices(TypedDict, total=False):
    """Fields of :class:`docexplain.records.Settings` as a caller may write them; each is checked.

    Words may be plain text, and ``read`` be a number. None takes what suits the rest: ``mode`` is ``path``, or ``mask``
    where something else is chosen that ``path`` does not know; ``factor`` is the mode's own.
    """

    scope: Scope | str
    mode: Mode | str | None
    factor: float | None
    summary: Summary | str | None
    read: int | str
    max_new_tokens: int
    granularity: Granularity | str
    kappa: float | None
    confirm: int


@dataclass(frozen=True, slots=True, init=False)
class AskOptions:
    """How to answer and explain one question.

        AskOptions(scope="full", read=8)
        AskOptions(earlier.settings, confirm=2)    # as an earlier answer was, but for one thing

    Attributes:
        settings: what is stored with the answer.
        answer: explain this text instead of generating one.
        answer_by: who gave ``answer``; empty: the name this user is logged in by.
        include: indices of paragraphs that are read whatever they are ranked, also beyond what is to be read. Asking
            raises QuestionError where the model's context has no room for all of them, NotFoundError where one of them
            is not there.
    """

    settings: Settings
    answer: str | None
    answer_by: str
    include: tuple[int, ...]

    def __init__(
        self,
        settings: Settings = DEFAULTS,
        *,
        answer: str | None = None,
        answer_by: str = "",
        include: Sequence[int] = (),
        **choices: Unpack[Choices],
    ) -> None:
        """Take ``settings``, changed by ``choices``.

        Raises:
            UsageError: a choice has no meaning, or does not go with the others.
            TypeError: there is no such choice.
        """
        object.__setattr__(self, "settings", _checked(_chosen(settings, choices)))
        object.__setattr__(self, "answer", answer)
        object.__setattr__(self, "answer_by", answer_by)
        object.__setattr__(self, "include", _indices(include))

    @property
    def read(self) -> int | str:
        """How much the model reads: a number of paragraphs, of tokens (``"4096t"``), ``"all"`` (as many as fit) or
        ``"auto"`` (what suits it)."""
        read = self.settings.read
        return int(read) if read.isdecimal() else read


def _chosen(settings: Settings, choices: Choices) -> Settings:
    """The settings changed by what a caller wrote."""
    values: dict[str, Any] = {**choices}
    unknown = sorted(values.keys() - Choices.__annotations__.keys())
    if unknown:
        # As Python has it for a keyword that there is not, but with AskOptions' own name and keywords.
        raise TypeError(f"AskOptions has no option {unknown[0]!r}: give some of {', '.join(Choices.__annotations__)}.")
    _check_numbers(values)
    for name in ("mode", "summary"):
        if values.get(name, ...) is None:
            del values[name]
    kinds: tuple[tuple[str, type[StrEnum]], ...] = (
        ("scope", Scope),
        ("mode", Mode),
        ("summary", Summary),
        ("granularity", Granularity),
    )
    for name, kind in kinds:
        if name in values:
            values[name] = _member(kind, name, values[name])
    if "read" in values:
        values["read"] = str(values["read"])
    if values.get("factor") is None and values.keys() & {"factor", "mode"}:
        values["factor"] = DEFAULT_FACTOR[values.get("mode", settings.mode)]
    if "mode" not in values and settings.mode is Mode.PATH and _asks_for_rows(values):
        values["mode"] = Mode.MASK
    return replace(settings, **values, sections=False)  # what an earlier version did is not done again


def _check_numbers(values: dict[str, Any]) -> None:
    """Python's own numbers in place of others. Raises UsageError for something else where a number belongs."""
    for name in values.keys() & {"confirm", "max_new_tokens"}:
        if isinstance(values[name], bool) or not isinstance(values[name], Integral):
            raise UsageError(f"The option {name} is a whole number, not {values[name]!r}.")
        values[name] = int(values[name])  # NumPy's are not written to a record
    for name in values.keys() & {"kappa", "factor"}:
        if values[name] is not None and not isinstance(values[name], Real):
            raise UsageError(f"The option {name} is a number, not {values[name]!r}.")
        if values[name] is not None and not isinstance(values[name], int):
            values[name] = float(values[name])


def _indices(include: object) -> tuple[int, ...]:
    """Each once. Raises UsageError for what are no indices."""
    if isinstance(include, str) or not isinstance(include, Iterable):
        raise UsageError(f"Paragraphs to include are a list of their indices, not {include!r}.")
    for index in (indices := tuple(dict.fromkeys(include))):
        if isinstance(index, bool) or not isinstance(index, Integral):
            raise UsageError(f"A paragraph to include is named by its index, not {index!r}.")
    return tuple(int(index) for index in indices)


def _asks_for_rows(values: dict[str, Any]) -> bool:
    """Whether some choice has a meaning only where every paragraph is suppressed on its own."""
    return values.get("scope") is Scope.FULL or values.get("kappa") is not None or "summary" in values


def _checked(settings: Settings) -> Settings:
    """Settings that go together; deletion has one scope, whatever was said."""
    amount_of(settings.read)
    check_factor(settings.mode, settings.factor)
    if settings.kappa is not None and not 0 < settings.kappa <= 1:
        raise UsageError(
            f"Kappa is a cosine similarity above 0 and up to 1, such as 0.7, not {settings.kappa}.", remedies=("kappa",)
        )
    if settings.confirm < 0:
        raise UsageError(
            f"How many paragraphs to confirm is a number from 0 up, not {settings.confirm}.", remedies=("confirm",)
        )
    if settings.mode is Mode.DELETION:
        settings = replace(settings, scope=Scope.FULL)
        check_deletion(settings.kappa, settings.confirm)
    if settings.mode is Mode.PATH and (settings.scope is Scope.FULL or settings.kappa is not None):
        raise UsageError(
            "Path attribution looks at question and answer only, and at every token on its own: leave mode path out "
            "where the scope is full or kappa is given.",
            remedies=("mode",),
        )
    if settings.mode is Mode.PATH and settings.summary is not DEFAULTS.summary:
        raise UsageError(
            f"Path attribution ranks by what supports the answer, not by {settings.summary}: leave mode path out where "
            "a summary is given.",
            remedies=("mode",),
        )
    if settings.confirm and settings.scope is Scope.FULL:
        raise UsageError(
            "Confirming measures again under scope full: leave it out where the scope is full already.",
            remedies=("confirm", "scope"),
        )
    if settings.max_new_tokens < 1:
        raise UsageError(f"An answer needs at least one token, not {settings.max_new_tokens}.")
    return settings


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
    if settings.mode not in {Mode.MASK, Mode.DELETION, Mode.PATH}:
        raise UsageError(
            f"{model} has layers beside attention, so paragraphs are left out of its prompt, not suppressed: leave "
            f"mode {settings.mode} out.",
            remedies=("mode",),
        )
    check_deletion(settings.kappa, settings.confirm)
    return replace(settings, mode=Mode.DELETION, scope=Scope.FULL, factor=HIDE)


def by_rows(settings: Settings) -> Settings:
    """The same settings for a model through which no gradient comes back: every paragraph is hidden on its own."""
    return replace(settings, mode=Mode.MASK)


def _member(kind: type[StrEnum], name: str, value: str) -> StrEnum:
    """The member of an enumeration that a caller may have written as plain text."""
    try:
        return kind(value)
    except ValueError:
        raise UsageError(f"There is no {name} {value!r}: give one of {', '.join(kind)}.") from None


def check_asked(question: str, options: AskOptions) -> None:
    """Raise UsageError for options that are none, and QuestionError as :func:`check_text` does."""
    if not isinstance(options, AskOptions):
        raise UsageError(f"The options of a question are AskOptions(...), not {type(options).__name__}: make these.")
    check_text(question, options.answer, options.answer_by)


def check_text(question: str, answer: str | None = None, answer_by: str = "") -> None:
    """Raise QuestionError for a question, or a given answer, that is empty, and for anything that is not text."""
    for what, text in (("question", question), ("given answer", answer or ""), ("giver's name", answer_by)):
        if not isinstance(text, str):
            raise QuestionError(f"The {what} is a str, not {type(text).__name__}: write it as text.")
    if not question.strip():
        raise QuestionError("The question is empty: write one.")
    if answer is not None and not answer.strip():
        raise QuestionError("The given answer is empty: write the text to explain.", remedies=("answer",))
    for what, text in (("question", question), ("given answer", answer or ""), ("giver's name", answer_by)):
        try:
            text.encode()
        except UnicodeEncodeError:  # bytes of the command line that are not in the terminal's encoding
            raise QuestionError(f"The {what} holds bytes that are no text: type it again in UTF-8.") from None


def check_steering(
    mode: Mode, steering: Sequence[Steer], read: Sequence[int], named: Callable[[int], str] = str
) -> None:
    """Raise UsageError for steering that cannot be done: another mode, nothing, or paragraphs that were not read.

    Args:
        named: what a paragraph is called, by its index.
    """
    if mode not in STEERABLE:
        raise UsageError(f"A what-if goes by mode mask or log, or by path, not {mode}.", remedies=("mode",))
    if not steering:
        raise UsageError("A what-if needs a paragraph to suppress or to amplify.")
    for steer in steering:
        if not isinstance(steer, Steer):
            raise UsageError(f"What a what-if turns is a Steer(paragraph, factor), not {steer!r}.")
    unread = sorted({steer.paragraph for steer in steering} - set(read))
    if unread:
        raise UsageError(
            f"The model did not read paragraph {', '.join(map(named, unread))} for this question, so turning its "
            f"attention changes nothing. It read {', '.join(map(named, read))}: choose from these, or let it read "
            "more.",
            remedies=("read",),
        )


def check_factor(mode: Mode, factor: float) -> None:
    """Raise UsageError for a factor that the mode has no meaning for."""
    if mode in {Mode.MASK, Mode.DELETION, Mode.PATH} and factor != HIDE:
        raise UsageError(f"Mode {mode} always uses factor 0: choose another mode for a factor.", remedies=("mode",))
    if not 0 <= factor < 1:
        raise UsageError(
            f"The factor is a number from 0 up to, but not, 1, which would change nothing: not {factor}.",
            remedies=("factor",),
        )
