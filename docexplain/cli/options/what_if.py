"""``--suppress`` and ``--amplify``: what if some paragraphs were not there, or counted more?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import click

from docexplain.cli.options.asked_of import Named, named_in
from docexplain.cli.options.gathering import Command
from docexplain.errors import UsageError
from docexplain.records import AMPLIFY, HIDE, Document, Mode, Steer
from docexplain.session.ask_options import check_steering

_FACTOR = r"(?::(?P<factor>[0-9]{0,9}\.?[0-9]{1,9}))?"


def steering_options(command: Command) -> Command:
    """``--suppress`` and ``--amplify``, each a list of paragraphs with factors."""
    for option in (
        click.option("--amplify", multiple=True, metavar="N[:F],...",
                     help="The same with attention to them turned up by factor F (default 2)."),
        click.option("--suppress", multiple=True, metavar="N[:F],...",
                     help="What if: answer again with these paragraphs hidden, or turned down to factor F below 1; "
                     "of several documents D:N[:F], such as 2:12."),
    ):  # fmt: skip
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Steered(Named):
    """A paragraph of a what-if as it was named."""

    factor: float


def parse_steering(suppress: Sequence[str], amplify: Sequence[str], *, of_several: bool) -> tuple[Steered, ...]:
    """What the two options ask for; empty when neither was used.

    Args:
        of_several: several documents are asked, so that a paragraph is named with its document.

    Raises:
        UsageError: an option cannot be read, or names a paragraph twice.
    """
    steering = (
        *_parsed(_Option("--suppress", HIDE, (0, 1), "is below 1: 0 hides the paragraph"), suppress, of_several),
        *_parsed(_Option("--amplify", AMPLIFY, (1, inf), "is above 1, such as 2"), amplify, of_several),
    )
    names = [each.name for each in steering]
    if twice := [name for name in names if names.count(name) > 1]:
        raise UsageError(f"Paragraph {twice[0]} is named twice: give it one factor, in --suppress or --amplify.")
    return steering


def check_what_if(mode: Mode, *, given: bool) -> None:
    """Raise UsageError for a what-if that does not go with the other options.

    Args:
        given: the answer was given with ``--answer``.
    """
    if given:
        raise UsageError("A what-if lets the model answer again: leave out --answer, or --suppress and --amplify.")
    check_steering(mode, [Steer(1, HIDE)], [1])


def steers(steering: Sequence[Steered], document: Document) -> tuple[Steer, ...]:
    """The paragraphs by their indices. Raises UsageError for those that the document, or one of several, has not."""
    return tuple(Steer(each.index(document, "to suppress or amplify"), each.factor) for each in steering)


@dataclass(frozen=True, slots=True)
class _Option:
    """``--suppress`` or ``--amplify``.

    Attributes:
        default: factor where none is given.
        between: least factor, and what it is below.
        rule: that in words.
    """

    name: str
    default: float
    between: tuple[float, float]
    rule: str


def _parsed(option: _Option, values: Sequence[str], of_several: bool) -> Iterator[Steered]:
    low, high = option.between
    takes = f"{option.name} takes {_form(option, of_several)}"
    for named, match in named_in(values, takes, of_several=of_several, then=_FACTOR):
        factor = match["factor"]
        steered = Steered(named.document, named.paragraph, option.default if factor is None else float(factor))
        if not low <= steered.factor < high or steered.factor == 1:
            raise UsageError(
                f"A factor for {option.name} {option.rule}, not {steered.factor:g} (paragraph {steered.name})."
            )
        yield steered


def _form(option: _Option, of_several: bool) -> str:
    """What an option takes, with an example."""
    factor = option.default or 0.5
    if of_several:
        return (
            f"paragraphs with the number of their document, each with its own factor or none, such as 1:3,2:12:{factor}"
        )
    return f"paragraph numbers, each with its own factor or none, such as 3,7:{factor}"
