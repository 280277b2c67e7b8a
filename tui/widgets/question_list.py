"""The questions asked about this document, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from docexplain.plain import one_line
from docexplain.records import AnswerSummary
from tui.rows import wrap
from tui.shading import VERDICT_MARK, VERDICT_STYLE

PENDING = "pending"
"""Option id of the question that is being answered; ids of answers are hex digits."""
QUESTION_LINES = 3


class QuestionList(OptionList):
    """Verdict mark, question and the start of its answer; choosing one asks the app to show it."""

    DEFAULT_CSS = """
    QuestionList {
        border: none;
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        padding: 0;
        background: $surface;
        scrollbar-size-vertical: 1;
        &:focus {
            border: none;
            border-top: heavy $accent;
            border-title-color: $text;
            border-title-style: bold;
        }
        & > .option-list--option { padding: 0 1 0 0; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A question was chosen; ``answer_id`` is None for the one that is being answered."""

        answer_id: str | None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.border_title = "Questions"
        self._asked: list[tuple[str, tuple[str, str], str, str]] = []

    def fill(self, summaries: Iterable[AnswerSummary], *, pending: str | None, shown: str | None) -> None:
        """Show these questions and mark the one with id ``shown``, or the pending one when that is None."""
        waiting = [] if pending is None else [(PENDING, ("… ", "bold"), pending, "being answered")]
        self._asked = waiting + [
            (each.id, (f"{VERDICT_MARK[each.verdict]} ", VERDICT_STYLE[each.verdict]), each.question, each.text)
            for each in summaries
        ]
        self._redraw(PENDING if shown is None else shown)

    def on_resize(self) -> None:
        """Break the lines anew."""
        marked = None if self.highlighted is None else self.options[self.highlighted].id
        self._redraw(marked)

    def _redraw(self, marked: str | None) -> None:
        width = self.scrollable_content_region.width - 1
        options = [Option(_prompt(mark, question, text, width), id=id_) for id_, mark, question, text in self._asked]
        self.set_options(options or [Option(Content("None yet"), disabled=True)])
        ids = [option.id for option in options]
        self.highlighted = ids.index(marked) if marked in ids else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Say which question was chosen."""
        event.stop()
        self.post_message(self.Chosen(None if event.option_id == PENDING else event.option_id))


def _prompt(mark: tuple[str, str], question: str, text: str, width: int) -> Content:
    """The question on up to three lines beside its mark, and one line of the answer."""
    inside = max(8, width - 2)
    lines = list(wrap(one_line(question), inside))
    shown = [*lines[: QUESTION_LINES - 1], one_line(" ".join(lines[QUESTION_LINES - 1 :]), inside)]
    return Content.assemble(mark, "\n  ".join(filter(None, shown)), (f"\n  {one_line(text, inside)}", "dim"))
