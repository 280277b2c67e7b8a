"""Going to a pane by a letter."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Static

from tui.dialogs.dialog import EndsOnce


class JumpScreen(EndsOnce[Widget | None]):
    """A letter on each pane; ends in the one whose letter is typed, or clicked.

    Args:
        panes: by their letters.
    """

    DEFAULT_CSS = """
    JumpScreen {
        background: $background 30%;
        & > .letter { width: 3; height: 1; background: $accent; color: $background; text-style: bold; }
    }
    """

    def __init__(self, panes: Mapping[str, Widget]) -> None:
        super().__init__()
        self._panes = panes

    def compose(self) -> ComposeResult:
        """The letters, each at the top left of its pane."""
        for letter, pane in self._panes.items():
            label = Static(f" {letter} ", classes="letter", markup=False)
            label.absolute_offset = Offset(pane.region.x, pane.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Any other key goes back."""
        event.stop()
        self.dismiss(self._panes.get(event.key))

    def on_click(self, event: events.Click) -> None:
        """Go to the pane that was clicked."""
        here = [pane for pane in self._panes.values() if pane.region.contains(event.screen_x, event.screen_y)]
        self.dismiss(here[0] if here else None)
