"""The page itself over the whole screen, where there is no room for it beside the panes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Footer

from tui.widgets import PageView


class PageScreen(ModalScreen[None]):
    """Esc or ``v`` goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,v,q", "dismiss", "Back")]

    def __init__(self) -> None:
        super().__init__()
        self.view = PageView()

    def compose(self) -> ComposeResult:
        """The page, and its keys."""
        yield self.view
        yield Footer(show_command_palette=False)
