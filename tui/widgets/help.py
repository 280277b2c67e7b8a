"""What the keys and the signs mean."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.shading import FULL_SCALE, VERDICT_MARK, VERDICT_WORDS

KEYS = [
    ("Enter", "ask the question (or show the chosen one)"),
    ("Esc", "stop; nothing is saved"),
    ("Tab, Shift+Tab", "move between the panes"),
    ("n, p or Ctrl+N, Ctrl+P", "next, previous cited paragraph, best first"),
    ("j, k", "the same, in the document"),
    ("Up, Down", "neighbouring paragraph"),
    ("Ctrl+O", "open another PDF"),
    ("Ctrl+Q", "quit"),
]
SIGNS = [
    *((VERDICT_MARK[verdict], words) for verdict, words in VERDICT_WORDS.items()),
    ("supports, blue", "without the paragraph the answer is less likely"),
    ("against, orange", "counter-evidence: without it the answer is likelier"),
    ("no clear effect", "too small to tell from the noise of the computation"),
    ("not read", "the model did not see it for this answer"),
    ("nats", "log of how much likelier: +0.69 is 2×, +2.30 is 10×"),
    ("bar", f"full for the strongest paragraph, from {FULL_SCALE:g} nat up"),
    ("document effect", "of all that was read, taken away at once"),
]


class HelpScreen(ModalScreen[None]):
    """Keys and signs; any of the closing keys goes back."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 76;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $accent;
            background: $surface;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f1,question_mark,enter", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """One block of text."""
        with VerticalScroll() as box:
            box.border_title = "Help (Esc closes)"
            yield Static(_content(), markup=False)


def _content() -> Content:
    keys = [_line(name, text, 25) for name, text in KEYS]
    return Content("\n").join([*keys, Content(""), *(_line(name, text, 17) for name, text in SIGNS)])


def _line(name: str, text: str, width: int) -> Content:
    return Content.assemble((name.ljust(width), "bold"), text)
