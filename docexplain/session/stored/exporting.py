"""An answer as a file for somebody else, made of what is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain.common.atomic_files import output_file, refuse_to_replace
from docexplain.common.display_text import one_line
from docexplain.common.serialization import utc_text
from docexplain.errors import InputError, UsageError
from docexplain.export.forms import FORMS
from docexplain.ingest import ParseOptions, sha256_of
from docexplain.ingest.given_text import GIVEN_TEXT
from docexplain.records import OnRecord
from docexplain.session.call import Call
from docexplain.session.documents import recorded
from docexplain.session.events import Notice
from docexplain.session.saving import find_without
from docexplain.session.store import Store
from docexplain.session.stored.originals import Originals, hashes_of

if TYPE_CHECKING:
    from docexplain.export.formats.exported import Exported


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How an answer is exported.

    Attributes:
        password: of its documents, where they need one.
        overwrite: replace a file that is there already.
        without_document: of a bundle, leave the documents themselves out.
    """

    password: str | None = None
    overwrite: bool = False
    without_document: bool = False


@dataclass(frozen=True, slots=True)
class Exporting:
    """One export.

    Attributes:
        form: one of :data:`docexplain.export.forms.FORMS`.
        parse: how the documents were read.
    """

    store: Store
    form: str
    originals: Originals
    options: ExportOptions
    parse: ParseOptions
    call: Call

    def write(self, answer_id: str, output: Path) -> None:
        """Make it and write it to a file, which appears whole or not at all."""
        self._check_form()
        refuse_to_replace(output, overwrite=self.options.overwrite)
        data = self.made(answer_id, output)
        self.call.check()
        with output_file(output) as draft:
            draft.write_bytes(data)

    def made(self, answer_id: str, output: Path | None = None) -> bytes:
        """What is in it. ``output`` is where it goes to, which must be none of the documents."""
        from docexplain.export.formats.exported import Entry, Exported

        self._check_form()
        answer, document = recorded(self.store, answer_id, so="it is not exported")
        self.originals.check_given(answer)
        self.call.check()
        if output is not None and output.is_file() and sha256_of(output) in hashes_of(answer):
            raise UsageError(f"{output} is the document itself, which no export replaces: name another file.")
        entry = self.store.entry(answer.id)
        exported = Exported(answer, document, Entry(entry.seq, entry.sha256, utc_text(entry.at)))
        if self.form == "bundle":
            return self._bundle(exported)
        if self.form == "pdf":
            return self._pdf(exported)
        if self.form == "html":
            from docexplain.export.formats.html import html

            return html(exported, self._pictures(exported)).encode()
        return self._texts()[self.form](exported).encode()

    def _check_form(self) -> None:
        if self.form not in FORMS:
            raise UsageError(f"There is no export {self.form!r}: choose one of {', '.join(FORMS)}.")

    def _bundle(self, exported: Exported) -> bytes:
        found: dict[str, tuple[str, bytes]] = {}
        if not self.options.without_document:
            for number, sha256 in enumerate(hashes_of(exported.answer), start=1):
                path = self._original(exported, number)
                found[sha256] = (path.suffix.lower() or ".file", path.read_bytes())
                self.call.check()
        return self.store.bundle(exported.answer.id, found)

    def _pdf(self, exported: Exported) -> bytes:
        from docexplain.answers.several import cited_in
        from docexplain.export.formats import pdf

        number, *others = cited_in(exported.answer) or (1,)
        path = self._original(exported, number)
        if others:
            self.call.listener(Notice(f"The PDF holds document {number} only, the first of those cited."))
        return pdf.pdf(exported, path, number, self.parse, self.options.password)

    def _pictures(self, exported: Exported) -> dict[str, bytes]:
        """Of the cited pages; none of files that are gone, which is told."""
        from docexplain.answers.several import cited_in
        from docexplain.export.formats import pdf

        found: dict[str, bytes] = {}
        for number in cited_in(exported.answer) or (1,):
            self.call.check()
            try:
                path = self._original(exported, number)
                found |= pdf.pictures(exported, path, number, self.parse, self.options.password)
            except InputError as error:
                self.call.listener(Notice(f"There are no pictures of the pages: {error}", error.remedies))
        return found

    def _original(self, exported: Exported, number: int) -> Path:
        """The file of one document, by its number. Raises InputError where it is gone."""
        path = self.originals.find(hashes_of(exported.answer)[number - 1])
        if path is None:
            part = exported.document.parts[number - 1]
            name = one_line(part.name)
            is_bundle = self.form == "bundle"
            if part.parser == GIVEN_TEXT:
                raise InputError(
                    f"{name} was given as text and has no file: "
                    f"{'leave the document out' if is_bundle else 'choose a form without pages, such as html'}.",
                    remedies=("without_document",) if is_bundle else (),
                )
            raise InputError(
                f"{name} is not where it was when it was asked, or was changed: give the file itself"
                f"{', or leave the document out' if is_bundle else ''}.",
                remedies=("file", "without_document") if is_bundle else ("file",),
            )
        return path

    def _texts(self) -> dict[str, Callable[[Exported], str]]:
        from docexplain.export.as_json.answer import answer as answer_object
        from docexplain.export.as_json.record import Kept
        from docexplain.export.as_json.text import dumps
        from docexplain.export.formats.markdown import markdown
        from docexplain.export.formats.provenance import prov_json
        from docexplain.export.formats.scores import scores

        def as_json(exported: Exported) -> str:
            without = find_without(self.store, exported.answer)
            records = {exported.answer.id: OnRecord()}  # else it would not be exported
            records |= {without.id: self.store.on_record(without.id)} if without else {}
            kept = Kept(records=records)
            return dumps(answer_object(exported.answer, exported.document, without=without, kept=kept)) + "\n"

        return {"md": markdown, "json": as_json, "csv": scores, "prov": prov_json}
