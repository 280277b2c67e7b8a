"""The session's calls as jobs for a worker thread, each ending in exactly one typed message.

A session takes one call at a time, so everything that touches it goes through here, reading the history included.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from textual.message import Message

from docexplain.answers.said.record import changed
from docexplain.errors import DocexplainError, PasswordError
from docexplain.records import Answer, Document, Granularity, Steer
from docexplain.session import AnswerNotSaved, AskOptions, Cancelled, DocumentNotSaved, Event, Listener, Session
from docexplain.session.pace.amount import AUTO
from tui.messages import Answered, Failed, Happened, Opened, Recalled, Stopped

Post = Callable[[Message], object]
Job = Callable[[Listener, threading.Event], Message]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is asked, or waits for its turn.

    Attributes:
        typed: what to give back for editing when nothing comes of it.
        document: what is asked; None: what is open when its turn comes.
        read: how much the model reads.
        include: indices of paragraphs that are read in any case.
    """

    text: str
    typed: str = ""
    document: Document | None = None
    read: int | str = AUTO
    include: tuple[int, ...] = ()


@dataclass
class Running:
    """The one job under way.

    Attributes:
        path: of the document being opened.
        question: what is being asked, to be listed as pending.
        text: what there is of the answer.
        draft: what is known of its explanation.
        before: id of the answer that was shown when it was asked.
        what_if: asked about that answer, which stays on the screen meanwhile.
    """

    cancel: threading.Event = field(default_factory=threading.Event)
    path: Path | None = None
    question: Question | None = None
    text: str = ""
    draft: Answer | None = None
    before: str | None = None
    what_if: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """What is under way and what waits, as the panes show it."""

    job: Running | None = None
    waiting: tuple[Question, ...] = ()


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
        not_saved = ""
        try:
            document = session.ingest(path, password=password, listener=listen, cancel=cancel)
        except DocumentNotSaved as error:
            document, not_saved = error.document, f"NOT SAVED: {error}"
        try:
            history = session.history(document)
        except DocexplainError as error:
            return Opened(document, [], warning=not_saved or str(error))  # no reason not to show the document
        return Opened(document, history, warning=not_saved)

    return job


def asking(session: Session, document: Document, question: Question) -> Job:
    """Answer and explain a question, down to the sentences of the cited paragraphs: these are few."""
    options = AskOptions(granularity=Granularity.SENTENCE, read=question.read, include=question.include)

    def job(listen: Listener, cancel: threading.Event) -> Message:
        try:
            answer = session.ask(document, question.text, options=options, listener=listen, cancel=cancel)
        except AnswerNotSaved as error:
            return Answered(error.answer, document, not_saved=str(error))
        return _beside(session, answer, document, listen, cancel)

    return job


def _beside(session: Session, answer: Answer, document: Document, listen: Listener, cancel: threading.Event) -> Message:
    """The answer with the one without its suspects; that one is missing where it failed, or was stopped."""
    try:
        without = session.without_suspects(document, answer, listener=listen, cancel=cancel)
    except AnswerNotSaved as error:
        return Answered(answer, document, without=error.answer, without_not_saved=str(error))
    except (DocexplainError, Cancelled):
        without = None
    return Answered(answer, document, without=without)


def asking_what_if(session: Session, document: Document, original: Answer, steering: Sequence[Steer]) -> Job:
    """Answer a question again with paragraphs suppressed or amplified."""

    def job(listen: Listener, cancel: threading.Event) -> Message:
        try:
            answer = session.what_if(document, original, steering, listener=listen, cancel=cancel)
        except AnswerNotSaved as error:
            return Answered(error.answer, document, original, not_saved=str(error))
        return Answered(answer, document, original)

    return job


def recalling(session: Session, answer_id: str, document: Document | None) -> Job:
    """Fetch an earlier answer, and its own parse of the document when ``document`` is another one, or none is open."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        answer = session.answer(answer_id)
        of = (answer.document_sha256, answer.parser)
        same = document is not None and not answer.sources and of == (document.sha256, document.parser)
        original = None
        if answer.what_if is not None:
            with suppress(DocexplainError):  # withdrawn, perhaps: the what-if can be shown without it
                original = session.answer(answer.what_if.original)
        without = None
        with suppress(DocexplainError):
            without = session.kept_without(answer)
        said = {each.id: changed(session.on_record(each)) for each in (answer, original, without) if each}
        # A document that is not what was recorded is shown with an answer that says so.
        about = document if same and document is not None else session.document_of(answer, checked=not said[answer.id])
        return Recalled(answer, about, original, without, {each: says for each, says in said.items() if says})

    return job
