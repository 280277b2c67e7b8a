"""The page itself over the whole screen, where there is no room for it beside the panes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.dialogs.dialog import EndsOnce
from tui.view.keys import HELP_HERE
from tui.widgets import Keys, PageView


class PageScreen(EndsOnce[None]):
    """Esc or ``v`` goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_HERE,
        Binding("escape,v,q", "dismiss", "Back", tooltip="go back"),
    ]

    how = (("Arrows", "move over a page that is larger than the screen"),)

    def __init__(self) -> None:
        super().__init__()
        self.view = PageView()

    def compose(self) -> ComposeResult:
        """The page, and its keys."""
        yield self.view
        yield Keys()
