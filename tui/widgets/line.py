"""A line to type in."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class Line(Input):
    """An input on one line that takes all of what is pasted, and does not blink: the screen may be far away."""

    def __init__(self, value: str = "", *, placeholder: str = "") -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """Lines that are pasted become one: Textual would keep the first alone."""
        event.stop()
        event.prevent_default()
        line = " ".join(part.strip() for part in event.text.splitlines() if part.strip())
        if self.selection.is_empty:
            self.insert_text_at_cursor(line)
        else:
            self.replace(line, *self.selection)
