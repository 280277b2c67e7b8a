"""An app that works in the background: one job at a time, in a worker thread, ending in exactly one message. Beside it
the rest of a document may be read, and the model loaded."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from functools import partial

from textual.app import App
from textual.message import Message

from docexplain.common.display_text import counted
from docexplain.session import Progress
from tui import jobs
from tui.jobs import Question, Running, Working
from tui.messages import Failed, Happened, Stopped, Warmed
from tui.widgets import Status


class WorkingApp(App[None]):
    """Starts and stops jobs and says so in the status line."""

    def __init__(self) -> None:
        super().__init__()
        self.job: Running | None = None
        """What is under way."""
        self.reading: Running | None = None
        """The document that is read on while its first pages are on the desk; it was a job like others before."""
        # Kept by name: a query looks at the top screen only, which may be the help.
        self.status = Status()
        self.waiting: deque[Question] = deque()
        """Questions that are asked when the one before is answered."""
        self._when_free: list[Callable[[], None]] = []
        self.quitting = False
        self._warned: set[str] = set()
        """Ids of the questions that quitting was warned of."""
        self._interrupted: Running | None = None
        self._threads: list[threading.Thread] = []
        self._cancel_beside = threading.Event()
        self._events: asyncio.AbstractEventLoop | None = None

    def start(self, job: jobs.Job, running: Running, step: str) -> None:
        """Begin a job; none must be under way."""
        self.job = running
        if not running.quiet:
            self.status.begin(step)
        self.refresh_bindings()
        # No worker of Textual's: the app would wait for its thread at the end, which may be inside a library.
        post = self.post_message if running.wanted is None else self._post_opening
        self._run(job, post, running.cancel, "docexplain-job")

    def start_beside(self, job: jobs.Job) -> None:
        """Begin a job that runs beside the others, in a thread of its own."""
        self._cancel_beside = threading.Event()
        self._run(job, partial(self._post_beside, self._cancel_beside), self._cancel_beside, "docexplain-model")

    def _run(self, job: jobs.Job, post: jobs.Post, cancel: threading.Event, name: str) -> None:
        thread = threading.Thread(target=jobs.run, args=(job, post, cancel), name=name, daemon=True)
        self._threads = [*(each for each in self._threads if each.is_alive()), thread]
        thread.start()

    def _post_opening(self, message: Message) -> bool:
        if isinstance(message, Failed | Stopped | Happened):
            message.opening = True
        return self.post_message(message)

    def _post_beside(self, cancel: threading.Event, message: Message) -> None:
        """Of its progress nothing is told while another job tells of its own."""
        if isinstance(message, Failed | Stopped):  # of the job beside: the other one goes on
            message = Warmed(None, message.sentence if isinstance(message, Failed) else "")
        if isinstance(message, Warmed):
            message.cancelled = cancel
        asking = self.job is not None and self.job.question is not None
        if asking or not isinstance(message, Happened) or not isinstance(message.event, Progress):
            self.post_message(message)

    def when_free(self, then: Callable[[], None]) -> None:
        """Go on where no job is under way: at once, or else behind whatever has its turn when this one ends."""
        if self.job is None:
            then()
        else:
            self._when_free.append(then)

    def _freed(self) -> None:
        waiting, self._when_free = self._when_free, []
        for then in waiting:
            self.call_later(self.when_free, then)

    def read_on(self) -> None:
        """The document that is being opened is on the desk as far as it is read: other jobs may begin beside."""
        self.reading, self.job = self.job, None
        self.refresh_bindings()
        self._freed()

    def finish(self, *, opening: bool = False) -> Running:
        """The job's last message is here; ``opening``: that of the document that was opened."""
        if opening and self.reading is not None:
            running, self.reading = self.reading, None
        else:
            running, self.job = self.job or Running(), None
        self.refresh_bindings()
        if self.quitting and self.under_way is None:
            self.exit()
        else:
            self._freed()
        return running

    @property
    def under_way(self) -> Running | None:
        """What the user may stop: the job, or else the reading of the document."""
        return self.job or self.reading

    def running(self) -> Working:
        """What is under way and what waits."""
        return Working(self.job, tuple(self.waiting))

    def refresh_bindings(self) -> None:
        """Draw the footer again; the last message of a job may come while the app is closing."""
        if self.screen_stack:
            super().refresh_bindings()

    def is_busy(self) -> bool:
        """Whether a job is under way, after saying so."""
        if self.job is not None:
            self.status.busy("Still busy: wait for it to finish, or stop it.")
        return self.job is not None

    def say(self, text: str) -> None:
        """Tell the user something, beside what is running."""
        self.status.end(text) if self.job is None or self.job.quiet else self.status.busy(text)

    def stop_job(self, step: str = "stopping") -> None:
        """Cancel what is under way, which ends in its own time in one message."""
        if self.under_way is not None:
            if self.job is None:  # the line says something else
                self.status.begin(step)
            self.under_way.cancel.set()
            self.status.stopping(step)

    async def action_quit(self) -> None:
        """Quit, after stopping what runs; a second time without waiting for it."""
        if not self._warned.issuperset(question.id for question in self.waiting):
            self._warned = {question.id for question in self.waiting}
            waits = counted(len(self.waiting), "question")
            self.say(f"{waits} {'waits' if len(self.waiting) == 1 else 'wait'} for an answer: Ctrl+Q again quits.")
        elif self.under_way is None or self.quitting:
            self.exit()
        else:
            self.quitting = True
            self._cancel()
            self.stop_job("stopping, then quitting (Ctrl+Q again: at once)")

    def action_interrupt(self) -> None:
        """Stop what runs; a second time end the app without waiting for it."""
        if self.quitting or (self.under_way is not None and self.under_way is self._interrupted):
            self.exit()
        else:
            self._interrupted = self.under_way
            self.stop_job("stopping (Ctrl+C again: quit at once)")

    def on_mount(self) -> None:
        """From now on :meth:`leave` ends the app."""
        self._events = asyncio.get_running_loop()

    def leave(self) -> None:
        """End the app without waiting for what runs; from any thread, or out of a signal's handler."""
        self._cancel()
        if self._events is not None:
            self._events.call_soon_threadsafe(self.exit)

    def is_over(self, seconds: float) -> bool:
        """Whether the last jobs are over, or get there in so many seconds, once the app has ended."""
        for thread in self._threads:
            thread.join(seconds / len(self._threads))
        return not any(thread.is_alive() for thread in self._threads)

    def on_unmount(self) -> None:
        """Whatever ended the app, no job runs on for nobody."""
        self._cancel()

    def _cancel(self) -> None:
        self._cancel_beside.set()
        for running in (self.job, self.reading):
            if running is not None:
                running.cancel.set()
