"""One question, asked: what came of it, also where something could not be saved or explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from docexplain.cli import interrupt
from docexplain.cli.advice import advised
from docexplain.cli.documents import Read, read
from docexplain.cli.options.question import Question
from docexplain.cli.options.session import SessionOptions
from docexplain.cli.options.what_if import steers
from docexplain.cli.progress import Display
from docexplain.cli.setup import opened_session
from docexplain.common.lazy_imports import own_process
from docexplain.errors import DocexplainError
from docexplain.grounding.resting import leaving_out
from docexplain.records import Answer, Document
from docexplain.session import AnswerNotSaved

if TYPE_CHECKING:
    from docexplain.cli.output.stream import Stream

T = TypeVar("T")
A = TypeVar("A", Answer, Answer | None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question.

    Attributes:
        steered: the answer of the what-if, if one was asked for and could be given.
        without: the answer without the paragraphs that seem to give the model instructions, if there are any.
        unsaved: by the ids of answers why they were not saved; empty text where nothing was to be.
        failure: the first error that is told after the answer.
    """

    read: Read
    answer: Answer
    steered: Answer | None
    without: Answer | None
    unsaved: Mapping[str, str]
    failure: DocexplainError | None

    @property
    def document(self) -> Document:
        """What was asked."""
        return self.read.document


def asked(question: Question, opening: SessionOptions, password: str | None, stream: Stream | None) -> Asked:
    """Ask a question, with its what-if.

    Args:
        stream: where the answer's text goes as it comes, if it does.

    Raises:
        DocexplainError: there is no answer.
    """
    outcome = _Outcome(saving=not opening.no_save)
    steered = without = None
    with own_process(), opened_session(opening) as session, Display(stream) as display:
        try:
            found = read(session, question.asked_of, password, display)
            document = found.document
            steering = steers(question.steering, document)
            options = question.options_for(document)
            answer = outcome.kept(lambda: session.ask(document, question.text, options=options, listener=display))
            if steering and not interrupt.noted():
                what_if = partial(session.what_if, document, answer, steering, listener=display)
                steered = outcome.tried(lambda: outcome.kept(what_if))
            if leaving_out(answer) != steering and not interrupt.noted():  # it ended the waiting for the database
                leave_out = partial(session.without_suspects, document, answer, listener=display)
                without = outcome.tried(lambda: outcome.kept(leave_out))
        finally:
            if stream:
                stream.end()
    return Asked(found, answer, steered, without, outcome.unsaved, outcome.failure)


class _Outcome:
    """Keeps what went wrong beside an answer that took long: it is shown all the same."""

    def __init__(self, *, saving: bool) -> None:
        self._saving = saving
        self.unsaved: dict[str, str] = {}
        self.failure: DocexplainError | None = None

    def kept(self, answering: Callable[[], A]) -> A:
        """The answer, also where it could not be saved; None where there is none."""
        try:
            answer = answering()
        except AnswerNotSaved as error:
            answer, self.failure = error.answer, self.failure or error
            self.unsaved[answer.id] = advised(str(error), error.remedies)
        else:
            if answer is not None and not self._saving:
                self.unsaved[answer.id] = ""
        return answer

    def tried(self, call: Callable[[], T]) -> T | None:
        """What a call returns; None where it failed."""
        try:
            return call()
        except DocexplainError as error:
            self.failure = self.failure or error
            return None
