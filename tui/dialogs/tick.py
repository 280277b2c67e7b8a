"""A box to tick."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Tick(Widget, can_focus=True):
    """One line, as ``[x] from now on``: Textual's own box tells by colour alone whether it is ticked."""

    DEFAULT_CSS = """
    Tick {
        height: 1;
        width: auto;
        pointer: pointer;
        &:focus { color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "tick", "Tick", show=False)]
    value: reactive[bool] = reactive(False)

    def __init__(self, label: str, value: bool = False) -> None:
        super().__init__()
        self._label = label
        self.set_reactive(Tick.value, value)

    def render(self) -> Content:
        """The box with what it says."""
        return Content(f"[{'x' if self.value else ' '}] {self._label}")

    def action_tick(self) -> None:
        """Tick it, or not."""
        self.value = not self.value

    def on_click(self) -> None:
        """See :meth:`action_tick`."""
        self.action_tick()
