"""The question shown, its answer and whether the document caused it."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from docexplain.answers import Focus
from docexplain.answers.said import verdicts
from docexplain.records import Answer, Document, Verdict
from tui.view.answer import lines

TITLE = "Answer"
EMPTY = "Type a question below and press Enter, or choose one that was asked before."


class AnswerPanel(Vertical):
    """Question and verdict stay in sight; the answer and its figures scroll below. A what-if stands beside what was
    answered without it, where there is room.

    Attributes:
        more_key: the key that reads more, as people write it; empty where there is none.
    """

    DEFAULT_CSS = """
    AnswerPanel {
        height: auto;
        max-height: 45%;
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        background: $surface;
        &:focus-within {
            border-top: heavy $accent;
            border-title-color: $text;
            border-title-style: bold;
        }
        & > #head { height: auto; max-height: 6; }
        & > VerticalScroll {
            height: auto;
            max-height: 100%;
            scrollbar-size-vertical: 1;
            & > Horizontal {
                height: auto;
                & > Static { width: 1fr; height: auto; padding: 0 1 0 0; }
                & > #original { display: none; }
            }
        }
        &.-what-if #original { display: block; }
    }
    """

    @dataclass
    class Clicked(Message):
        """A claim of the answer shown was clicked, by its position; or a number behind one, that of a paragraph."""

        claim: int | None = None
        paragraph: int | None = None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.more_key = ""
        self.border_title = TITLE
        self._head = Static("", id="head", markup=False)
        self._body, self._original = Static(EMPTY, id="words", markup=False), Static("", id="original", markup=False)
        self.scroll = VerticalScroll(Horizontal(self._body, self._original, id="both"))

    def compose(self) -> ComposeResult:
        """What stays, and what scrolls."""
        yield self._head
        yield self.scroll

    def stream(self, question: str | None, text: str = "", *, complete: bool = False) -> None:
        """Show a question without an answer yet, or none.

        Args:
            text: what there is of the answer so far.
            complete: it is written, and being explained.
        """
        self.border_title = TITLE
        self._show(Content("") if question is None else lines.asked(question), Content(""))
        self._body.update(EMPTY if question is None else lines.streaming(text, complete=complete))
        self.scroll.scroll_end(animate=False)

    def fill(
        self,
        answer: Answer,
        document: Document,
        *,
        beside: Answer | None = None,
        part: Focus | None = None,
        caution: str = "",
        saved: bool = True,
    ) -> None:
        """Show an answer.

        Args:
            document: that it is about, to name its pages, and what of its text was left out or is struck through.
            beside: what was answered without steering, when ``answer`` is a what-if; else what was answered without the
                paragraphs that seem to give the model instructions.
            part: the part of the answer that the figures are of.
            caution: what is said first of an answer that could not be saved, or is not what was recorded.
            saved: it is in the record.
        """
        caveat = answer.verdict is Verdict.SUPPORTED
        self.border_title = f"{TITLE} · {verdicts.CAVEAT}" if caveat else TITLE  # it takes no line of a small screen
        head = lines.head(answer, document, caution, saved=saved, part=part)
        self._show(head, lines.original(answer, beside, document))
        self._body.update(lines.body(answer, beside, part, document, self.more_key))
        self.scroll.scroll_home(animate=False)

    def on_click(self, event: events.Click) -> None:
        """Say which claim or number is under the mouse, if no words were selected with it."""
        meta = event.style.meta
        if (lines.CLAIM in meta or lines.PARAGRAPH in meta) and not self.screen.get_selected_text():
            self.post_message(self.Clicked(meta.get(lines.CLAIM), meta.get(lines.PARAGRAPH)))

    def on_mouse_scroll_down(self) -> None:
        """Over what stays in sight, too."""
        self.scroll.scroll_down(animate=False)

    def on_mouse_scroll_up(self) -> None:
        """See :meth:`on_mouse_scroll_down`."""
        self.scroll.scroll_up(animate=False)

    def _show(self, head: Content, original: Content) -> None:
        self.set_class(bool(original.plain), "-what-if")
        self._head.display = bool(head.plain)
        self._head.update(head)
        self._original.update(original)

    @property
    def text(self) -> str:
        """What the panel says, without style."""
        return "\n".join(filter(None, (str(part.content) for part in (self._head, self._body, self._original))))
