"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from docexplain.cli.options.from_settings import or_settings
from docexplain.cli.options.gathering import Command
from docexplain.errors import UsageError


def json_option(command: Command) -> Command:
    """``--json``: the documented object instead of text."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object (docs/json.md).")(command)


def db_option(command: Command) -> Command:
    """``--db``: which database."""
    return click.option(
        "--db",
        metavar="PATH|URL",
        envvar="DOCEXPLAIN_DB",
        show_envvar=True,
        callback=_database,
        help="Database file or URL (default: database in config.toml, else your data folder).",
    )(command)


def _database(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    chosen: str | None = or_settings(context, parameter, value, "database")
    return chosen


def password_option(command: Command) -> Command:
    """``--password``: of an encrypted file."""
    return click.option(
        "--password", envvar="DOCEXPLAIN_PASSWORD", show_envvar=True, help="Password of an encrypted file."
    )(command)


def files_option(flag: str, name: str, says: str) -> Callable[[Command], Command]:
    """An option that names a file and may be given several times."""
    return click.option(flag, name, type=click.Path(path_type=Path), multiple=True, metavar="FILE", help=says)


public_key_option = files_option(
    "--public-key", "public_keys", "Believe checkpoints of this key only; may be given several times."
)
"""``--public-key``: whose checkpoints are believed."""


def prefix_cache_option(command: Command) -> Command:
    """``--prefix-cache``: where what the model computed for big documents is kept."""
    return click.option(
        "--prefix-cache",
        metavar="FOLDER",
        envvar="DOCEXPLAIN_PREFIX_CACHE",
        show_envvar=True,
        callback=_folder,
        help="Keep what the model computes for a big document, for later runs (not with --no-save).",
    )(command)


def _folder(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path | None:
    if value is None:
        return None
    if not value.strip():
        raise UsageError("--prefix-cache takes a folder, not an empty text.")
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise UsageError(f"--prefix-cache {value}: there is no such user; give a folder.") from None


def top_option(in_json: str) -> Callable[[Command], Command]:
    """``--top``: how many paragraphs are listed."""
    return click.option(
        "--top",
        type=click.IntRange(1),
        default=5,
        show_default=True,
        metavar="K",
        help=f"How many paragraphs to list, for the answer and against it (JSON: {in_json}).",
    )


def span_option(command: Command) -> Command:
    """``--span``: a part of the answer to explain on its own."""
    return click.option(
        "--span",
        metavar="TEXT",
        callback=_some_text,
        help="Explain this part of the answer on its own too, wherever it stands in it, by the paragraphs that were "
        "hidden on their own.",
    )(command)


def _some_text(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.strip():
        raise UsageError("--span takes a part of the answer, not an empty text.")
    return value
