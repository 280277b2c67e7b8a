"""Where a key is typed by its name, or pressed."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from tui.view.settings.keymap import TAKEN

_EDITS = TAKEN | {"escape", "left", "right"}


class KeyField(Input):
    """Keys that write nothing, such as ``F9`` and ``Ctrl+S``, write their names; letters write themselves."""

    def __init__(self) -> None:
        super().__init__(placeholder="press a key, or type its name; several with commas between", compact=True)
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key in _EDITS or event.is_printable:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        before = self.value.rstrip()
        self.value = f"{before}{event.key}" if before.endswith(",") else event.key
        self.cursor_position = len(self.value)
