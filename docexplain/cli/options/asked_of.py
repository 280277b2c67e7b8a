"""What a question is asked of: files and folders, or the library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from docexplain.errors import InputError, UsageError


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question and what it is asked of.

    Attributes:
        paths: files and folders.
        library: everything that is stored, instead.
        text: the question.
    """

    paths: tuple[Path, ...]
    library: bool = False
    text: str = ""

    @property
    def several(self) -> bool:
        """Whether paragraphs are named with their document, as ``2:12``: also where a folder holds only one."""
        return self.library or len(self.paths) != 1 or self.paths[0].is_dir()


def asked_of(files: tuple[Path, ...], library: bool, question: str) -> AskedOf:
    """What the arguments mean.

    Raises:
        UsageError: files and the library are asked at once.
        click.UsageError: nothing is asked, or the question is missing.
        InputError: of several files one does not exist.
    """
    if library and files:
        raise UsageError(
            "--library asks everything that is stored: leave out the files, or --library. (The question is the last "
            "argument, in quotes.)"
        )
    if not library and not files:
        raise click.UsageError(
            f"There is only {question!r}: name a file and then the question, in quotes, or give --library.",
            click.get_current_context(),
        )
    if len(files) > 1 and (missing := [path for path in files if not path.exists()]):
        raise InputError(
            f"There is no file {missing[0]}: check the path. (The question is the last argument, in quotes.)"
        )
    return AskedOf(files, library, question)
