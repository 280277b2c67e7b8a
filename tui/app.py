"""The screen: puts the panes together, starts the jobs and routes messages between them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Static

from docexplain.plain import one_line
from docexplain.records import Document
from docexplain.session import AnswerText, Notice, Progress, Session
from tui import worker
from tui.messages import Answered, Failed, Happened, Opened, Recalled, Stopped
from tui.shelf import Shelf
from tui.widgets import AnswerPanel, Detail, DocumentView, Entry, EntryMode, HelpScreen, QuestionList, Status
from tui.wording import report, title
from tui.worker import Running

READY = "Ready: type a question. Tab moves between the panes, F1 helps."


class DocexplainApp(App[None]):
    """Ask questions about a PDF and see which paragraphs caused the answer.

    Args:
        session: the use case; the app makes one call on it at a time, in a worker thread.
        path: the PDF to open; without one the app asks for it.
        password: of an encrypted PDF; without one the app asks for it when it is needed.
    """

    TITLE = "docexplain"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-middle"), (30, "-tall")]  # noqa: RUF012
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "Help"),
        Binding("n,ctrl+n", "cited(1)", "Next cited"),
        Binding("p,ctrl+p", "cited(-1)", "Previous cited"),
        Binding("escape", "stop", "Stop, back"),
        Binding("ctrl+o", "open", "Open"),
        Binding("ctrl+q", "quit", "Quit", priority=True),
    ]

    def __init__(self, session: Session, path: Path | None = None, password: str | None = None) -> None:
        super().__init__()
        self._session = session
        self._first = (path, password)
        self._document: Document | None = None
        self._shelf = Shelf()
        self._shown: str | None = None  # id of the answer on the screen; None: the question being answered, or nothing
        self._job: Running | None = None
        self._locked: Path | None = None  # waits for its password
        self._quitting = False
        # Kept by name: a query looks at the top screen only, which may be the help.
        self._title_line = Static("docexplain", id="title", markup=False)
        self._questions, self._answer, self._view = QuestionList(), AnswerPanel(), DocumentView()
        self._detail, self._entry, self._status = Detail(), Entry(), Status()

    def compose(self) -> ComposeResult:
        """The panes."""
        yield self._title_line
        with Horizontal(id="body"):
            yield self._questions
            with Vertical(id="right"):
                yield self._answer
                yield self._view
                yield self._detail
        yield self._entry
        yield self._status
        yield Footer()

    def on_mount(self) -> None:
        """Open the document, or ask which."""
        self._detail.fill(None, None)
        self._questions.fill([], pending=None, shown=None)
        self._entry.take_focus()
        path, password = self._first
        self.action_open() if path is None else self._open(path, password)

    # Jobs: at most one at a time, each ends in one message.

    def _start(self, job: worker.Job, running: Running, step: str) -> None:
        self._job = running
        self._status.begin(step)
        self.refresh_bindings()
        self.run_worker(partial(worker.run, job, self.post_message, running.cancel), thread=True, exit_on_error=False)

    def _finish(self) -> Running:
        """The job's last message is here."""
        running, self._job = self._job or Running(), None
        if self.screen_stack:  # the last message may come while the app is closing
            self.refresh_bindings()
        if self._quitting:
            self.exit()
        return running

    def _is_busy(self) -> bool:
        if self._job is not None:
            self._status.busy("Still busy: wait for it to finish, or stop it.")
        return self._job is not None

    def _open(self, path: Path, password: str | None = None) -> None:
        self._start(worker.opening(self._session, path, password), Running(path=path), f"opening {one_line(path.name)}")

    @on(Entry.Submitted)
    def _submitted(self, event: Entry.Submitted) -> None:
        if self._is_busy():
            return
        if event.mode is EntryMode.OPEN:
            self._open(Path(event.text.strip().strip("\"'")).expanduser())
        elif event.mode is EntryMode.PASSWORD and self._locked is not None:
            self._open(self._locked, event.text)
        elif self._document is not None:
            self._entry.fill(EntryMode.ASK)
            running = Running(question=event.text.strip(), before=self._shown)
            self._start(worker.asking(self._session, self._document, event.text.strip()), running, "preparing")
            self._show(None)

    @on(QuestionList.Chosen)
    def _chosen(self, event: QuestionList.Chosen) -> None:
        if event.answer_id is None or event.answer_id in self._shelf:
            self._status.forget_notices()
            self._show(event.answer_id)
        elif self._document is not None and not self._is_busy():
            job = worker.recalling(self._session, event.answer_id, self._document)
            self._start(job, Running(), "fetching the answer")

    # What the jobs say.

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        match message.event:
            case Progress() as progress:
                self._status.progress(progress)
            case Notice(text):
                self._status.notice(text)
            case AnswerText(text) if self._job is not None:
                self._job.text += text
                if self._shown is None:
                    self._answer.fill(self._job.question, self._job.text)

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self._finish()
        self._document = message.document
        self._shelf.turn_to(message.document, message.history)
        self._title_line.update(title(message.document))
        self._entry.back_to_asking()
        self._show(None)
        self._status.end(READY)
        if message.warning:
            self._status.notice(message.warning)

    @on(Answered)
    @on(Recalled)
    def _have_answer(self, message: Answered | Recalled) -> None:
        self._finish()
        self._shelf.add(message.answer, message.document)
        reading_on = isinstance(message, Answered) and self._shown is not None  # who looks at another one stays there
        self._show(self._shown if reading_on else message.answer.id)
        self._status.end(report(message.answer))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self._undo(self._finish(), EntryMode.PASSWORD if message.password_wanted else EntryMode.OPEN)
        self._status.error(message.sentence)

    @on(Stopped)
    def _stopped(self) -> None:
        self._undo(self._finish(), EntryMode.OPEN)
        self._status.end("Stopped; nothing was saved.")

    def _undo(self, running: Running, mode: EntryMode) -> None:
        """Give back what was typed and show what was shown."""
        if running.path is not None:
            self._locked = running.path
            self._entry.fill(mode, str(running.path) if mode is EntryMode.OPEN else "")
        elif running.question is not None:
            if self._entry.mode is EntryMode.ASK and not self._entry.text:
                self._entry.fill(EntryMode.ASK, running.question)
            self._show(running.before if self._shown is None else self._shown)

    def _show(self, answer_id: str | None) -> None:
        """Show an answer; with None the question that is being answered, or nothing."""
        self._shown = answer_id
        question, text = (self._job.question, self._job.text) if self._job else (None, "")
        answer, document = (None, self._document) if answer_id is None else self._shelf[answer_id]
        self._questions.fill(self._shelf.summaries, pending=question, shown=answer_id)
        self._answer.fill(question if answer is None else answer.question, text, answer)
        if document is not None:
            self._view.fill(document, answer)
        if answer is not None and self._job is None:
            self._status.end(report(answer))

    @on(DocumentView.Moved)
    def _moved(self, event: DocumentView.Moved) -> None:
        self._detail.fill(event.paragraph, event.shade, event.cited)

    # Keys.

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Escape is offered while there is something to stop or to go back from."""
        back = self._document is not None and self._entry.mode is not EntryMode.ASK
        return action != "stop" or self._job is not None or back

    def action_stop(self) -> None:
        """Cancel the running job, which ends in its own time in one message; without one, give up opening."""
        if self._job is not None:
            self._job.cancel.set()
            self._status.stopping("stopping")
        else:
            self._entry.back_to_asking()
            self._status.end(READY)

    def action_cited(self, by: int) -> None:
        """Go to the next or previous cited paragraph, wherever the focus is."""
        self._view.action_cited(by)

    def action_open(self) -> None:
        """Ask for a PDF to open."""
        if not self._is_busy():
            self._entry.fill(EntryMode.OPEN)
            self._entry.take_focus()
            self._status.end("Which PDF?")
            self.refresh_bindings()

    def action_help(self) -> None:
        """Explain the keys and the signs."""
        self.push_screen(HelpScreen())

    async def action_quit(self) -> None:
        """Quit, after stopping what runs; a second time without waiting for it."""
        if self._job is None or self._quitting:
            self.exit()
        else:
            self._quitting = True
            self._job.cancel.set()
            self._status.stopping("stopping, then quitting")

    def on_unmount(self) -> None:
        """Whatever ended the app, no job runs on for nobody."""
        if self._job is not None:
            self._job.cancel.set()
