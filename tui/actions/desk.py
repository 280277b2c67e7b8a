"""The desk that all actions share: the panes, what is open, and which answer is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.screen import ModalScreen
from textual.widgets import Static

from docexplain.answers import Focus
from docexplain.records import Answer, Document
from docexplain.session import Session
from docexplain.session.pace.amount import AUTO
from tui.job_runner import WorkingApp
from tui.panes import Panes
from tui.view.colours import colours_for
from tui.view.keys import ACTIONS, Scope, bindings
from tui.view.shelf import Shelf
from tui.view.wording import part_title, reading_title, report, title
from tui.widgets import DocumentView, Entry, EntryMode, Keys

READY = "Ready: type a question. Tab moves between the panes, F1 helps."
ON_THE_DESK = {action.call.partition("(")[0] for action in ACTIONS} - {"quit", "interrupt", "command_palette"}
"""Actions that cannot be used while a dialog is open."""


class Desk(WorkingApp, inherit_bindings=False):
    """Shows the panes, and one answer in them.

    Args:
        session: the use case; the app makes one call on it at a time, in a worker thread.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.APP)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.document: Document | None = None
        self.shelf = Shelf()
        self.shown: str | None = None
        """Id of the answer on the screen; None: the question being answered, or nothing."""
        self.part: Focus | None = None
        """The part of that answer that the effects are shown for."""
        self.actions = ACTIONS
        """Every action, with the keys that it has now."""
        self.advice: Callable[[], str] | None = None
        """What to say once, under the first answer."""
        self.password: str | None = None
        """What the open document was opened with."""
        self.pages_read = (0, 0)
        """How many pages are read of a document that still is, and of how many."""
        self.warmed = False
        """The model is loaded, or being loaded."""
        self.read: int | str = AUTO
        """How much the model reads for the next questions."""
        self.by_token = False
        """The cited paragraphs are shown token by token."""
        self.title_line = Static("docexplain", id="title", markup=False)
        self.panes, self.entry = Panes(id="body"), Entry()
        self.name_keys()

    def compose(self) -> ComposeResult:
        """Title, panes, input line, status and keys."""
        yield self.title_line
        yield self.panes
        yield self.entry
        yield self.status
        yield Keys()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of verdicts and effects, which go with any theme."""
        theme = self.current_theme
        colours: Mapping[str, str] = colours_for(dark=theme.dark, ansi=theme.ansi).variables
        return dict(colours)

    def answer_shown(self) -> tuple[Answer, Document] | None:
        """The answer on the screen, with the document that it is about."""
        return None if self.shown is None else self.shelf[self.shown]

    def show(self, answer_id: str | None) -> None:
        """Show an answer; with None the question that is being answered, or nothing."""
        if answer_id != self.shown:
            self.part = None
        self.shown = answer_id
        self.panes.fill(self.shelf, self.document, answer_id, self.running(), part=self.part, by_token=self.by_token)
        self.draw_title()
        if answer_id is not None and (self.job is None or self.job.quiet):
            self.status.end(report(self.shelf[answer_id][0], saved=self.shelf.is_saved(answer_id)))
        self.refresh_bindings()

    def draw_title(self) -> None:
        """Name what is on the screen, and how much of it is read."""
        document = self.panes.view.document
        if document is not None:
            draft = self.reading is not None and document is self.document
            said = reading_title(document, *self.pages_read) if draft else title(document)
            part = self.reading is not None and not draft and document.coverage.only_pages
            self.title_line.update(part_title(document) if part else said)

    def recall(self, answer_id: str) -> None:
        """Fetch an earlier answer and show it."""
        raise NotImplementedError

    def ask_next(self) -> None:
        """Nothing runs any more: the next question has its turn."""
        raise NotImplementedError

    def key_of(self, name: str) -> str:
        """The first key of the action of this name, as it is now."""
        return next(action.key_names for action in self.actions if action.name == name).partition(",")[0]

    def name_keys(self) -> None:
        """The keys that panes speak of are those that are set."""
        self.panes.answer.more_key = self.panes.detail.more_key = self.key_of("more")

    def typing(self) -> bool:
        """Whether letters go into the input line."""
        return self.entry.has_focus_within

    def ask_for(self, mode: EntryMode, text: str = "", says: str = "") -> None:
        """Let the user type something else than a question."""
        self.entry.fill(mode, text)
        self.entry.take_focus()
        if says:
            self.say(says)
        self.refresh_bindings()

    def offers(self, action: str) -> bool | None:
        """Whether an action can be used now; None where it is not for this class to say."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered while there is something to use them on."""
        if action in ON_THE_DESK and self._is_covered():
            return False  # a dialog is open, whose keys these are
        said = self.offers(action)
        return True if said is None else said

    def _is_covered(self) -> bool:
        """Whether a dialog is open; the palette is none, its actions are the desk's."""
        if len(self.screen_stack) < 2:
            return False
        return isinstance(self.screen, ModalScreen) and not isinstance(self.screen, CommandPalette)

    @on(DocumentView.Said)
    def _said(self, event: DocumentView.Said) -> None:
        self.say(event.text)
