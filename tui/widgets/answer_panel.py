"""The question shown, its answer and whether the document caused it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from docexplain.answers import Focus, wording
from docexplain.answers.instructions import warning
from docexplain.common.display_text import one_line, plain
from docexplain.records import Answer, Document
from tui.view.colours import VERDICT_STYLE
from tui.view.shading import VERDICT_MARK, signed
from tui.view.wording import citation, counter_evidence, measures, steering

NOT_SAVED = "NOT SAVED: this answer is not in the record."
CLAIM_WIDTH = 52
"""Characters of a claim's line: it fits on a small screen."""
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

    def fill(
        self,
        question: str | None,
        text: str = "",
        answer: Answer | None = None,
        *,
        beside: Answer | None = None,
        part: Focus | None = None,
        saved: bool = True,
        document: Document | None = None,
    ) -> None:
        """Show a question.

        Args:
            text: what there is of the answer so far, when there is no ``answer`` yet.
            beside: what was answered without steering, when ``answer`` is a what-if; else what was answered without the
                paragraphs that seem to give the model instructions.
            part: the part of the answer that the effects are shown for.
            saved: False for an answer that could not be saved.
            document: that the answer is about, to say what of its text was left out or is struck through.
        """
        content = Content(EMPTY) if question is None else _content(question, text, answer, beside, part)
        if answer is not None and document is not None:
            for note in filter(None, (wording.left_out(answer, document), wording.struck(answer, document))):
                content += Content.styled(f"\n{note[0].upper()}{note[1:]}", "bold")
        self._block.update(content if saved else Content.styled(f"{NOT_SAVED}\n", "bold #ffb4ab") + content)
        self.scroll_end(animate=False) if answer is None else self.scroll_home(animate=False)

    @property
    def text(self) -> str:
        """What the panel says, without style."""
        return str(self._block.content)


def _content(question: str, text: str, answer: Answer | None, beside: Answer | None, part: Focus | None) -> Content:
    """``beside``: the original of a what-if, or of an answer the one without its suspects."""
    asked = Content.styled(one_line(question), "bold")
    if answer is None:
        return asked + Content.assemble("\n", plain(text).strip(), ("▌", "dim"))
    redundant = (wording.redundancy(answer, group) for group in answer.redundant)
    found = [
        citation(answer, part),
        *wording.claims(answer, CLAIM_WIDTH),
        " ".join(filter(None, [*redundant, counter_evidence(answer), wording.order_alone(answer)])),
        f"Document effect {wording.document_effect(answer)}",
        "; ".join(filter(None, (wording.verdict_reason(answer), wording.thresholds_note(answer)))),
        measures(answer),
    ]
    return Content("\n").join(
        [
            asked,
            *_what_if(answer),
            Content.assemble(plain(answer.text).strip() or "(the model gave no answer)", (_caveat(answer), "dim")),
            _verdict(answer) + f" - {wording.MEANING[answer.verdict]}",
            *_warning(answer),
            *(_without(beside) if answer.what_if is None else _original(answer, beside)),
            *(Content(line) for line in found if line),
        ]
    )


def _verdict(answer: Answer) -> Content:
    return Content.styled(f"{VERDICT_MARK[answer.verdict]} {answer.verdict}", VERDICT_STYLE[answer.verdict])


def _what_if(answer: Answer) -> list[Content]:
    if answer.what_if is None:
        return []
    return [Content.styled(f"What if: {steering(answer.what_if.steering)}", "bold #ffffff")]


def _warning(answer: Answer) -> list[Content]:
    return [Content.styled(said, "bold #ffb4ab")] if (said := warning(answer)) else []


def _without(without: Answer | None) -> list[Content]:
    """The answer without the paragraphs that seem to give the model instructions."""
    if without is None or without.what_if is None:
        return []
    says = f"With {steering(without.what_if.steering)}: "
    said = Content.assemble((says, "bold"), plain(without.text).strip())
    return [said, _verdict(without) + f" · {signed(without.document_effect)} nats"]


def _original(answer: Answer, original: Answer | None) -> list[Content]:
    """The answer without steering, to compare with."""
    if answer.what_if is None:
        return []
    if original is None:
        return [Content.styled(f"Original: answer {answer.what_if.original}, which cannot be found.", "dim")]
    same = " (the same)" if original.text == answer.text else ""
    said = Content.assemble(("Original: ", "bold"), plain(original.text).strip(), same)
    return [said, _verdict(original) + f" · {signed(original.document_effect)} nats"]


def _caveat(answer: Answer) -> str:
    if answer.given:
        return f" (given by {one_line(answer.given_by) or 'the user'}, not generated)"
    return " … (cut off at the length limit)" if answer.truncated else ""
