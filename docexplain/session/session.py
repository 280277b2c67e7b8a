"""The use case behind every front end: a document, a question, an answer with its paragraphs, saved."""

from __future__ import annotations

import threading
from pathlib import Path

from docexplain.records import Answer, AnswerSummary, Document
from docexplain.session.events import Listener, ignore
from docexplain.session.options import AskOptions
from docexplain.session.store import Store


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """Raised out of a call whose ``cancel`` event was set; nothing was saved."""


class Session:
    """One user's work: keeps the model and the last document's prefix between questions. Not thread-safe: one call
    at a time, on any thread."""

    def __init__(self, *, store: Store | None = None, model: str | None = None) -> None:
        raise NotImplementedError

    def ingest(self, path: Path, *, password: str | None = None, listener: Listener = ignore) -> Document: ...

    def ask(
        self,
        document: Document,
        question: str,
        *,
        options: AskOptions = AskOptions(),
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer: ...

    def history(self, document: Document | None = None, *, limit: int | None = None) -> list[AnswerSummary]: ...

    def answer(self, answer_id: str) -> Answer: ...

    def document_of(self, answer: Answer) -> Document: ...
