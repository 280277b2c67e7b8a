"""Questions and what-ifs, and answers from the store."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress

from textual.message import Message

from docexplain.answers.said.record import changed
from docexplain.errors import DocexplainError
from docexplain.records import Answer, Document, Granularity, Steer
from docexplain.session import AnswerNotSaved, AskOptions, Cancelled, Listener, Session
from tui.jobs.running import Job, Question
from tui.messages import Answered, Recalled


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
