"""What is shown of an answer, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from docexplain.cli.options.gathering import Command, gathered


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Attributes:
    as_json: one object instead of text.
    top: how many paragraphs are listed in text.
    top_in_json: and in JSON; None: all.
    span: a part of the answer to explain on its own.
    highlight: where the marked copy goes.
    """

    as_json: bool
    top: int
    top_in_json: int | None
    span: str | None
    highlight: Path | None


def highlight_option(command: Command) -> Command:
    """``--highlight``: a copy of the document with the cited text marked."""
    return click.option(
        "--highlight",
        type=click.Path(path_type=Path),
        metavar="PDF|PNG",
        callback=_checked_target,
        help="Write a copy of the file with the cited text marked, of several one of each cited file; .png: a picture "
        "of the first cited page.",
    )(command)


def output_options(command: Command) -> Command:
    """Gathers ``--json``, ``--top``, ``--span`` and ``--highlight`` as ``output``."""
    return gathered("output", _output)(command)


def _output(as_json: bool, top: int, span: str | None, highlight: Path | None) -> OutputOptions:
    given = click.get_current_context().get_parameter_source("top") is not click.core.ParameterSource.DEFAULT
    return OutputOptions(as_json, top, top if given else None, span, highlight)


def _checked_target(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    """Only kinds of files that can be written, before anything is read."""
    if value is not None:
        from docexplain.export.highlight import check_target

        check_target(value)
    return value
