"""What all dialogs have in common: a box in the middle that Esc closes."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.view.keys import HELP_HERE

T = TypeVar("T")


class EndsOnce(ModalScreen[T]):
    """Keys that come while it closes are not taken for another end of it: Textual would close what lies under it."""

    _is_over = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close it with a result, the first time."""
        if self._is_over:
            return AwaitComplete()
        self._is_over = True
        return super().dismiss(result)


class Dialog(EndsOnce[T | None], Generic[T]):
    """Ends in what was chosen, or None."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > .box {
            width: 78;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $accent;
            border-title-color: $text;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
            background: $surface;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_HERE,
        Binding("escape", "dismiss", "Close", tooltip="close this, and choose nothing"),
    ]
