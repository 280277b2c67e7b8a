"""The screen: puts the actions together, and says how jobs end that came to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from rich.console import Group
from textual import events, on
from textual.app import SystemCommand
from textual.screen import Screen
from textual.widget import Widget

from docexplain.session import Session
from tui import jobs
from tui.actions.asking import Asking
from tui.actions.choosing import Choosing
from tui.actions.desk import READY
from tui.actions.explaining import Explaining
from tui.actions.finding import Finding
from tui.actions.opening import Opening
from tui.actions.pages import Pages
from tui.actions.taking import Taking
from tui.dialogs.help import HelpScreen, keys_of
from tui.dialogs.jump import JumpScreen
from tui.dialogs.lines import LinesScreen
from tui.jobs import Running
from tui.messages import Failed, Prepared, Stopped
from tui.view.keys import Scope
from tui.widgets import EntryMode


class DocexplainApp(Asking, Opening, Explaining, Finding, Pages, Taking, Choosing):
    """Ask questions about a document and see which paragraphs caused the answer.

    Args:
        session: the use case; the app makes one call on it at a time, in a worker thread.
        path: the file to open; without one the app asks for it.
        password: of an encrypted file; without one the app asks for it when it is needed.
        advice: what to say once, under the first answer.
        prepare: done when the first frame stands, before anything of the session is used, in a worker thread. Where it
            raises, the app ends, and :attr:`refusal` says why.
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
        prepare: jobs.Prepare = tuple,
    ) -> None:
        super().__init__(session)
        self.advice = advice
        self._first = (path, password)
        self._prepare = prepare
        self.refusal: Exception | None = None
        """Why the app ended before anything was opened."""
        self._letter = self.typed = ""
        """What the user typed before there was a line for it."""

    def on_mount(self) -> None:
        """Let the user type."""
        self.entry.take_focus()
        if self.typed:
            self.entry.type(self.typed)

    def on_ready(self) -> None:
        """The first frame stands: whatever is imported from now on nobody waits for in front of an empty screen."""
        self.start(jobs.preparing(self._prepare), Running(), "opening the database")

    @on(Prepared)
    def _prepared(self, message: Prepared) -> None:
        """Open the document, or ask which."""
        self.finish()
        self.refusal = message.refusal
        if self.refusal is not None:
            self.exit()
        elif not self.quitting:
            self.first(*self._first)
            for sentence in message.notices:
                self.status.notice(sentence)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action that can be used now, for the palette."""
        for action in self.actions:
            if action.name in {"palette", "interrupt"} or action.name.startswith("cited_"):
                continue
            here = self if action.scope is Scope.APP else self.panes.view
            if here.check_action(action.call.partition("(")[0], ()) is not False:
                title = f"{action.label}: {action.says}"
                yield SystemCommand(title, action.key_names, partial(self.run_action, action.call, here))

    def _fatal_error(self) -> None:
        """A defect ends the app with where it is, and without Textual's own list of variables: they hold documents."""
        from rich.traceback import Traceback

        self.bell()
        self._exit_renderables.append(
            Group("This is a defect in docexplain, please report it:", Traceback(show_locals=False, max_frames=8))
        )
        self._close_messages_no_wait()

    def on_key(self, event: events.Key) -> None:
        """A letter that no key means begins, or goes on with, a question: none is lost. One whose key cannot be used
        now says what that needs, and waits for the next."""
        letter, self._letter = self._letter, ""
        if self._is_covered():
            return
        if self.typing():  # it was on its way to another pane when the line took the focus
            if event.key == "enter":
                event.prevent_default()
                self.entry.submit()
            elif event.character is not None and event.is_printable:
                event.prevent_default()
                self.entry.type(event.character)
            return
        if event.character is None or not event.is_printable:
            return
        bound = self.active_bindings.get(event.key)
        if bound is None or not bound.enabled:
            meant = next((action for action in self.actions if event.key in action.keys.split(",")), None)
            if meant is not None and meant.needs:
                self.say(f"{meant.label} ({meant.key_names}) needs {meant.needs}.")
                self._letter = letter + event.character  # the beginning of a question, if more letters follow
            else:
                self.entry.type(letter + event.character)

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        running = self.finish(opening=message.opening)
        if running.read_on:
            self.stay(message.sentence)
        elif running.wanted is not None:
            self.status.error(message.sentence)
            self.not_opened(message.sentence, password_wanted=message.password_wanted)
        elif running.drawing:
            self.not_drawn(message.sentence, quiet=running.quiet)
            self.ask_next()
        else:
            self.give_back(running)
            self.status.error(message.sentence)
            if running.question is None:  # an export: the questions are not to blame
                self.ask_next()

    @on(Stopped)
    def _stopped(self, message: Stopped) -> None:
        running = self.finish(opening=message.opening)
        if running.read_on:
            self.stay("Stopped.")
        elif running.wanted is not None:
            self.not_opened("", password_wanted=False)
        else:
            self.give_back(running)
            self.status.end("Stopped; nothing was saved.")
            self.ask_next()

    def offers(self, action: str) -> bool | None:
        """See :meth:`tui.actions.desk.Desk.offers`."""
        match action:
            case "interrupt":
                return self.under_way is not None  # else the key copies, as everywhere in a text
            case "stop":
                typing = self.typing() and self.document is not None
                return self.under_way is not None or self.part is not None or self._can_go_back() or typing
        return super().offers(action)

    def _can_go_back(self) -> bool:
        aside = self.entry.mode is not EntryMode.ASK or self.panes.has_class("-drawer")
        return self.document is not None and aside

    def action_stop(self) -> None:
        """Cancel the running job, which ends in its own time in one message; without one, go back one step."""
        aside = self.entry.mode not in {EntryMode.ASK, EntryMode.PASSWORD}
        if self.job is not None and not aside:
            self.stop_job()
        elif self._can_go_back() and self.entry.mode is not EntryMode.ASK:
            if self.entry.mode is not EntryMode.PASSWORD:  # the next keys are not for the line
                self.panes.view.focus()
            self.entry.back_to_asking()
            self.say(READY)
        elif self._can_go_back():
            self.panes.close_drawer()
        elif self.part is not None:
            self.whole_answer()
        elif self.reading is not None:
            self.stop_job()
        elif self.document is not None:
            self.panes.view.focus()
        self.refresh_bindings()

    def action_questions(self) -> None:
        """Show the list of questions, or hide it again."""
        self.panes.toggle_drawer()

    def action_jump(self) -> None:
        """Put a letter on each pane, to go there."""
        panes: dict[str, Widget] = {
            "q": self.panes.questions,
            "a": self.panes.answer.scroll,
            "d": self.panes.view,
            "i": self.entry.field,
        }
        seen = {letter: pane for letter, pane in panes.items() if pane.region.area > 0}
        self.push_screen(JumpScreen(seen), lambda pane: pane.focus() if pane is not None else None)

    def action_keys_here(self) -> None:
        """Explain the keys of the screen over the desk."""
        self.push_screen(LinesScreen("Keys here", keys_of(self.screen)))

    def action_help(self) -> None:
        """Explain the keys and the signs."""
        usable = {
            action.name
            for action in self.actions
            if (self if action.scope is Scope.APP else self.panes.view).check_action(action.call.partition("(")[0], ())
            and (action.scope is Scope.APP or self.panes.view.has_focus)
        }
        self.push_screen(HelpScreen(self.actions, usable))
