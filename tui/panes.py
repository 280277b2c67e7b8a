"""The panes beside each other: questions, the answer shown, the document under it, and what is under the cursor."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from docexplain.answers import Focus
from docexplain.records import Document
from tui.jobs import Running
from tui.view.shelf import Shelf
from tui.widgets import AnswerPanel, Detail, DocumentView, QuestionList


class Panes(Horizontal):
    """Fills the panes together, so that they never show different answers."""

    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        & > Vertical { width: 1fr; height: 1fr; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = DocumentView()
        self._questions, self._answer, self._detail = QuestionList(), AnswerPanel(), Detail()

    def compose(self) -> ComposeResult:
        """The questions at the left, the rest below each other."""
        yield self._questions
        with Vertical(id="right"):
            yield self._answer
            yield self.view
            yield self._detail

    def on_mount(self) -> None:
        """Empty, until a document is open."""
        self._detail.fill(None)
        self._questions.fill([], pending=None, shown=None)

    def fill(
        self,
        shelf: Shelf,
        document: Document | None,
        shown: str | None,
        *,
        running: Running | None = None,
        part: Focus | None = None,
    ) -> None:
        """Show an answer.

        Args:
            document: the open one; an answer about another parse of it brings its own.
            shown: the answer's id; None for the question that is being answered, or nothing.
            running: the job under way.
            part: the part of the answer to show the effects for.
        """
        pending, text = (None, "") if running is None else (running.question, running.text)
        self._questions.fill(shelf.listed(), pending=pending, shown=shown)
        if shown is None:
            self._answer.fill(pending, text)
            if document is not None:
                self.view.fill(document, None)
        else:
            answer, its_document = shelf[shown]
            beside = shelf.original_of(answer) or shelf.without_suspects(answer)
            self._answer.fill(
                answer.question,
                answer=answer,
                beside=beside,
                part=part,
                caution=shelf.caution(shown),
                document=its_document,
            )
            self.view.fill(its_document, answer, part)

    def stream(self, running: Running) -> None:
        """Show what there is of the answer so far."""
        self._answer.fill(running.question, running.text)

    @on(DocumentView.Moved)
    def _moved(self, event: DocumentView.Moved) -> None:
        self._detail.fill(event.spot)
