"""Search over all questions and answers, of whatever document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from docexplain.answers.said.wording import steering
from docexplain.common.display_text import one_line
from docexplain.records import AnswerSummary
from tui.dialogs.dialog import Dialog
from tui.view.colours import VERDICT_STYLE
from tui.view.shading import VERDICT_MARK
from tui.widgets.line import Line

PAUSE = 0.15
"""Seconds after the last letter until it is looked for."""


class FindAnswersScreen(Dialog[str]):
    """Ends in the id of the answer that was chosen."""

    DEFAULT_CSS = """
    FindAnswersScreen > Vertical {
        & > Input { margin: 0 0 1 0; }
        & > OptionList { height: auto; max-height: 1fr; border: none; padding: 0; background: $surface; }
    }
    """

    @dataclass
    class Wanted(Message):
        """These words are to be looked for; what is found comes back by :meth:`FindAnswersScreen.fill`."""

        words: str

    how = (
        ("Letters", "words of a question or an answer"),
        ("Up, Down", "move in the list"),
        ("Enter", "show the answer"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._field = Line(placeholder="words of a question or an answer")
        self._list = OptionList(markup=False)
        self._list.can_focus = False  # letters go on where they are typed; and a focus would move it under the mouse
        self._listed: str | None = None
        """The words that the list is of."""
        self._taken = self._moved = False
        """Enter was pressed before these were found; something was chosen in the list since letters were typed."""

    def compose(self) -> ComposeResult:
        """Where to type, and what was found."""
        with Vertical(classes="box") as box:
            box.border_title = "All questions and answers (Esc closes)"
            yield self._field
            yield self._list

    def on_mount(self) -> None:
        """The newest first."""
        self._field.focus()
        self.post_message(self.Wanted(""))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        words = event.value
        self._taken = self._moved = False
        self.set_timer(PAUSE, lambda: self._look_for(words))

    def _look_for(self, words: str) -> None:
        if words == self._field.value:  # nothing was typed since
            self.post_message(self.Wanted(words))

    def fill(self, words: str, found: Sequence[AnswerSummary]) -> None:
        """Show what was found for some words, if they are still wanted."""
        if words != self._field.value:
            return
        options = [Option(_line(summary), id=summary.id) for summary in found]
        none = "No question or answer says that." if words.strip() else "Nothing was asked yet."
        self._list.set_options(options or [Option(Content(none), disabled=True)])
        self._list.highlighted = 0 if options else None
        self._listed, self._moved = words, False
        if self._taken:
            self._enter()

    @on(Input.Submitted)
    def _enter(self) -> None:
        """Take what is marked; where that is not of these words yet, once they are found."""
        self._taken = self._listed != self._field.value and not self._moved
        if not self._taken and self._list.highlighted is not None:
            self._list.action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def key_down(self) -> None:
        """Move in the list while letters are typed."""
        self._moved = True
        self._list.action_cursor_down()

    def key_up(self) -> None:
        """See :meth:`key_down`."""
        self._moved = True
        self._list.action_cursor_up()


def _line(summary: AnswerSummary) -> Content:
    about = f"{one_line(summary.document_name, 40)}, {summary.created_at.astimezone():%Y-%m-%d %H:%M}"
    steered = f" · what if: {steering(summary.what_if.steering, summary.sources)}" if summary.what_if else ""
    return Content.assemble(
        (f"{VERDICT_MARK[summary.verdict]} ", VERDICT_STYLE[summary.verdict]),
        (one_line(summary.question + steered, 70), "bold"),
        f"\n  {one_line(summary.text, 70)}\n",
        (f"  {about}", "dim"),
    )
