"""The screen: puts the panes together, starts the jobs and routes messages between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from docexplain.answers import Focus, focus
from docexplain.answers.said.amount_read import reads_more
from docexplain.answers.said.taken_away import citation, quotation
from docexplain.common.display_text import one_line
from docexplain.errors import QuestionError
from docexplain.records import Document
from docexplain.session import AnswerText, Notice, Progress, Session
from tui import jobs
from tui.job_runner import WorkingApp
from tui.jobs import Running
from tui.messages import Answered, Failed, Happened, Opened, Recalled, Stopped
from tui.panes import Panes
from tui.view.shelf import Shelf
from tui.view.wording import part_shown, report, title, what_if
from tui.widgets import DocumentView, Entry, EntryMode, HelpScreen, Keys, QuestionList

READY = "Ready: type a question. Tab moves between the panes, F1 helps."


class DocexplainApp(WorkingApp):
    """Ask questions about a document and see which paragraphs caused the answer.

    Args:
        session: the use case; the app makes one call on it at a time, in a worker thread.
        path: the file to open; without one the app asks for it.
        password: of an encrypted file; without one the app asks for it when it is needed.
        advice: what to say once, under the first answer.
    """

    TITLE = "docexplain"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-middle"), (30, "-tall")]  # noqa: RUF012
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "Help"),
        Binding("w", "what_if", "What if"),
        Binding("m", "more", "Read more"),
        Binding("n,ctrl+n", "cited(1)", "Next"),
        Binding("p,ctrl+p", "cited(-1)", "Previous"),
        Binding("slash", "part", "Part"),
        Binding("escape", "stop", "Stop, back"),
        Binding("ctrl+o", "open", "Open"),
        Binding("y", "copy_answer", "Copy"),
        Binding("Y", "copy_paragraph", show=False),
        Binding("ctrl+q", "quit", "Quit", priority=True),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        path: Path | None = None,
        password: str | None = None,
        *,
        advice: Callable[[], str] | None = None,
    ) -> None:
        super().__init__()
        self._session = session
        self._advice = advice
        self._first = (path, password)
        self._document: Document | None = None
        self._shelf = Shelf()
        self._shown: str | None = None  # id of the answer on the screen; None: the question being answered, or nothing
        self._part: Focus | None = None  # the part of that answer that the effects are shown for
        self._locked: Path | None = None  # waits for its password
        self._title_line = Static("docexplain", id="title", markup=False)
        self._panes, self._entry = Panes(id="body"), Entry()

    def compose(self) -> ComposeResult:
        """Title, panes, input line, status and keys."""
        yield self._title_line
        yield self._panes
        yield self._entry
        yield self.status
        yield Keys()

    def on_mount(self) -> None:
        """Open the document, or ask which."""
        self._entry.take_focus()
        path, password = self._first
        self.action_open() if path is None else self._open(path, password)

    def _open(self, path: Path, password: str | None = None) -> None:
        self.start(jobs.opening(self._session, path, password), Running(path=path), f"opening {one_line(path.name)}")

    @on(Entry.Submitted)
    def _submitted(self, event: Entry.Submitted) -> None:
        if event.mode is EntryMode.PART:
            self._show_part(event.text)
        elif self.is_busy():
            return
        elif event.mode is EntryMode.OPEN:
            self._open(Path(event.text.strip().strip("\"'")).expanduser())
        elif event.mode is EntryMode.PASSWORD and self._locked is not None:
            self._open(self._locked, event.text)
        elif self._document is not None:
            self._entry.fill(EntryMode.ASK)
            running = Running(question=event.text.strip(), typed=event.text, before=self._shown)
            self.start(jobs.asking(self._session, self._document, event.text.strip()), running, "preparing")
            self._show(None)

    @on(QuestionList.Chosen)
    def _chosen(self, event: QuestionList.Chosen) -> None:
        if event.answer_id is None or event.answer_id in self._shelf:
            self.status.forget_notices()
            self._show(event.answer_id)
        elif self._document is not None and not self.is_busy():
            job = jobs.recalling(self._session, event.answer_id, self._document)
            self.start(job, Running(), "fetching the answer")

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        match message.event:
            case Progress() as progress:
                self.status.progress(progress)
            case Notice(text):
                self.status.notice(text)
            case AnswerText(text) if self.job is not None:
                self.job.text += text
                if self._shown is None:
                    self._panes.stream(self.job)

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self.finish()
        self._document = message.document
        self._shelf.turn_to(message.document, message.history)
        self._title_line.update(title(message.document))
        self._entry.back_to_asking()
        self._show(None)
        self.status.end(READY)
        if message.warning:
            self.status.notice(message.warning)

    @on(Answered)
    @on(Recalled)
    def _have_answer(self, message: Answered | Recalled) -> None:
        running = self.finish()
        answered = isinstance(message, Answered)
        not_saved, beside = (
            (message.not_saved, message.without_not_saved) if isinstance(message, Answered) else ("", "")
        )
        if message.original is not None:
            self._shelf.add(message.original, message.document)
        self._shelf.add(message.answer, message.document, saved=not not_saved)
        if message.without is not None:
            self._shelf.add(message.without, message.document, saved=not beside)
        if isinstance(message, Recalled):
            self._shelf.note_changed(message.changed)
        here = running.before if running.what_if else None
        if here is not None:
            self._panes.view.forget_marks(here)
        reading_on = answered and self._shown != here  # who looks at another one stays there
        self._show(self._shown if reading_on else message.answer.id)
        self.status.end(report(message.answer, saved=not not_saved))
        if not_saved or beside:
            self.status.notice(f"NOT SAVED: {not_saved or beside}")
        if self._advice and isinstance(message, Answered):
            if said := self._advice():
                self.status.notice(said)
            self._advice = None

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self._undo(self.finish(), EntryMode.PASSWORD if message.password_wanted else EntryMode.OPEN)
        self.status.error(message.sentence)

    @on(Stopped)
    def _stopped(self) -> None:
        self._undo(self.finish(), EntryMode.OPEN)
        self.status.end("Stopped; nothing was saved.")

    def _undo(self, running: Running, mode: EntryMode) -> None:
        """Give back what was typed and show what was shown."""
        if running.path is not None:
            self._locked = running.path
            self._entry.fill(mode, str(running.path) if mode is EntryMode.OPEN else "")
        elif running.question is not None:
            if running.typed and self._entry.mode is EntryMode.ASK and not self._entry.text:
                self._entry.fill(EntryMode.ASK, running.typed)
            self._show(running.before if self._shown is None else self._shown)

    def _show(self, answer_id: str | None) -> None:
        """Show an answer; with None the question that is being answered, or nothing."""
        if answer_id != self._shown:
            self._part = None
        self._shown = answer_id
        self._panes.fill(self._shelf, self._document, answer_id, running=self.job, part=self._part)
        if answer_id is not None and self.job is None:
            self.status.end(report(self._shelf[answer_id][0], saved=self._shelf.is_saved(answer_id)))
        self.refresh_bindings()

    def _show_part(self, text: str) -> None:
        """Show what caused a part of the answer shown."""
        if self._shown is not None:
            try:
                self._part = focus(self._shelf[self._shown][0], text)
            except QuestionError as error:
                self.say(str(error))
                return
            self._show(self._shown)
            self.say(part_shown(self._shelf[self._shown][0], self._part))
        self._entry.back_to_asking()
        self._panes.view.focus()

    @on(DocumentView.Said)
    def _said(self, event: DocumentView.Said) -> None:
        self.say(event.text)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered while there is something to use them on."""
        match action:
            case "interrupt":
                return self.job is not None  # else the key copies, as everywhere in a text
            case "stop":
                return self.job is not None or self._part is not None or self._can_go_back()
            case "cited":
                return bool(self._panes.view.cited)
            case "what_if" | "more":
                return self.job is None and bool(self._more() if action == "more" else self._is_marked())
            case "part" | "copy_answer":
                return self._shown is not None and not self._entry.has_focus_within
        return True

    def _is_marked(self) -> bool:
        marks = self._panes.view.marks
        return marks is not None and bool(marks.steering)

    def _can_go_back(self) -> bool:
        return self._document is not None and self._entry.mode is not EntryMode.ASK

    def action_stop(self) -> None:
        """Cancel the running job, which ends in its own time in one message; without one, go back one step."""
        if self.job is not None and self._entry.mode is not EntryMode.PART:
            self.stop_job()
        elif self._can_go_back():
            self._entry.back_to_asking()
            self.say(READY)
        elif self._shown is not None:
            self._part = None
            self._show(self._shown)
        self.refresh_bindings()

    def action_cited(self, by: int) -> None:
        """Go to the next or previous cited paragraph, wherever the focus is."""
        self._panes.view.action_cited(by)

    def action_what_if(self) -> None:
        """Ask the question shown again, with the marked paragraphs suppressed or amplified."""
        marks = self._panes.view.marks
        if self._shown is not None and marks is not None and marks.steering and not self.is_busy():
            answer, document = self._shelf[self._shown]
            running = Running(question=what_if(marks.steering, answer), before=self._shown, what_if=True)
            original = self._shelf.original_of(answer) or answer
            self.start(jobs.asking_what_if(self._session, document, original, marks.steering), running, "preparing")
            self._show(self._shown)

    def _more(self) -> int:
        """How many paragraphs would be more than were read for the answer shown; 0: none."""
        return 0 if self._shown is None else reads_more(self._shelf[self._shown][0])

    def action_more(self) -> None:
        """Ask the question shown again, and let the model read more."""
        if self._shown is not None and self._more() and not self.is_busy():
            answer, document = self._shelf[self._shown]
            running = Running(question=answer.question, before=self._shown)
            self.start(jobs.asking(self._session, document, answer.question, self._more()), running, "preparing")
            self._show(None)

    def action_copy_answer(self) -> None:
        """Copy the answer with what it cites, its pages and its id."""
        if self._shown is not None:
            self._copy(citation(*self._shelf[self._shown]), "the answer with what it cites")

    def action_copy_paragraph(self) -> None:
        """Copy the paragraph under the cursor."""
        if self._document is not None and self._document.paragraphs:
            self._copy(quotation(self._document, self._panes.view.cursor), "the paragraph")

    def _copy(self, text: str, what: str) -> None:
        self.copy_to_clipboard(text)
        self.say(f"Copied {what}, if this terminal lets programs copy (OSC 52).")

    def action_part(self) -> None:
        """Ask for a part of the answer."""
        self._entry.fill(EntryMode.PART)
        self._entry.take_focus()
        self.say("Which part of the answer?")
        self.refresh_bindings()

    def action_open(self) -> None:
        """Ask for a file to open."""
        if not self.is_busy():
            self._entry.fill(EntryMode.OPEN)
            self._entry.take_focus()
            self.status.end("Which file?")
            self.refresh_bindings()

    def action_help(self) -> None:
        """Explain the keys and the signs."""
        self.push_screen(HelpScreen())
