"""``docexplain export``: an answer as a file for somebody else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docexplain.cli.options.gathering import gathered
from docexplain.cli.options.shared import db_option, password_option
from docexplain.cli.streams import complain
from docexplain.errors import InputError, UsageError

if TYPE_CHECKING:
    from docexplain.export.formats.exported import Exported
    from storage import SqlStore

FORMATS = ("pdf", "html", "md", "json", "csv", "prov", "bundle")
_TEXTS = ("html", "md", "json", "csv", "prov")


@dataclass(frozen=True, slots=True)
class Target:
    """Attributes:
    form: one of :data:`FORMATS`.
    output: the file, or ``-``.
    overwrite: replace it where it is there already.
    without_document: of a bundle, leave the document itself out.
    """

    form: str
    output: Path
    overwrite: bool
    without_document: bool

    def check(self) -> None:
        """Raises UsageError: nothing can be written there."""
        if str(self.output) == "-":
            if self.form not in _TEXTS:
                raise UsageError(f"A {self.form} is not printed: name a file with -o.")
            return
        if self.output.exists() and not self.output.is_file():
            raise UsageError(f"{self.output} is no ordinary file: name another one.")
        if self.output.exists() and not self.overwrite:
            raise UsageError(f"{self.output} is there already: name another file, or replace it with --overwrite.")


@click.command(short_help="Write an answer to a file: PDF, HTML, Markdown, JSON, CSV, PROV, bundle.")
@click.argument("answer_id", metavar="ID")
@click.option("--to", "form", type=click.Choice(FORMATS), required=True, help="In which format.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    required=True,
    help="Where to; - prints a format that is text.",
)
@click.option(
    "--file",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="The document, where it was moved since; of several give each.",
)
@click.option("--without-document", is_flag=True, help="Of a bundle: leave the document itself out.")
@click.option("--overwrite", is_flag=True, help="Replace FILE where it is there already.")
@password_option
@db_option
@gathered("target", Target)
def export(answer_id: str, target: Target, files: tuple[Path, ...], password: str | None, db: str | None) -> None:
    """Write the answer with this ID (or the beginning of it), as it is in the record. No model is loaded.

    \b
    pdf   the original with what is cited highlighted, behind a page with question, answer and verdict
    html  one page for a browser, with pictures of the cited pages; needs no network
    md    Markdown
    json  what `docexplain show --json` prints
    csv   the paragraphs that were read, with their figures
    prov  how the answer came about, as W3C PROV-JSON
    bundle  a zip with what proves it: `docexplain audit verify-bundle` checks it without the database

    An answer that is not what was recorded, or whose content was removed, is not exported.
    """
    from docexplain.api import open_store

    target.check()
    with open_store(db, read_only=True) as store:
        exported = _exported(store, answer_id)
        originals = _Originals(store, exported, files, password)
        if target.form == "bundle":
            data = store.log.bundle(exported.answer.id, {} if target.without_document else originals.files())
        else:
            data = _made(target.form, store, exported, originals)
    if target.form == "pdf" and len(originals.numbers) > 1:
        complain(f"{target.output} holds document {originals.numbers[0]} only, the first of those cited.")
    _write(data, target.output)


def _exported(store: SqlStore, answer_id: str) -> Exported:
    from docexplain.cli.documents import recorded
    from docexplain.export.formats.exported import Entry, Exported

    answer, document = recorded(store, answer_id, so="it is not exported")
    entry = store.log.entry_of(answer.id)
    return Exported(answer, document, Entry(entry.seq, entry.sha256, entry.at))


class _Originals:
    """The files that the answer was given on, where they still are."""

    def __init__(self, store: SqlStore, exported: Exported, given: tuple[Path, ...], password: str | None) -> None:
        from docexplain.answers.several import cited_in

        self._store, self._exported, self._password = store, exported, password
        self._given = {_hash(path): path for path in given}
        answer = exported.answer
        self._hashes = [source.sha256 for source in answer.sources] or [answer.document_sha256]
        if wrong := [path for sha256, path in self._given.items() if sha256 not in self._hashes]:
            raise UsageError(f"The answer was not given on {wrong[0]}: its bytes are others. Give the file itself.")
        self.numbers = cited_in(answer) or (1,)

    def find(self, number: int) -> Path | None:
        """The file of one document, by its number; None where it is not where it was."""
        sha256 = self._hashes[number - 1]
        if sha256 in self._given:
            return self._given[sha256]
        places = (Path(place) for place in self._store.file_places(sha256))
        return next((path for path in places if path.is_file() and _hash(path) == sha256), None)

    def files(self) -> dict[str, tuple[str, bytes]]:
        """All of them: by their hash the ending and the bytes. Raises InputError where one is gone."""
        found = {}
        for number, sha256 in enumerate(self._hashes, start=1):
            path = self.find(number)
            if path is None:
                name = self._exported.document.parts[number - 1].name
                raise InputError(
                    f"{name} is not where it was when it was asked, or was changed: give it with --file, or leave the "
                    "document out with --without-document."
                )
            found[sha256] = (path.suffix.lower() or ".file", path.read_bytes())
        return found

    def pdf(self) -> bytes:
        """Raises InputError where the file is gone."""
        from docexplain.export.formats import pdf
        from docexplain.ingest.parse_options import ParseOptions

        number = self.numbers[0]
        path = self.find(number)
        if path is None:
            name = self._exported.document.parts[number - 1].name
            raise InputError(f"{name} is not where it was when it was asked, or was changed: give it with --file.")
        return pdf.pdf(self._exported, path, number, ParseOptions(), self._password)

    def pictures(self) -> dict[str, bytes]:
        """Of the cited pages; none of files that are gone, which is told."""
        from docexplain.export.formats import pdf
        from docexplain.ingest.parse_options import ParseOptions

        found: dict[str, bytes] = {}
        for number in self.numbers:
            path = self.find(number)
            if path is None:
                name = self._exported.document.parts[number - 1].name
                complain(f"{name} is not where it was: there are no pictures of its pages. Give the file with --file.")
                continue
            try:
                found |= pdf.pictures(self._exported, path, number, ParseOptions(), self._password)
            except InputError as error:
                complain(f"There are no pictures of the pages of {path}: {error}")
        return found


def _made(form: str, store: SqlStore, exported: Exported, originals: _Originals) -> bytes:
    if form == "pdf":
        return originals.pdf()
    if form == "html":
        from docexplain.export.formats.html import html

        return html(exported, originals.pictures()).encode()
    return _texts(store)[form](exported).encode()


def _texts(store: SqlStore) -> dict[str, Callable[[Exported], str]]:
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.output.as_json.record import Kept
    from docexplain.export.formats.markdown import markdown
    from docexplain.export.formats.provenance import prov_json
    from docexplain.export.formats.scores import scores

    def as_json(exported: Exported) -> str:
        kept = Kept(records={exported.answer.id: store.on_record(exported.answer.id)})
        return json_objects.dumps(json_objects.answer(exported.answer, exported.document, kept=kept)) + "\n"

    return {"md": markdown, "json": as_json, "csv": scores, "prov": prov_json}


def _hash(path: Path) -> str:
    from docexplain.ingest import sha256_of

    return sha256_of(path)


def _write(data: bytes, output: Path) -> None:
    from docexplain.common.atomic_files import output_file

    if str(output) == "-":
        sys.stdout.write(data.decode())
        return
    with output_file(output) as draft:
        draft.write_bytes(data)
