"""The documents of a question: one file, or several with what is in folders, or the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain.cli.advice import advised
from docexplain.cli.streams import complain
from docexplain.cli.unfinished import kept_pages_told
from docexplain.common.display_text import counted, shortened
from docexplain.errors import DocexplainError, ExitCode, FormatError, InputError
from docexplain.records import Collection, Document
from docexplain.session import DocumentNotSaved

if TYPE_CHECKING:
    from docexplain.cli.options.asked_of import AskedOf
    from docexplain.cli.progress import Display
    from docexplain.session import Session


@dataclass(frozen=True, slots=True)
class Read:
    """What is asked.

    Attributes:
        files: the file of each document, in order; empty for the library.
        left_out: why a file could not be read, by its path.
        code: the exit code of the first that could not.
    """

    document: Document
    files: tuple[Path, ...] = ()
    left_out: tuple[tuple[Path, str], ...] = ()
    code: ExitCode = ExitCode.OK


def read(session: Session, asked_of: AskedOf, password: str | None, display: Display) -> Read:
    """Read what is to be asked.

    A single file is kept with its first answer, files of several at once, so that an interruption loses none.

    Raises:
        DocexplainError: there is nothing to ask.
    """
    if asked_of.library:
        return Read(session.library(listener=display))
    if asked_of.several:
        return _Several(session, password, display).read(asked_of.paths)
    [file] = asked_of.paths
    with kept_pages_told(session, file):
        return Read(session.ingest(file, password=password, keep=False, listener=display), (file,))


class _Several:
    """Reads one file after the other; what cannot be read is told and left out."""

    def __init__(self, session: Session, password: str | None, display: Display) -> None:
        self._session, self._password, self._display = session, password, display
        self._found: dict[str, tuple[Document, Path]] = {}
        self._left_out: list[tuple[Path, str]] = []
        self._code = ExitCode.OK

    def read(self, paths: Sequence[Path]) -> Read:
        """Raises InputError where nothing can be read."""
        for path in paths:
            if path.is_dir():
                self._folder(path)
            else:
                self._file(path)
        if not self._found:
            raise InputError("Not one of these files can be read, so there is nothing to ask: give others.")
        documents, files = zip(*self._found.values(), strict=True)
        return Read(Collection.of(documents), files, tuple(self._left_out), self._code)

    def _folder(self, folder: Path) -> None:
        """The files in a folder by name, without hidden ones; other kinds of files, and what is in its folders, are
        not meant by it."""
        inside = sorted(_listed(folder), key=lambda each: each.name)
        others = [file for file in inside if file.is_file() and not self._file(file, or_else_skip=True)]
        folders = [each for each in inside if each.is_dir()]
        if others:
            names = shortened([file.name for file in others], 5)
            self._tell(f"{folder}: left out, as no documents: {names}.")
        if folders:
            self._tell(f"{folder}: what is in its {counted(len(folders), 'folder')} was not read: name them too.")
        if not inside:
            self._tell(f"{folder} is empty.")

    def _file(self, file: Path, *, or_else_skip: bool = False) -> bool:
        """Read a file; False where it is of a kind that is not read, if that is to be skipped."""
        try:
            document = self._ingested(file)
        except DocexplainError as error:
            if or_else_skip and isinstance(error, FormatError):
                return False
            self._leave_out(file, advised(str(error), error.remedies), error.exit_code)
            return True
        if document.sha256 in self._found:
            self._tell(f"{file} is the same as {self._found[document.sha256][1]}: read once.")
        elif document.paragraphs:
            self._found[document.sha256] = (document, file)
        else:
            self._leave_out(file, f"{file} has no paragraphs, only page headers and footers.", ExitCode.INPUT)
        return True

    def _ingested(self, file: Path) -> Document:
        with kept_pages_told(self._session, file):
            try:
                return self._session.ingest(file, password=self._password, listener=self._display)
            except DocumentNotSaved as error:  # said once more with the answer, which needs it
                return error.document

    def _leave_out(self, file: Path, why: str, code: ExitCode) -> None:
        self._left_out.append((file, why))
        self._code = self._code or code
        self._tell(f"Left out: {why}")

    def _tell(self, said: str) -> None:
        self._display.stop()
        complain(said)


def _listed(folder: Path) -> Iterator[Path]:
    try:
        yield from (each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError as error:
        raise InputError(f"{folder} cannot be read ({error.strerror}): check the path and the permissions.") from error
