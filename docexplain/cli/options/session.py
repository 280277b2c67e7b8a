"""What a session works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from docexplain.cli.options.from_settings import or_settings, settings_help
from docexplain.cli.options.gathering import Command, gathered
from docexplain.cli.options.model import ModelOptions
from docexplain.ingest import ParseOptions
from docexplain.session.search.searching import Search


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """Attributes:
    db: database file or URL; None: in the user's data folder.
    no_save: keep nothing, neither in the database nor in the folder of prefixes.
    prefix_cache: a folder for the prefixes of big documents.
    parse: how files are read.
    search: what paragraphs are found by.
    """

    db: str | None
    no_save: bool
    prefix_cache: Path | None
    model: ModelOptions
    parse: ParseOptions
    search: str


def search_option(command: Command) -> Command:
    """``--search``: what paragraphs are found by."""
    return click.option(
        "--search",
        type=click.Choice([str(member) for member in Search]),
        default=str(Search.AUTO),
        show_default=settings_help("search", str(Search.AUTO)),
        callback=_search,
        envvar="DOCEXPLAIN_SEARCH",
        show_envvar=True,
        help="What paragraphs are found by where not all are read: their words, or both words and meaning, with a "
        "model of 84 MB that is fetched once; auto: both where it is here.",
    )(command)


def _search(context: click.Context, parameter: click.Parameter, value: str) -> str:
    chosen: str = or_settings(context, parameter, value, "search")
    return chosen


def session_options(command: Command) -> Command:
    """Gathers ``--db``, ``--no-save``, ``--prefix-cache`` and what stands above it, model and parse, as ``opening``."""
    return gathered("opening", SessionOptions)(command)
