"""The questions asked about this document, newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from docexplain.answers.said.record import CHANGED, changed, redacted
from docexplain.answers.said.wording import steering
from docexplain.common.display_text import one_line
from tui.view.colours import CAUTION_STYLE, VERDICT_STYLE
from tui.view.document.wrapping import wrap
from tui.view.shading import VERDICT_MARK
from tui.view.shelf import Listed

PENDING = "pending"
"""Option id of the question that is being answered; ids of answers are hex digits."""
WAITING = "waiting-"
"""Option ids of those that wait for their turn begin so; then comes the question's own id."""
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

    @dataclass
    class Dropped(Message):
        """A question that waits for its turn is not to be asked; ``question`` is its id."""

        question: str

    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete,backspace", "drop", "Do not ask", show=False)]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.border_title = "Questions"
        self._listed: list[Listed] = []
        self._pending: str | None = None
        self._waiting: dict[str, str] = {}

    def fill(
        self,
        listed: Iterable[Listed],
        *,
        pending: str | None,
        waiting: Mapping[str, str] | None = None,
        shown: str | None,
    ) -> None:
        """Show these questions and mark the one with id ``shown``, or the pending one when that is None; a question
        that waits stays marked while it does.

        Args:
            pending: the question that is being answered.
            waiting: those that are asked after it, in their order, by their ids.
        """
        self._pending, self._waiting, self._listed = pending, dict(waiting or {}), list(listed)
        here = self._marked() if self.has_focus else None
        stays = here is not None and here.removeprefix(WAITING) in self._waiting
        self._redraw(here if stays else PENDING if shown is None else shown)

    def on_focus(self) -> None:
        """Something is marked, for the keys that act on it."""
        if self.highlighted is None:
            self.action_first()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._redraw(self._marked())

    def _marked(self) -> str | None:
        return None if self.highlighted is None else self.options[self.highlighted].id

    def _redraw(self, marked: str | None) -> None:
        width = self.scrollable_content_region.width - 1
        asked = Counter(one_line(each.summary.question) for each in self._listed if each.summary.what_if is None)
        options = [
            Option(_listed(each, width, asked[one_line(each.summary.question)] > 1), id=each.summary.id)
            for each in self._listed
        ]
        if self._pending is not None:
            running = _prompt(("… ", "bold"), self._pending, "being answered", width)
            options.insert(0, Option(running, id=PENDING))
        for each, question in self._waiting.items():
            line = _prompt(("· ", "bold"), question, "waits (Del: do not ask)", width)
            options.insert(0, Option(line, id=f"{WAITING}{each}"))
        self.set_options(options or [Option(Content("None yet"), disabled=True)])
        ids = [option.id for option in options]
        self.highlighted = ids.index(marked) if marked in ids else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Say which question was chosen."""
        event.stop()
        if (event.option_id or "").startswith(WAITING):
            return
        self.post_message(self.Chosen(None if event.option_id == PENDING else event.option_id))

    def action_drop(self) -> None:
        """Take a question that waits out of the list."""
        marked = self._marked()
        if marked is not None and marked.startswith(WAITING):
            self.post_message(self.Dropped(marked.removeprefix(WAITING)))


def _listed(each: Listed, width: int, again: bool) -> Content:
    """A question, or a what-if: under its question without repeating it.

    Args:
        again: it was asked more than once, so that more than its words must tell it from the others.
    """
    summary = each.summary
    mark = (f"{VERDICT_MARK[summary.verdict]} ", VERDICT_STYLE[summary.verdict])
    if changed(summary.on_record):
        mark = (f"{CHANGED} ", CAUTION_STYLE)
    if gone := redacted(summary.on_record):
        return _prompt(mark, gone, "", width)
    if summary.what_if is None:
        read = f"read {summary.read:,} of {summary.paragraphs_total:,} · " if again and summary.read else ""
        return _prompt(mark, summary.question, f"{read}{summary.text}", width)
    what_if = f"what if: {steering(summary.what_if.steering, summary.sources)}"
    if each.nested:
        return _prompt(mark, what_if, summary.text, width, indent="  ")
    return _prompt(mark, f"{summary.question} · {what_if}", summary.text, width)


def _prompt(mark: tuple[str, str], question: str, text: str, width: int, indent: str = "") -> Content:
    """The question on up to three lines beside its mark, and one line of the answer."""
    inside = max(8, width - 2 - len(indent))
    lines = list(wrap(one_line(question), inside))
    shown = [*lines[: QUESTION_LINES - 1], one_line(" ".join(lines[QUESTION_LINES - 1 :]), inside)]
    gap = f"\n{indent}  "
    return Content.assemble(indent, mark, gap.join(filter(None, shown)), (f"{gap}{one_line(text, inside)}", "dim"))
