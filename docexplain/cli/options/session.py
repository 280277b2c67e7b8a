"""What a session works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docexplain.cli.options.gathering import Command, gathered
from docexplain.cli.options.model import ModelOptions
from docexplain.ingest import ParseOptions


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """Attributes:
    db: database file or URL; None: in the user's data folder.
    no_save: keep nothing, neither in the database nor in the folder of prefixes.
    prefix_cache: a folder for the prefixes of big documents.
    parse: how files are read.
    """

    db: str | None
    no_save: bool
    prefix_cache: Path | None
    model: ModelOptions
    parse: ParseOptions


def session_options(command: Command) -> Command:
    """Gathers ``--db``, ``--no-save``, ``--prefix-cache`` and what stands above it, model and parse, as ``opening``."""
    return gathered("opening", SessionOptions)(command)
