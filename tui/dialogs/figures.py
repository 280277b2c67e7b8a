"""Verdict and figures of an answer, each with a line of help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.dialogs.dialog import Dialog
from tui.view.answer.figures import Figure


class FiguresScreen(Dialog[None]):
    """Any of the closing keys goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,i,f1,enter", "dismiss", "Close")]

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        self._figures = figures

    def compose(self) -> ComposeResult:
        """One block of text."""
        with VerticalScroll(classes="box") as box:
            box.border_title = "Why this verdict (Esc closes)"
            yield Static(Content("\n").join(map(_figure, self._figures)), markup=False)


def _figure(figure: Figure) -> Content:
    return Content.assemble((figure.name, "bold"), "  ", figure.value, "\n", (figure.help, "dim"))
