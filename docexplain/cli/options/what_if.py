"""``--suppress`` and ``--amplify``: what if some paragraphs were not there, or counted more?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import inf

import click

from docexplain.cli.options.gathering import Command
from docexplain.errors import UsageError
from docexplain.records import AMPLIFY, HIDE, Document, Mode, Steer
from docexplain.session.ask_options import check_steering

_ITEM = re.compile(r"([0-9]{1,9})(?::([0-9]{0,9}\.?[0-9]{1,9}))?", re.ASCII)


def steering_options(command: Command) -> Command:
    """``--suppress`` and ``--amplify``, each a list of paragraphs with factors."""
    for option in (
        click.option("--amplify", multiple=True, metavar="N[:F],...",
                     help="The same with attention to them turned up by factor F (default 2)."),
        click.option("--suppress", multiple=True, metavar="N[:F],...",
                     help="What if: answer again with these paragraphs hidden, or turned down to factor F below 1."),
    ):  # fmt: skip
        command = option(command)
    return command


def parse_steering(suppress: Sequence[str], amplify: Sequence[str], *, mode: Mode, given: bool) -> tuple[Steer, ...]:
    """What the two options ask for; empty when neither was used.

    Args:
        given: the answer was given with ``--answer``.

    Raises:
        UsageError: an option cannot be read, names a paragraph twice, or does not go with the others.
    """
    steering = (
        *_parsed("--suppress", suppress, HIDE, (0, 1), "is below 1: 0 hides the paragraph"),
        *_parsed("--amplify", amplify, AMPLIFY, (1, inf), "is above 1, such as 2"),
    )
    if not steering:
        return ()
    indices = [steer.paragraph for steer in steering]
    twice = sorted({index for index in indices if indices.count(index) > 1})
    if twice:
        raise UsageError(f"Paragraph {twice[0]} is named twice: give it one factor, in --suppress or --amplify.")
    if given:
        raise UsageError("A what-if lets the model answer again: leave out --answer, or --suppress and --amplify.")
    check_steering(mode, steering, indices)
    return steering


def check_paragraphs(steering: Sequence[Steer], document: Document) -> None:
    """Raise UsageError for paragraphs that the document has not."""
    for steer in steering:
        if steer.paragraph > len(document.paragraphs):
            raise UsageError(
                f"{document.name} has {len(document.paragraphs)} paragraphs: there is no {steer.paragraph} to "
                "suppress or amplify."
            )


def _parsed(
    option: str, values: Sequence[str], default: float, between: tuple[float, float], rule: str
) -> Iterator[Steer]:
    low, high = between
    for item in (item.strip() for value in values for item in value.split(",")):
        match = _ITEM.fullmatch(item)
        if match is None or int(match[1]) < 1:
            raise UsageError(
                f"{option} takes paragraph numbers, each with its own factor or none, such as 3,7:{default or 0.5}, "
                f"not {item!r}."
            )
        factor = default if match[2] is None else float(match[2])
        if not low <= factor < high or factor == 1:
            raise UsageError(f"A factor for {option} {rule}, not {factor:g} (paragraph {match[1]}).")
        yield Steer(int(match[1]), factor)
