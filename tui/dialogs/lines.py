"""Named lines of text to be read: such as what the audit log holds of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.dialogs.dialog import Dialog


class LinesScreen(Dialog[None]):
    """Any of the closing keys goes back.

    Args:
        title: of the box.
        lines: a name and what stands behind it, plain text; an empty name goes on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,f1,enter", "dismiss", "Close")]

    def __init__(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        """One block of text."""
        width = max((len(name) for name, _ in self._lines), default=0) + 2
        with VerticalScroll(classes="box") as box:
            box.border_title = f"{self._title} (Esc closes)"
            lines = [Content.assemble((name.ljust(width), "bold"), text) for name, text in self._lines]
            yield Static(Content("\n").join(lines), markup=False)
