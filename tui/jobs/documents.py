"""Opening documents: a file, several, what is stored, or the whole library."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from textual.message import Message

from docexplain.common.display_text import counted, one_line
from docexplain.errors import DocexplainError, NotFoundError
from docexplain.records import AnswerSummary, Collection, Document
from docexplain.records.library import StoredDocument
from docexplain.session import DocumentNotSaved, Drafted, Event, Listener, Session
from tui.messages import AskedBefore, Listed, Opened
from tui.smooth import shared, smooth


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be opened.

    Attributes:
        stored: documents that are in the store; their files are opened where they still are.
        library: everything that is stored, whatever else is named.
        password: of an encrypted file.
    """

    paths: tuple[Path, ...] = ()
    stored: tuple[StoredDocument, ...] = ()
    library: bool = False
    password: str | None = None

    @property
    def name(self) -> str:
        """What it is called while it is opened."""
        if self.library:
            return "the library"
        names = [*(path.name for path in self.paths), *(document.name for document in self.stored)]
        return one_line(names[0]) if len(names) == 1 else counted(len(names), "document")


def opening(session: Session, wanted: Wanted) -> Callable[[Listener, threading.Event], Message]:
    """Parse what is not stored, and look up what was asked about it."""

    def job(listen: Listener, cancel: threading.Event) -> Message:
        def hear(event: Event) -> None:
            if isinstance(event, Drafted):
                shared()  # questions may be asked beside
            listen(event)

        with smooth():
            document, warning = _document(session, wanted, hear, cancel)
        try:
            history = _history(session, document)
        except DocexplainError as error:
            return Opened(document, [], warning=warning or str(error))  # no reason not to show the document
        return Opened(document, history, warning=warning)

    return job


def asked_before(session: Session, document: Document) -> Callable[[Listener, threading.Event], Message]:
    """Look up what was asked about a document that is not all read."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        try:
            return AskedBefore(_history(session, document))
        except DocexplainError as error:
            return AskedBefore([], str(error))

    return job


def listing(session: Session) -> Callable[[Listener, threading.Event], Message]:
    """Look up which documents are stored."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        try:
            return Listed(session.documents())
        except DocexplainError as error:
            return Listed([], str(error))

    return job


def _document(session: Session, wanted: Wanted, listen: Listener, cancel: threading.Event) -> tuple[Document, str]:
    """The document, or several as one, and why one could not be saved."""
    if wanted.library:
        return session.library(listener=listen), ""
    found: dict[str, Document] = {}
    warnings: list[str] = []
    sources: list[Path | StoredDocument] = [*wanted.paths, *wanted.stored]
    ingest = partial(session.ingest, password=wanted.password, drafts=len(sources) == 1, listener=listen, cancel=cancel)
    for source in sources:
        try:
            document = _one(session, source, ingest)
        except DocumentNotSaved as error:
            document = error.document
            warnings.append(f"NOT SAVED: {error}")
        if document.paragraphs or len(sources) == 1:
            found[document.sha256] = document
        else:
            warnings.append(f"{one_line(document.name)} has no text, so it is left out.")
    if not found:
        raise NotFoundError("Not one of these documents holds any text, so there is nothing to ask: choose others.")
    documents = list(found.values())
    return documents[0] if len(documents) == 1 else Collection.of(documents), " ".join(warnings)


def _one(session: Session, source: Path | StoredDocument, ingest: Callable[[Path], Document]) -> Document:
    if isinstance(source, Path):
        return ingest(source)
    place = session.file_of(source)
    return session.stored(source) if place is None else ingest(place)


def _history(session: Session, document: Document) -> list[AnswerSummary]:
    """What was asked about it; of several about each, newest first."""
    if not document.sources:
        return session.history(document)
    found = {summary.id: summary for part in document.parts for summary in session.history(part)}
    return sorted(found.values(), key=lambda summary: summary.created_at, reverse=True)
