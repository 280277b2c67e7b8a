"""The screen: puts the actions together, opens documents, and says how jobs end that came to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from textual import events, on
from textual.app import SystemCommand
from textual.screen import Screen

from docexplain.common.display_text import one_line
from docexplain.session import Session
from tui import jobs
from tui.actions.asking import Asking
from tui.actions.desk import READY
from tui.actions.explaining import Explaining
from tui.actions.finding import Finding
from tui.actions.taking import Taking
from tui.jobs import Running
from tui.messages import Failed, Opened, Stopped
from tui.view.keys import ACTIONS, Scope
from tui.view.wording import title
from tui.widgets import Entry, EntryMode, HelpScreen


class DocexplainApp(Asking, Explaining, Finding, Taking):
    """Ask questions about a document and see which paragraphs caused the answer.

    Args:
        session: the use case; the app makes one call on it at a time, in a worker thread.
        path: the file to open; without one the app asks for it.
        password: of an encrypted file; without one the app asks for it when it is needed.
        advice: what to say once, under the first answer.
    """

    TITLE = "docexplain"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-widest")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-middle"), (30, "-tall")]  # noqa: RUF012
    CSS_PATH = "app.tcss"

    def __init__(
        self,
        session: Session,
        path: Path | None = None,
        password: str | None = None,
        *,
        advice: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(session, advice)
        self._first = (path, password)
        self._locked: Path | None = None  # waits for its password

    def on_mount(self) -> None:
        """Open the document, or ask which."""
        self.entry.take_focus()
        path, password = self._first
        self.action_open() if path is None else self._open(path, password)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action that can be used now, for the palette."""
        for action in ACTIONS:
            if action.name in {"palette", "interrupt"} or action.name.startswith("cited_"):
                continue
            here = self if action.scope is Scope.APP else self.panes.view
            if here.check_action(action.call.partition("(")[0], ()) is not False:
                title = f"{action.label}: {action.says}"
                yield SystemCommand(title, action.key_names, partial(self.run_action, action.call, here))

    def on_key(self, event: events.Key) -> None:
        """A letter that no key means begins, or goes on with, a question: none is lost."""
        if event.character is None or not event.is_printable or self.typing() or len(self.screen_stack) > 1:
            return
        bound = self.active_bindings.get(event.key)
        if bound is None or not bound.enabled:
            self.entry.type(event.character)

    def _open(self, path: Path, password: str | None = None) -> None:
        self.start(jobs.opening(self.session, path, password), Running(path=path), f"opening {one_line(path.name)}")

    @on(Entry.Submitted)
    def _file_named(self, event: Entry.Submitted) -> None:
        if event.mode in {EntryMode.OPEN, EntryMode.PASSWORD} and self.is_busy():
            return
        if event.mode is EntryMode.OPEN:
            self._open(Path(event.text.strip().strip("\"'")).expanduser())
        elif event.mode is EntryMode.PASSWORD and self._locked is not None:
            self._open(self._locked, event.text)

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self.finish()
        self.document = message.document
        self.shelf.turn_to(message.document, message.history)
        self.title_line.update(title(message.document))
        self.entry.back_to_asking()
        self.show(None)
        self.status.end(READY)
        if message.warning:
            self.status.notice(message.warning)
        self.ask_next()

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self._undo(self.finish(), EntryMode.PASSWORD if message.password_wanted else EntryMode.OPEN)
        self.status.error(message.sentence)

    @on(Stopped)
    def _stopped(self) -> None:
        self._undo(self.finish(), EntryMode.OPEN)
        self.status.end("Stopped; nothing was saved.")
        self.ask_next()

    def _undo(self, running: Running, mode: EntryMode) -> None:
        """Give back what was typed and show what was shown."""
        if running.path is not None:
            self._locked = running.path
            self.entry.fill(mode, str(running.path) if mode is EntryMode.OPEN else "")
            if self.waiting:  # another document may be opened: nobody asked that
                self.entry.keep(" ".join(question.typed for question in self.waiting))
                self.waiting.clear()
        elif running.question is not None:
            typed = running.question.typed
            if typed and self.entry.mode is EntryMode.ASK and not self.entry.text:
                self.entry.fill(EntryMode.ASK, typed)
            self.show(running.before if self.shown is None else self.shown)

    def offers(self, action: str) -> bool | None:
        """See :meth:`tui.actions.desk.Desk.offers`."""
        match action:
            case "interrupt":
                return self.job is not None  # else the key copies, as everywhere in a text
            case "stop":
                typing = self.typing() and self.document is not None
                return self.job is not None or self.part is not None or self._can_go_back() or typing
        return super().offers(action)

    def _can_go_back(self) -> bool:
        return self.document is not None and (self.entry.mode is not EntryMode.ASK or self.panes.has_class("-drawer"))

    def action_stop(self) -> None:
        """Cancel the running job, which ends in its own time in one message; without one, go back one step."""
        aside = self.entry.mode not in {EntryMode.ASK, EntryMode.OPEN, EntryMode.PASSWORD}
        if self.job is not None and not aside:
            self.stop_job()
        elif self._can_go_back() and self.entry.mode is not EntryMode.ASK:
            if self.entry.mode in {EntryMode.FIND, EntryMode.PAGE, EntryMode.FACTOR}:
                self.panes.view.focus()
            self.entry.back_to_asking()
            self.say(READY)
        elif self._can_go_back():
            self.panes.close_drawer()
        elif self.part is not None:
            self.whole_answer()
        elif self.document is not None:
            self.panes.view.focus()
        self.refresh_bindings()

    def action_open(self) -> None:
        """Ask for a file to open."""
        if not self.is_busy():
            self.entry.fill(EntryMode.OPEN)
            self.entry.take_focus()
            self.status.end("Which file?")
            self.refresh_bindings()

    def action_questions(self) -> None:
        """Show the list of questions, or hide it again."""
        self.panes.toggle_drawer()

    def action_help(self) -> None:
        """Explain the keys and the signs."""
        self.push_screen(HelpScreen())
