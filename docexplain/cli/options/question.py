"""A question, and how it is answered and explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Unpack

import click

from docexplain.cli.options.asked_of import AskedOf, Named, asked_of, parse_included
from docexplain.cli.options.from_settings import or_settings, settings_help
from docexplain.cli.options.gathering import Command, gathered
from docexplain.cli.options.what_if import Steered, check_what_if, parse_steering
from docexplain.errors import UsageError
from docexplain.records import Document, Granularity, Mode, Scope, Summary
from docexplain.session.ask_options import DEFAULT_FACTOR, DEFAULTS, AskOptions, Choices, check_text
from docexplain.session.pace.amount import amount_of


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, checked as far as it can be without the document.

    Attributes:
        asked_of: what is asked.
        steering: the paragraphs of a what-if; empty: none was asked for.
        included: those that are read whatever they are ranked.
    """

    text: str
    asked_of: AskedOf
    options: AskOptions
    steering: tuple[Steered, ...]
    included: tuple[Named, ...] = ()

    def options_for(self, document: Document) -> AskOptions:
        """The options with the paragraphs to include by their indices. Raises UsageError for those that it has not."""
        return replace(self.options, include=tuple(each.index(document, "to include") for each in self.included))


def asked_question(command: Command) -> Command:
    """Gathers the arguments, ``--library`` and the options of this module and of :mod:`docexplain.cli.options.what_if`
    as ``question``."""
    keys = ("asked", "answer", "answer_by", "suppress", "amplify", "include", *Choices.__annotations__)
    return gathered("asked", asked_of)(gathered("question", _question, keys)(command))


def _question(
    asked: AskedOf,
    answer: str | None,
    answer_by: str | None,
    suppress: tuple[str, ...],
    amplify: tuple[str, ...],
    include: tuple[str, ...],
    **choices: Unpack[Choices],
) -> Question:
    """Raises UsageError and QuestionError for what cannot be asked: before the file is read, which may take long."""
    if answer_by is not None and answer is None:
        raise UsageError("--answer-by says who gave the answer: give that with --answer.")
    options = AskOptions(answer=answer, answer_by=answer_by or "", **choices)
    steering = parse_steering(suppress, amplify, of_several=asked.several)
    if steering:
        check_what_if(options.settings.mode, given=answer is not None)
    check_text(asked.text, options.answer, options.answer_by)
    included = parse_included(include, of_several=asked.several)
    return Question(asked.text, asked, options, steering, included)


def given_answer_options(command: Command) -> Command:
    """``--answer`` and ``--answer-by``."""
    for option in (
        click.option("--answer-by", metavar="NAME", help="Who gave it, for the record (default: your login name)."),
        click.option("--answer", metavar="TEXT", help="Explain this answer instead of generating one."),
    ):
        command = option(command)
    return command


def read_option(help_text: str, *, settings: bool = False) -> Callable[[Command], Command]:
    """``--read``: how much the model reads.

    Args:
        settings: the user's settings say how much where nothing is given.
    """
    return click.option(
        "--read",
        metavar="auto|all|N|Nt",
        default=DEFAULTS.read,
        show_default=settings_help("read", str(DEFAULTS.read)) if settings else True,
        callback=_read_or_settings if settings else _read_count,
        help=help_text,
    )


def granularity_option(command: Command) -> Command:
    """``--granularity``: how fine the explanation goes."""
    return _word("--granularity", Granularity, DEFAULTS.granularity,
                 "Take the cited paragraphs apart into their sentences or tokens.")(command)  # fmt: skip


def explanation_options(command: Command) -> Command:
    """From ``--scope`` to ``--max-tokens``: how paragraphs are taken away, measured and ranked."""
    for option in (
        click.option("--max-tokens", "max_new_tokens", type=click.IntRange(1), default=DEFAULTS.max_new_tokens,
                     show_default=True, help="Longest answer, in tokens."),
        _word("--summary", Summary, None,
              f"What paragraphs are ranked by in modes other than path [default: {DEFAULTS.summary}]."),
        click.option("--kappa", type=float, metavar="K",
                     help="Suppress tokens with a cosine similarity from K on (0.7 in the paper) too."),
        click.option("--factor", type=float, metavar="F", help="How far: 0 most, below 1 (modes log, "
                     f"multiplicative and shifted; default {DEFAULT_FACTOR[Mode.LOG]})."),
        _word("--mode", Mode, None,
              "path ranks all paragraphs at once and hides the best ones; mask to shifted turn the attention down one "
              "by one; deletion leaves each out of the prompt [default: path, or mask with --scope full, --kappa or "
              "--summary]."),
        click.option("--confirm", type=click.IntRange(0), default=DEFAULTS.confirm, metavar="K",
                     help="Measure the K best again with scope full, each hidden and each alone (not for a what-if)."),
        _word("--scope", Scope, DEFAULTS.scope,
              "Who sees a paragraph suppressed: question and answer, or the whole prompt."),
    ):  # fmt: skip
        command = option(command)
    return command


def _word(flag: str, kind: type[StrEnum], default: StrEnum | None, help_text: str) -> Callable[[Command], Command]:
    choice = click.Choice([str(member) for member in kind])
    default_text = None if default is None else str(default)
    return click.option(flag, type=choice, default=default_text, show_default=default is not None, help=help_text)


def _read_or_settings(context: click.Context, parameter: click.Parameter, value: str) -> int | str:
    return _read_count(context, parameter, or_settings(context, parameter, value, "read"))


def _read_count(_context: click.Context, _parameter: click.Parameter, value: str) -> int | str:
    """A number as int, the words as they are."""
    return value if amount_of(value).paragraphs is None else int(value)
