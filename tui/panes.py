"""The panes beside each other: questions, the answer shown, the document under it, and what is under the cursor."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from docexplain.answers import Focus, focus
from docexplain.records import Document
from tui.jobs import Running, Working
from tui.view.shelf import Shelf
from tui.widgets import AnswerPanel, Detail, DocumentView, Legend, PageView, QuestionList


class Panes(Horizontal):
    """Fills the panes together, so that they never show different answers."""

    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        & > #right { width: 1fr; height: 1fr; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = DocumentView()
        self.questions, self.answer, self.detail = QuestionList(), AnswerPanel(), Detail()
        self.legend, self.page = Legend(), PageView(id="page")
        self.page.display = False

    def compose(self) -> ComposeResult:
        """The questions at the left, the rest below each other."""
        yield self.questions
        with Vertical(id="right"):
            yield self.answer
            yield self.view
            yield self.legend
            yield self.detail
        yield self.page

    def on_mount(self) -> None:
        """Empty, until a document is open."""
        self.detail.fill(None)
        self.questions.fill([], pending=None, shown=None)

    def fill(
        self,
        shelf: Shelf,
        document: Document | None,
        shown: str | None,
        working: Working,
        *,
        part: Focus | None = None,
        by_token: bool = False,
    ) -> None:
        """Show an answer.

        Args:
            document: the open one; an answer about another parse of it brings its own.
            shown: the answer's id; None for the question that is being answered, or nothing.
            working: what is under way.
            part: the part of the answer to show the effects for.
            by_token: show what each token of the cited paragraphs gives, where that is known.
        """
        self.list(shelf, working, shown)
        if shown is None:
            question = None if working.job is None else working.job.question
            if working.job is None or question is None:
                self.answer.stream(None)
            else:
                self.answer.stream(question.text, working.job.text)
                document = question.document or document
            if document is not None:
                self.view.fill(document, None)
                self.legend.fill(None)
            return
        answer, its_document = shelf[shown]
        self.answer.fill(
            answer,
            its_document,
            beside=shelf.original_of(answer) or shelf.without_suspects(answer),
            part=part,
            caution=shelf.caution(shown),
            saved=shelf.is_saved(shown),
        )
        tokens = shelf.by_token(answer) if by_token else None
        if tokens is not None:
            answer, part = tokens, None if part is None else focus(tokens, part.text)
        self.view.fill(its_document, answer, part)
        self.legend.fill(answer)

    def list(self, shelf: Shelf, working: Working, shown: str | None) -> None:
        """List the questions: answered, being answered, and waiting."""
        question = None if working.job is None else working.job.question
        waiting = {each.id: each.text for each in working.waiting}
        pending = None if question is None else question.text
        self.questions.fill(shelf.listed(), pending=pending, waiting=waiting, shown=shown)

    def stream(self, running: Running) -> None:
        """Show what there is of the answer so far, and of its explanation."""
        if running.question is None:
            return
        draft = running.draft
        text = running.text if draft is None else draft.text
        self.answer.stream(running.question.text, text, complete=draft is not None)
        document = running.question.document or self.view.document
        if draft is not None and document is not None:
            self.view.fill(document, draft, draft=True)
            self.legend.fill(draft)

    def toggle_drawer(self) -> None:
        """Show the list of questions where it is hidden, or hide it; on a wide screen go to it."""
        if self.questions.styles.display != "none" and self.questions.has_focus:
            self.close_drawer()
        else:
            self.set_class(True, "-drawer")
            self.questions.focus()
            if self.questions.highlighted is None:
                self.questions.action_first()

    def close_drawer(self) -> None:
        """Give the room of the list to the evidence, where there is too little for both."""
        if self.has_class("-drawer"):
            self.set_class(False, "-drawer")
            self.view.focus()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Over what stands under the document it is the document that scrolls."""
        if event.widget in {self.legend, self.detail}:
            self.view.scroll_down(animate=False)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """See :meth:`on_mouse_scroll_down`."""
        if event.widget in {self.legend, self.detail}:
            self.view.scroll_up(animate=False)

    @on(DocumentView.Moved)
    def _moved(self, event: DocumentView.Moved) -> None:
        self.detail.fill(event.spot)
