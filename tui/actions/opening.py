"""Opening: which document, by which model, and what is said when it cannot be."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from textual import on

from docexplain.answers.model_names import model_called
from docexplain.records import Document
from docexplain.session import Drafted, Progress, Session, Stage
from docexplain.session.gaps import only_pages
from tui import jobs
from tui.actions.desk import READY, Desk
from tui.jobs import Running, Wanted
from tui.messages import AskedBefore, Happened, Listed, Opened, Warmed
from tui.screens.chosen import Chosen
from tui.screens.start import StartScreen
from tui.smooth import load_sentences
from tui.widgets import Entry, EntryMode

READING_ON = "The first pages are here, and the rest is being read: look around, or ask. Esc stops the reading."
WAITS = "A question that waits is asked when all pages are here; Enter asks those that are here now."
_UNASKED = "The question that waited for all of it is not asked: it stands in the line."
_ALL_UNASKED = "The questions that waited for all of it are not asked: Up brings them back."
ALL_READ = "All of the document is read: the next question is asked of all of it."


class Opening(Desk):
    """Documents and models."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._wanted = Wanted()
        self._refused: str | None = None
        """Why what was wanted could not be opened; empty: it was stopped."""

    def open(self, wanted: Wanted) -> None:
        """Read a document, and load the model meanwhile."""
        self._wanted, self.pages_read = wanted, (0, 0)
        self.start(jobs.opening(self.session, wanted), Running(wanted=wanted), f"opening {wanted.name}")
        if wanted.paths:
            threading.Thread(target=load_sentences, name="docexplain-sentences", daemon=True).start()
        self.warm_up()

    def warm_up(self) -> None:
        """Load the model beside whatever runs, unless it is loaded."""
        if not self.warmed:
            self.warmed = True
            self.start_beside(jobs.warming(self.session))

    @on(Warmed)
    def _warm(self, message: Warmed) -> None:
        if message.cancelled.is_set():
            return
        if message.problem:
            self.warmed = False  # the next question tries again, and says what is wrong
            self.status.notice(message.problem)
        elif message.model is not None:
            self.entry.answers(model_called(message.model.name))

    def action_open(self) -> None:
        """Choose another document; what was read before is listed."""
        if self.reading is not None:
            self.say("The document is still being read: Esc stops that, then another one can be opened.")
        elif not self.is_busy():
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
        else:  # a job that began before is soon over
            self.when_free(partial(self._open_chosen, chosen))

    def _open_chosen(self, chosen: Chosen) -> None:
        self.session.read_by(chosen.layout, chosen.ocr)
        self.open(Wanted(chosen.paths, chosen.documents, chosen.library))

    @on(Entry.Submitted)
    def _password(self, event: Entry.Submitted) -> None:
        if event.mode is EntryMode.PASSWORD and not self.is_busy():
            wanted = self._wanted
            self.open(Wanted(wanted.paths, wanted.stored, wanted.library, event.text))

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        read_on = self.finish(opening=True).read_on
        self.shelf.turn_to(message.document, message.history)
        self._turn_to(message.document, stays=read_on)
        if not read_on:
            self.entry.back_to_asking()
            self.status.end(READY)
        elif self.job is None and self.shown is None:
            self.status.end(f"All of it is read. {READY}")
        else:
            self.status.notice(ALL_READ)
        if message.warning:
            self.status.notice(message.warning)
        self.ask_next()

    def _turn_to(self, document: Document, *, stays: bool) -> None:
        """Put a document on the desk; ``stays``: another part of it lies there, and who reads an answer goes on."""
        self.document, self.password = document, self._wanted.password
        if stays and (self.shown is not None or (self.job is not None and self.job.question is not None)):
            self.panes.list(self.shelf, self.running(), self.shown)
            self.draw_title()
        else:
            self.show(None)

    @on(Happened)
    def _happened_to_opening(self, message: Happened) -> None:
        match message.event:
            case Drafted(document):
                self._have_draft(document)
            case Progress(stage=Stage.INGEST, done=done, total=total) if message.opening:
                self.pages_read = (done, total or 0)
                if self.reading is not None:
                    self.draw_title()

    def _have_draft(self, document: Document) -> None:
        """The first pages of the document that is being opened can be looked at, and asked."""
        begins = self.reading is None
        if begins:
            if self.job is None or self.job.wanted is None:  # it was stopped meanwhile
                return
            self.job.read_on = True
            self.read_on()
            self.entry.back_to_asking()
            self.status.end(f"{READING_ON} {WAITS}" if self.waiting else READING_ON)
            self.shelf.turn_to(document, [])
        self._turn_to(document, stays=not begins)
        if begins:
            self.when_free(self._list_asked)

    def stay(self, why: str) -> None:
        """The rest of a document is not read: its first pages stay. Who asked all of it may ask them, or not."""
        if self.document is None:
            return
        unasked = [question for question in self.waiting if question.document is None]
        self.entry.keep(question.typed for question in unasked)
        for question in unasked:
            self.waiting.remove(question)
        says = f"{why} {only_pages(self.document.coverage).capitalize()}: to read on, open the file again."
        if unasked:
            says += f" {_UNASKED if len(unasked) == 1 else _ALL_UNASKED}"
        self.draw_title()
        if self.job is None:
            self.status.end(says)
        else:
            self.status.notice(says)
        self.when_free(self._list_asked)

    def _list_asked(self) -> None:
        """List what was asked about a document that is not all read."""
        if self.document is not None:
            self.start(jobs.asked_before(self.session, self.document), Running(quiet=True), "")

    @on(AskedBefore)
    def _asked_before(self, message: AskedBefore) -> None:
        self.finish()
        if self.document is not None:
            self.shelf.turn_to(self.document, message.history)
            self.panes.list(self.shelf, self.running(), self.shown)
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
