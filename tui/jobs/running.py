"""What a job is, what is known of the one under way, and how it is run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from textual.message import Message

from docexplain.errors import DocexplainError, PasswordError
from docexplain.records import Answer, Document, Passage
from docexplain.session import Cancelled, Event, Listener
from docexplain.session.pace.amount import AUTO
from tui.jobs.documents import Wanted
from tui.messages import Failed, Happened, Stopped

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
        id: tells it from another one with the same words.
    """

    text: str
    typed: str = ""
    document: Document | None = None
    read: int | str = AUTO
    include: tuple[int, ...] = ()
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass
class Running:
    """The one job under way.

    Attributes:
        wanted: what is being opened.
        read_on: its first pages are on the desk.
        question: what is being asked, to be listed as pending.
        text: what there is of the answer.
        draft: what is known of its explanation.
        tokens: what each token of what is cited gives.
        before: id of the answer that was shown when it was asked.
        what_if: asked about that answer, which stays on the screen meanwhile.
        drawing: a page is drawn.
        quiet: the status line says nothing of it.
    """

    cancel: threading.Event = field(default_factory=threading.Event)
    wanted: Wanted | None = None
    read_on: bool = False
    question: Question | None = None
    text: str = ""
    draft: Answer | None = None
    tokens: tuple[Passage, ...] = ()
    before: str | None = None
    what_if: bool = False
    drawing: bool = False
    quiet: bool = False

    @property
    def is_short(self) -> bool:
        """Whether it is soon over: nothing is asked or opened."""
        return self.question is None and self.wanted is None


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
