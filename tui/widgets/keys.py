"""The line at the bottom: the keys that can be used now."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Footer


class Keys(Footer):
    """Textual's footer makes all its keys anew whenever it is asked to look at them, with each move of the focus;
    this one when others are offered than it shows, seldom, as it takes longer than all else that a key does."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._offered: list[tuple[Binding, bool, str]] | None = None

    async def recompose(self) -> None:
        """Make the keys anew, if they are others."""
        offered = [
            (active.binding, active.enabled, active.tooltip)
            for active in self.screen.active_bindings.values()
            if active.binding.show
        ]
        if offered != self._offered:
            self._offered = offered
            await super().recompose()
