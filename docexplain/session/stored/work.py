"""What was asked and read before: listed, searched, checked against the record, and taken away as files."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docexplain.answers.several import located
from docexplain.common.display_text import one_line
from docexplain.errors import InputError, UsageError
from docexplain.export.forms import FORMS, Form
from docexplain.ingest import ParseOptions
from docexplain.records import Answer, AnswerSummary, Collection, Document, OnRecord, RecordedEntry, StoredDocument
from docexplain.session.call import Call
from docexplain.session.documents import document_of, library, on_record
from docexplain.session.events import Listener, ignore
from docexplain.session.saving import find_without
from docexplain.session.store import NullStore, Store
from docexplain.session.stored.exporting import Exporting, ExportOptions
from docexplain.session.stored.originals import Originals

if TYPE_CHECKING:
    from docexplain.export.page_picture import PagePicture


class StoredWork:
    """The part of a session that needs no model.

    Args:
        store: where documents and answers are kept; None keeps nothing.
        parse: how files are read.

    Attributes:
        exports: what :meth:`export` can make of an answer.
    """

    exports: ClassVar[Sequence[Form]] = tuple(FORMS.values())

    def __init__(self, store: Store | None, parse: ParseOptions) -> None:
        if isinstance(store, str | PathLike):
            raise UsageError("A session keeps answers in a store that is open, not in a path: open it first.")
        self._store: Store = store if store is not None else NullStore()
        self._parse = parse
        self._paths: dict[str, Path] = {}

    def history(
        self,
        document: Document | None = None,
        *,
        limit: int | None = None,
        containing: str = "",
        checked: bool = True,
    ) -> list[AnswerSummary]:
        """Answers, newest first, about one document, also where others were asked with it, or about all.

        Args:
            containing: words that all stand in the question or the answer, in any case.
            checked: look of each whether it is what was recorded, for which its documents are read. False is for lists
                that come while somebody types: look (:meth:`on_record`) before one is shown.
        """
        sha256 = document.sha256 if document else None
        return self._store.history(document_sha256=sha256, limit=limit, checked=checked, containing=containing)

    def documents(self) -> list[StoredDocument]:
        """Every file that is stored and not redacted, the one used last first. No text is read or checked."""
        return self._store.stored_documents()

    def stored(self, document: StoredDocument) -> Document:
        """The stored parse of a document, without its file.

        Raises:
            InputError: it needs a password: its file is to be opened.
            NotFoundError: it is not stored any more.
            StorageError: it is not what was recorded, or was redacted.
        """
        if document.protected:
            raise InputError(f"{one_line(document.name)} needs its password: open the file itself.")
        return self._store.get_document(document.sha256, document.parser)

    def file_of(self, document: StoredDocument) -> Path | None:
        """Where the file of a stored document is now, with the same bytes; None: nobody knows."""
        return Originals(self._store, self._paths).find(document.sha256)

    def answer(self, answer_id: str) -> Answer:
        """A stored answer by its id or the beginning of it. Raises NotFoundError."""
        return self._store.get_answer(answer_id)

    def on_record(self, answer: Answer) -> OnRecord | None:
        """Whether a stored answer, and what it was given on, is what was recorded; None where it is not stored. Look
        before you show one: nothing else does."""
        return on_record(self._store, answer)

    def entry(self, answer_id: str) -> RecordedEntry:
        """The entry of a stored answer in the audit log, looked at now with the answer, its documents and the
        checkpoint that covers it; the rest of the log is not looked at. What is wrong it says.

        Raises:
            NotFoundError: there is no such answer.
            RecordError: it has no entry, or one that cannot be read.
        """
        return self._store.entry(answer_id)

    def document_of(self, answer: Answer, *, checked: bool = True) -> Document:
        """The stored parse that an answer is about; of several a :class:`docexplain.Collection`.

        Args:
            checked: refuse one that is not what was recorded. False is for showing the answer with what
                :meth:`on_record` says.

        Raises:
            NotFoundError: it is not stored.
            StorageError: it is not what was recorded, or was redacted.
        """
        return document_of(self._store, answer, checked=checked)

    def library(self, *, listener: Listener = ignore) -> Collection:
        """All stored documents, to be asked together.

        Of several parses of a file it is the one that ``ingest`` would bring back, or else the newest. What is left
        out, such as files that need a password, the listener hears of.

        Raises:
            NotFoundError: there is no document that can be asked.
            StorageError: the database cannot be read.
        """
        return library(self._store, self._parse, listener)

    def kept_without(self, answer: Answer) -> Answer | None:
        """What ``without_suspects`` saved for this answer, if anything. Raises StorageError."""
        return find_without(self._store, answer)

    def place_of(self, document: Document) -> Path | None:
        """Where the file of a document is now, with the bytes that were read; None: nobody knows. Of several documents
        the first one's. It takes as long as reading the file."""
        return self.originals(document)[0]

    def originals(self, document: Document) -> tuple[Path | None, ...]:
        """The same for each of several documents."""
        originals = Originals(self._store, self._paths)
        return tuple(originals.find(part.sha256) for part in document.parts)

    def page_picture(
        self,
        document: Document,
        index: int,
        width: int,
        *,
        answer: Answer | None = None,
        page: int | None = None,
        password: str | None = None,
    ) -> PagePicture:
        """The page that a paragraph stands on, as a picture: the paragraph framed, what an answer cites marked.

        Args:
            index: of the paragraph.
            width: in pixels.
            answer: about this document.
            page: another page of the same document.

        Raises:
            InputError: the file is not where it was, or cannot be drawn.
            PasswordError: it needs another password.
        """
        from docexplain.export.cited_marks import marks_of
        from docexplain.export.page_picture import page_picture

        part, own = document.own(index)
        number, _ = located(document.sources, index) if document.sources else (1, index)
        path = Originals(self._store, self._paths).find(part.sha256)
        if path is None:
            raise InputError(
                f"{one_line(part.name)} is not where it was when it was read, or was changed: open the file again."
            )
        paragraph = part.paragraph(own)
        marks = [] if answer is None else marks_of(answer, document, number)
        return page_picture(
            path,
            page or paragraph.page,
            width,
            marks=marks,
            framed=paragraph.boxes,
            options=self._parse,
            password=password,
        )

    def export(
        self,
        answer_id: str,
        form: str,
        output: Path,
        *,
        files: Sequence[Path] = (),
        options: ExportOptions = ExportOptions(),  # noqa: B008 - frozen
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> None:
        """Write a stored answer to a file for somebody else, which appears whole or not at all.

        Args:
            form: the name of one of :attr:`exports`.
            files: the documents, where they were moved since.
            listener: told what the file does not hold.

        Raises:
            UsageError: there is no such form; something is there that is not replaced; the answer was not given on one
                of ``files``, or was recorded by a version whose answers have no bundle.
            NotFoundError: there is no such answer, or its content was removed.
            RecordError: it is not what was recorded.
            InputError: the document is not where it was.
            PasswordError: it needs another password.
            OutputError: the file cannot be written there.
            Cancelled: ``cancel`` was set.
        """
        self._exporting(form, files, options, Call(listener, cancel)).write(answer_id, output)

    def exported(
        self,
        answer_id: str,
        form: str,
        *,
        files: Sequence[Path] = (),
        options: ExportOptions = ExportOptions(),  # noqa: B008 - frozen
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> bytes:
        """What :meth:`export` would write; text is in UTF-8."""
        return self._exporting(form, files, options, Call(listener, cancel)).made(answer_id)

    def _exporting(self, form: str, files: Sequence[Path], options: ExportOptions, call: Call) -> Exporting:
        originals = Originals(self._store, self._paths, files)
        return Exporting(self._store, form, originals, options, self._parse, call)
