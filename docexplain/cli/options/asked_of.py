"""What a question is asked of: files and folders, or the library; and how its paragraphs are named (``12``, or of
several documents ``2:12``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from docexplain.answers.several import index_of
from docexplain.cli.options.gathering import Command
from docexplain.errors import InputError, UsageError
from docexplain.records import Document

_DOCUMENT, _PARAGRAPH = r"(?P<document>[0-9]{1,9}):", r"(?P<number>[0-9]{1,9})"


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


@dataclass(frozen=True, slots=True)
class Named:
    """A paragraph as it was named.

    Attributes:
        document: number of its document, where several are asked; else 0.
        paragraph: its index in that document.
    """

    document: int
    paragraph: int

    @property
    def name(self) -> str:
        """What it was called."""
        return f"{self.document}:{self.paragraph}" if self.document else str(self.paragraph)

    def index(self, document: Document, what_for: str) -> int:
        """Its index in records. Raises UsageError where the document, or one of several, has no such paragraph.

        Args:
            what_for: such as "to suppress".
        """
        if not self.document:
            if self.paragraph <= len(document.paragraphs):
                return self.paragraph
            part = document
        elif self.document > len(document.parts):
            raise UsageError(
                f"Of {len(document.parts)} documents there is no number {self.document}, so no paragraph {self.name} "
                f"{what_for}."
            )
        else:
            index = index_of(document.sources, self.document, self.paragraph)
            if index is not None:
                return index
            part = document.parts[self.document - 1]
        raise UsageError(f"{part.name} has {len(part.paragraphs)} paragraphs: there is no {self.name} {what_for}.")


def include_option(command: Command) -> Command:
    """``--include``: paragraphs that are read whatever they are ranked."""
    return click.option("--include", multiple=True, metavar="N,...",
                        help="Read these paragraphs whatever they are ranked; of several documents D:N, such as 2:12."
                        )(command)  # fmt: skip


def parse_included(values: Sequence[str], *, of_several: bool) -> tuple[Named, ...]:
    """What the option asks for; empty when it was not used. Raises UsageError where it cannot be read.

    Args:
        of_several: several documents are asked, so that a paragraph is named with its document.
    """
    form = "paragraphs with the number of their document, such as 1:3,2:12"
    takes = f"--include takes {form if of_several else 'paragraph numbers, such as 3,7'}"
    return tuple(dict.fromkeys(named for named, _ in named_in(values, takes, of_several=of_several)))


def named_in(
    values: Sequence[str], takes: str, *, of_several: bool, then: str = ""
) -> Iterator[tuple[Named, re.Match[str]]]:
    """The paragraphs that an option names, each with the match of all that stands there. Raises UsageError where one
    cannot be read.

    Args:
        values: lists with commas.
        takes: what the option takes, for the error.
        of_several: see :func:`parse_included`.
        then: pattern of what may follow a paragraph.
    """
    pattern = re.compile((_DOCUMENT if of_several else "") + _PARAGRAPH + then, re.ASCII)
    for item in (item.strip() for value in values for item in value.split(",")):
        match = pattern.fullmatch(item)
        named = Named(int(match["document"]) if of_several else 0, int(match["number"])) if match else None
        if match is None or named is None or named.paragraph < 1 or (of_several and named.document < 1):
            raise UsageError(f"{takes}, not {item!r}.")
        yield named, match
