"""The question shown, its answer and whether the document caused it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from docexplain.plain import one_line, plain
from docexplain.records import Answer
from tui.shading import VERDICT_MARK, VERDICT_STYLE, VERDICT_WORDS, signed

EMPTY = "Type a question below and press Enter, or choose one that was asked before."


class AnswerPanel(VerticalScroll):
    """Question, answer and verdict; scrolls when the answer is long."""

    DEFAULT_CSS = """
    AnswerPanel {
        height: auto;
        max-height: 40%;
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        background: $surface;
        scrollbar-size-vertical: 1;
        &:focus {
            border-top: heavy $accent;
            border-title-color: $text;
            border-title-style: bold;
        }
        & > Static { height: auto; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = "Answer"
        self._block = Static(EMPTY, markup=False)

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield self._block

    def fill(self, question: str | None, text: str = "", answer: Answer | None = None) -> None:
        """Show a question; without ``answer``, ``text`` is what there is of it so far."""
        self._block.update(EMPTY if question is None else _content(question, text, answer))
        self.scroll_end(animate=False) if answer is None else self.scroll_home(animate=False)

    @property
    def text(self) -> str:
        """What the panel says, without style."""
        return str(self._block.content)


def _content(question: str, text: str, answer: Answer | None) -> Content:
    asked = Content.assemble((one_line(question), "bold"), "\n")
    if answer is None:
        return asked + Content.assemble(plain(text).strip(), ("▌", "dim"))
    said = plain(answer.text).strip() or "(the model gave no answer)"
    return asked + Content.assemble(
        said,
        (_caveat(answer), "dim"),
        "\n",
        (f"{VERDICT_MARK[answer.verdict]} {VERDICT_WORDS[answer.verdict]}", VERDICT_STYLE[answer.verdict]),
        f" · document effect {signed(answer.document_effect)} nats",
        f" · {len(answer.read)} of {answer.paragraphs_total} paragraphs read",
    )


def _caveat(answer: Answer) -> str:
    if answer.given:
        return " (given, not generated)"
    return " … (cut off at the length limit)" if answer.truncated else ""
