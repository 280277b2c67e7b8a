"""The session's calls as jobs for a worker thread, each ending in exactly one typed message.

A session takes one call at a time, so everything that touches it goes through here, reading the history included.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from textual.message import Message

from docexplain.errors import DocexplainError, PasswordError
from docexplain.records import Document
from docexplain.session import Cancelled, Event, Listener, Session
from tui.messages import Answered, Failed, Happened, Opened, Recalled, Stopped

Post = Callable[[Message], object]
Job = Callable[[Listener, threading.Event], Message]


@dataclass
class Running:
    """The one job under way; for a question also what there is of its answer."""

    cancel: threading.Event = field(default_factory=threading.Event)
    path: Path | None = None
    question: str | None = None
    text: str = ""
    before: str | None = None
    """Id of the answer that was shown when the question was asked."""


_log = logging.getLogger(__name__)


def run(job: Job, post: Post, cancel: threading.Event) -> None:
    """Run a job and post what happens; never raises."""

    def send(message: Message) -> None:
        with suppress(RuntimeError):  # the app has gone and its event loop is closed: nobody is left to tell
            post(message)

    def listen(event: Event) -> None:
        send(Happened(event))

    try:
        end = job(listen, cancel)
    except Cancelled:
        end = Stopped()
    except DocexplainError as error:
        end = Failed(str(error), isinstance(error, PasswordError))
    except BaseException as error:  # panics of tokenizers (Rust) are no Exception; the app must hear of them as well
        _log.exception("a job of the terminal UI failed")
        end = Failed(f"This is a defect in docexplain, please report it: {type(error).__name__}: {error}")
    send(end)


def opening(session: Session, path: Path, password: str | None) -> Job:
    """Parse a document and look up what was asked about it."""

    def job(listen: Listener, cancel: threading.Event) -> Message:
        def listen_or_stop(event: Event) -> None:
            if cancel.is_set():
                raise Cancelled  # ingest takes no cancel event, but it does report every page
            listen(event)

        document = session.ingest(path, password=password, listener=listen_or_stop)
        try:
            return Opened(document, session.history(document))
        except DocexplainError as error:
            return Opened(document, [], str(error))  # a broken history is no reason not to show the document

    return job


def asking(session: Session, document: Document, question: str) -> Job:
    """Answer and explain a question."""

    def job(listen: Listener, cancel: threading.Event) -> Message:
        return Answered(session.ask(document, question, listener=listen, cancel=cancel), document)

    return job


def recalling(session: Session, answer_id: str, document: Document) -> Job:
    """Fetch an earlier answer, and its own parse of the document when ``document`` is another one."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        answer = session.answer(answer_id)
        same = (answer.document_sha256, answer.parser) == (document.sha256, document.parser)
        return Recalled(answer, document if same else session.document_of(answer))

    return job
