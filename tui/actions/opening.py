"""Opening: which document, by which model, and what is said when it cannot be."""

from __future__ import annotations

from pathlib import Path

from textual import on

from docexplain.answers.model_names import model_called
from docexplain.session import Session
from tui import jobs
from tui.actions.desk import READY, Desk
from tui.jobs import Running, Wanted
from tui.messages import Listed, Opened, Warmed
from tui.screens.start import Chosen, StartScreen
from tui.view.wording import title
from tui.widgets import Entry, EntryMode


class Opening(Desk):
    """Documents and models."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._wanted = Wanted()
        self._refused: str | None = None
        """Why what was wanted could not be opened; empty: it was stopped."""

    def open(self, wanted: Wanted) -> None:
        """Read a document, and load the model meanwhile."""
        self._wanted = wanted
        self.start(jobs.opening(self.session, wanted), Running(wanted=wanted), f"opening {wanted.name}")
        self.warm_up()

    def warm_up(self) -> None:
        """Load the model beside whatever runs, unless it is loaded."""
        if not self.warmed:
            self.warmed = True
            self.start_beside(jobs.warming(self.session))

    @on(Warmed)
    def _warm(self, message: Warmed) -> None:
        if message.problem:
            self.warmed = False  # the next question tries again, and says what is wrong
            self.status.notice(message.problem)
        elif message.model is not None:
            self.entry.answers(model_called(message.model.name))

    def action_open(self) -> None:
        """Choose another document; what was read before is listed."""
        if not self.is_busy():
            self.start(jobs.listing(self.session), Running(), "looking up what was read before")

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        self.finish()
        self.status.end("" if self.document is None else READY)
        text = str(self._wanted.paths[0]) if self._refused is not None and self._wanted.paths else ""
        layout, ocr = self.session.reading
        error = self._refused or message.warning or ""
        screen = StartScreen(message.documents, text=text, error=error, layout=layout, ocr=ocr)
        self._refused = None
        self.push_screen(screen, self._chosen_to_open)

    def _chosen_to_open(self, chosen: Chosen | None) -> None:
        if chosen is None:
            self.say(READY if self.document is not None else "No document is open: Ctrl+O opens one.")
            self.ask_next()
            return
        if self.job is not None:  # one that began before, and is soon over
            self.set_timer(0.1, lambda: self._chosen_to_open(chosen))
            return
        self.session.read_by(chosen.layout, chosen.ocr)
        self.open(Wanted(chosen.paths, chosen.documents, chosen.library))

    @on(Entry.Submitted)
    def _password(self, event: Entry.Submitted) -> None:
        if event.mode is EntryMode.PASSWORD and not self.is_busy():
            wanted = self._wanted
            self.open(Wanted(wanted.paths, wanted.stored, wanted.library, event.text))

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self.finish()
        self.document, self.password = message.document, self._wanted.password
        self.shelf.turn_to(message.document, message.history)
        self.title_line.update(title(message.document))
        self.entry.back_to_asking()
        self.show(None)
        self.status.end(READY)
        if message.warning:
            self.status.notice(message.warning)
        self.ask_next()

    def not_opened(self, sentence: str, *, password_wanted: bool) -> None:
        """Ask for the password, or for another document."""
        if self.waiting:  # another document may be opened: nobody asked that
            self.entry.keep(question.typed for question in self.waiting)
            self.waiting.clear()
        if password_wanted and len(self._wanted.paths) + len(self._wanted.stored) == 1:
            self.entry.fill(EntryMode.PASSWORD)
            self.entry.take_focus()
        else:
            self._refused = sentence
            self.action_open()

    def first(self, path: Path | None, password: str | None) -> None:
        """What the program is started on."""
        if path is None:
            self.action_open()
        else:
            self.open(Wanted((path,), password=password))
