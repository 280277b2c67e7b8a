"""The question shown, its answer and whether the document caused it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from docexplain.answers import Focus, with_marks
from docexplain.answers.said import verdicts, wording
from docexplain.answers.said.endings import SAID, ended_at
from docexplain.answers.said.facts import stands_in
from docexplain.answers.said.instructions import warning
from docexplain.common.display_text import one_line, plain
from docexplain.records import Answer, Document, Verdict
from tui.view.colours import VERDICT_STYLE
from tui.view.shading import VERDICT_MARK, signed
from tui.view.wording import citation, counter_evidence, measures, read, steering

TITLE = "Answer"
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
        self.border_title = TITLE
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
        caution: str = "",
        document: Document | None = None,
    ) -> None:
        """Show a question.

        Args:
            text: what there is of the answer so far, when there is no ``answer`` yet.
            beside: what was answered without steering, when ``answer`` is a what-if; else what was answered without the
                paragraphs that seem to give the model instructions.
            part: the part of the answer that the effects are shown for.
            caution: what is said first of an answer that could not be saved, or is not what was recorded.
            document: that the answer is about, to name its pages, and what of its text was left out or is struck
                through.
        """
        content = Content(EMPTY)
        if question is not None and answer is None:
            content = _asked(question) + Content.assemble("\n", plain(text).strip(), ("▌", "dim"))
        elif question is not None and answer is not None:
            content = _content(answer, beside, part, document)
        if answer is not None and document is not None:
            content += _notes(answer, document)
        caveat = answer is not None and answer.verdict is Verdict.SUPPORTED
        self.border_title = f"{TITLE} · {verdicts.CAVEAT}" if caveat else TITLE  # it takes no line of a small screen
        self._block.update(Content.styled(f"{caution}\n", "bold #ffb4ab") + content if caution else content)
        self.scroll_end(animate=False) if answer is None else self.scroll_home(animate=False)

    @property
    def text(self) -> str:
        """What the panel says, without style."""
        return str(self._block.content)


def _asked(question: str) -> Content:
    return Content.styled(one_line(question), "bold")


def _content(answer: Answer, beside: Answer | None, part: Focus | None, document: Document | None) -> Content:
    """``beside``: the original of a what-if, or of an answer the one without its suspects."""
    redundant = (wording.redundancy(answer, group) for group in answer.redundant)
    odd = verdicts.at_odds(answer, document)
    found = [
        citation(answer, part),
        " ".join(filter(None, [*redundant, counter_evidence(answer), wording.order_alone(answer)])),
        f"Document effect {wording.document_effect(answer)}",
        measures(answer),
    ]
    return Content("\n").join(
        [
            _asked(answer.question),
            *_what_if(answer),
            *_said(answer, document),
            *_warning(answer),
            *([Content(f"But {odd}.")] if odd else []),
            *_standing(answer, document),
            *(_without(beside, document) if answer.what_if is None else _original(answer, beside, document)),
            *(Content(line) for line in found if line),
        ]
    )


def _said(answer: Answer, document: Document | None) -> list[Content]:
    """Answer and verdict; the verdict and what was read before the words of an unsupported answer."""
    verdict = _verdict(answer, document)
    text = plain(with_marks(answer)).strip() or "(the model gave no answer)"
    if answer.verdict is not Verdict.UNSUPPORTED:
        return [Content.assemble(text, (_caveat(answer), "dim")), verdict]
    whose = verdicts.whose_words(answer)
    words = Content.assemble((f"{whose[0].upper()}{whose[1:]}: ", "dim"), text, (_caveat(answer), "dim"))
    return [verdict, Content("; ".join(filter(None, (read(answer), verdicts.unread(answer))))), words]


def _notes(answer: Answer, document: Document) -> Content:
    """What of the text was left out, or is struck through."""
    hidden, struck = wording.left_out(answer, document), wording.struck(answer, document)
    notes = [f"Left out: {hidden}"] * bool(hidden) + [struck] * bool(struck)
    return Content.styled("".join(f"\n{note}" for note in notes), "bold")


def _verdict(answer: Answer, document: Document | None) -> Content:
    """Its mark, what caused the answer, and what decided that."""
    caused = f"{VERDICT_MARK[answer.verdict]} {verdicts.cause(answer, document)}"
    return Content.styled(caused, VERDICT_STYLE[answer.verdict]) + f" ({verdicts.decided(answer)})"


def _what_if(answer: Answer) -> list[Content]:
    if answer.what_if is None:
        return []
    return [Content.styled(f"What if: {steering(answer.what_if.steering, answer.sources)}", "bold #ffffff")]


def _warning(answer: Answer) -> list[Content]:
    return [Content.styled(said, "bold #ffb4ab")] if (said := warning(answer)) else []


def _standing(answer: Answer, document: Document | None) -> list[Content]:
    """Where the answer's numbers, dates and names stand: before the figures, which a small screen has no room for."""
    lines = stands_in(answer, document) if document is not None else []
    return [Content(line if line.startswith("“") else f"Stands in {line}") for line in lines]


def _without(without: Answer | None, document: Document | None) -> list[Content]:
    """The answer without the paragraphs that seem to give the model instructions."""
    if without is None or without.what_if is None:
        return []
    says = f"With {steering(without.what_if.steering, without.sources)}: "
    said = Content.assemble((says, "bold"), plain(verdicts.shown_text(without)).strip())
    return [said, _verdict(without, document) + f" · {signed(without.document_effect)} nats"]


def _original(answer: Answer, original: Answer | None, document: Document | None) -> list[Content]:
    """The answer without steering, to compare with."""
    if answer.what_if is None:
        return []
    if original is None:
        return [Content.styled(f"Original: answer {answer.what_if.original}, which cannot be found.", "dim")]
    same = " (the same)" if original.text == answer.text else ""
    said = Content.assemble(("Original: ", "bold"), plain(verdicts.shown_text(original)).strip(), same)
    return [said, _verdict(original, document) + f" · {signed(original.document_effect)} nats"]


def _caveat(answer: Answer) -> str:
    if answer.given:
        return f" (given by {one_line(answer.given_by) or 'the user'}, not generated)"
    ending = ended_at(answer)
    return f" … ({SAID[ending]})" if ending else ""
