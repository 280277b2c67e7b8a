"""What the keys and the signs mean."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from docexplain.answers import Kind
from docexplain.answers.said.verdicts import MEANING
from docexplain.records import AMPLIFY, HIDE
from tui.view.document.drawing import CITED_SIGN, GUTTER_SIGNS
from tui.view.shading import DISPUTED, FULL_SCALE, VERDICT_MARK
from tui.view.what_if_marks import sign

MEANINGS = {
    Kind.SUPPORTS: "blue: without it the answer is less likely",
    Kind.EITHER: "one of these is enough; gone only without all",
    Kind.TOGETHER: "cited, but hiding it alone changes little",
    Kind.AGAINST: "orange, counter-evidence: without it likelier",
    Kind.SHARE: "not hidden on its own: only the best ones are",
    Kind.NOISE: "too small to tell from the computation's noise",
    Kind.UNREAD: "the model did not see it for this answer",
}

KEYS = [
    ("Enter", "ask the question (or show the chosen one)"),
    ("Esc", "stop, nothing is saved; or go back"),
    ("Tab, Shift+Tab", "move between the panes"),
    ("n, p or Ctrl+N, Ctrl+P", "next, previous cited paragraph"),
    ("/", "effects on a part of the answer only"),
    ("w", "what if: ask again under the marks"),
    ("m", "ask again, and let the model read more"),
    ("y, Y", "copy answer and what it cites; the paragraph"),
    ("Ctrl+O, Ctrl+Q", "open another file, quit"),
    ("Ctrl+C", "stop; it or Ctrl+Q twice: end at once"),
    ("Up, Down; j, k", "in the document: neighbour; next cited"),
    ("Left, Right", "sentences of a cited paragraph"),
    ("s, a", "mark to suppress, to amplify; again: unmark"),
]
VERDICTS = [(f"{VERDICT_MARK[verdict]} {verdict}", words) for verdict, words in MEANING.items()]
SIGNS = [
    (f"{CITED_SIGN} cited", "of the fewest found that explain most of the answer"),
    *((f"{GUTTER_SIGNS[kind]} {kind}", text) for kind, text in MEANINGS.items()),
    ("[9, 12], [-]", "what gave this part of the answer most; nothing"),
    (DISPUTED, "its share says one thing, hiding it another"),
    ("shaded sentence", "by its own share; underlined: the one in focus"),
    (f"{sign(HIDE)} {sign(AMPLIFY)}", "hidden from the model, or suppressed; amplified"),
    ("nats", "log of how much likelier: +0.69 is 2×, +2.30 is 10×"),
    ("12%", "share of the document effect; all add up to 100%"),
    ("bar", f"full for the strongest paragraph, from {FULL_SCALE:g} nat up"),
    ("document effect", "of all that was read, taken away at once"),
    ("92% of it", "of the probability that it gives the answer"),
    ("score", "how surely the document caused the answer, to 1"),
    ("noise", "effects up to this size mean nothing"),
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
    verdicts = [_line(name, text, 15) for name, text in VERDICTS]
    return Content("\n").join([*keys, Content(""), *verdicts, *(_line(name, text, 19) for name, text in SIGNS)])


def _line(name: str, text: str, width: int) -> Content:
    return Content.assemble((name.ljust(width), "bold"), text)
