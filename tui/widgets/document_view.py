"""The document's paragraphs in reading order, shaded by their effect on the answer shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from docexplain.answers import Focus
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Document, Paragraph
from tui.view.explained import Explained, UnderCursor
from tui.view.keys import Scope, bindings
from tui.view.what_if_marks import Marks
from tui.view.wording import marked, of_table, refusal
from tui.widgets.shaded_reader import ShadedReader

PLAIN_TITLE = "Document"
SHADED_TITLE = "Document: effect on the answer, in nats"
SHARES_TITLE = "Document: share of the document effect, and nats"
NOTHING_CITED_TITLE = "Document: nothing is cited for this answer"
DRAFT_TITLE = "Document: ranked; it is being tested what to cite"
PART_TITLE = "Document: effect on “{}”, in nats"


class DocumentView(ShadedReader):
    """Shades paragraphs, and the sentences or tokens of cited ones; takes marks for asking again, what if."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.DOCUMENT),
        Binding("s,a,f", "refuse_mark", show=False),  # the same keys, where these cannot be used
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another place, or something else is known about it."""

        spot: UnderCursor

    @dataclass
    class Said(Message):
        """A sentence about what a key just did, or could not do."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = PLAIN_TITLE
        self._marks: dict[str, Marks] = {}  # by answer: looking at another one loses none
        self._usable: tuple[bool, ...] = ()

    def fill(
        self, document: Document, answer: Answer | None, part: Focus | None = None, *, draft: bool = False
    ) -> None:
        """Show a document, shaded by an answer or a part of it; the cursor goes to the first paragraph cited.

        Args:
            draft: it is not known yet what the answer cites.
        """
        stays = False
        if document is not self.document:
            self.explained = None  # of the other document's paragraphs
            stays = self.show_document(document) and answer is None
        elif self._shows(answer, part):
            return  # who reads stays where they are
        before = self.explained
        same = before is not None and answer is not None and before.answer.id == answer.id and before.part == part
        self.explained = None if answer is None else Explained(answer, part)
        if answer is not None:
            self._marks.setdefault(answer.id, Marks(answer))
        self._mark_passages()
        self.border_title = Content(DRAFT_TITLE if draft else self._title())  # as it is: it may quote the answer
        if same:
            self.passage = self._strongest_passage()
            self.go_to(self.cursor)
            return
        if stays:  # more of what is being read: also who has scrolled away from the cursor goes on
            self.select(self.cursor)
            return
        strongest = self.cited or (() if answer is None else tuple(e.index for e in answer.effects))
        self.cursor = strongest[0] if strongest else self.cursor
        self.passage = self._strongest_passage()
        self.go_to(self.cursor)

    @property
    def cited(self) -> tuple[int, ...]:
        """The cited paragraphs of the answer shown."""
        return () if self.explained is None else self.explained.cited

    @property
    def marks(self) -> Marks | None:
        """The marks on the answer shown."""
        return None if self.explained is None else self._marks[self.explained.answer.id]

    def mark_of(self, index: int) -> str:
        """What a paragraph is marked for, in words; empty without a mark."""
        return "" if self.marks is None else self.marks.words(index)

    def forget_marks(self, answer_id: str) -> None:
        """They were asked about."""
        if answer_id in self._marks:
            self._marks[answer_id].forget()
            self.select(self.cursor)

    def select(self, index: int) -> None:
        """Put the cursor on a paragraph, and on the part of it that supports the answer most."""
        before = self.cursor
        super().select(index)
        if self.cursor != before:
            self.passage = self._strongest_passage()
        if self.document is not None and self.document.paragraphs:
            self.post_message(self.Moved(self._under_cursor(self.document.paragraph(self.cursor))))
        self._tell_usable()

    def go_to(self, index: int) -> None:
        """Put the cursor on a paragraph and bring it into view, at least the part of it in focus."""
        super().go_to(index)
        if self._passages():
            self.bring_into_view(*self.sheet.rows_of_passage(self.cursor, self.passage))

    def lay_out(self) -> None:
        """Break the document into rows as wide as the pane."""
        super().lay_out()
        self._mark_passages()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered where they can be used."""
        can_mark = self.marks is not None and self.marks.can_mark(self.cursor)
        match action:
            case "mark" | "factor":
                return can_mark
            case "refuse_mark":
                return self.marks is not None and not can_mark
            case "passage":
                return self._passages() > 1
        return True

    def action_mark(self, factor: float) -> None:
        """Mark the paragraph for asking again, or take the mark away."""
        if self.marks is not None:
            self.marks.toggle(self.cursor, factor)
            self.select(self.cursor)
            self.post_message(self.Said(marked(self.marks.steering, self.document.sources if self.document else ())))

    async def action_factor(self) -> None:
        """Ask for a factor to mark with."""
        await self.app.run_action("app.factor")

    def action_refuse_mark(self) -> None:
        """Say why not."""
        if self.explained is not None:
            self.post_message(self.Said(refusal(self.cursor, self.explained.answer)))

    def action_passage(self, by: int) -> None:
        """Go to the next or previous sentence or token of the paragraph."""
        self.passage = (self.passage + by) % self._passages()
        self.go_to(self.cursor)

    def action_cited(self, by: int) -> None:
        """Go to the next cited paragraph, in the order of the citation, and round again."""
        if self.cited:
            here = self.cited.index(self.cursor) + by if self.cursor in self.cited else 0
            self.go_to(self.cited[here % len(self.cited)])

    def _shows(self, answer: Answer | None, part: Focus | None) -> bool:
        shown = self.explained
        return shown is not None and answer is not None and shown.answer == answer and shown.part == part

    def _title(self) -> str:
        if self.explained is None:
            return PLAIN_TITLE
        if self.explained.part is not None:
            return PART_TITLE.format(one_line(self.explained.part.text, 30))
        if not self.cited:
            return NOTHING_CITED_TITLE
        return SHADED_TITLE if self.explained.answer.path is None else SHARES_TITLE

    def _under_cursor(self, paragraph: Paragraph) -> UnderCursor:
        spot = UnderCursor(paragraph)
        if self.explained is not None:
            spot = self.explained.under_cursor(paragraph, self.passage, self.mark_of(paragraph.index))
        if self.document is None:
            return spot
        table = of_table(self.explained.answer, self.document, paragraph) if self.explained else ""
        label = self.document.label_at(paragraph.index)
        return replace(spot, label=label, name=self.called(paragraph.index), table=table)

    def _passages(self) -> int:
        return 0 if self.explained is None else len(self.explained.passages_of(self.cursor))

    def _strongest_passage(self) -> int:
        return 0 if self.explained is None else self.explained.strongest_passage(self.cursor)

    def _mark_passages(self) -> None:
        self.sheet.mark_passages(() if self.explained is None else self.explained.answer.passages)

    def _tell_usable(self) -> None:
        """Have the footer drawn again when other keys can be used now; seldom, it may be a slow line."""
        steering = self.marks is not None and bool(self.marks.steering)
        usable = (self.check_action("mark", ()) is True, steering, bool(self.cited))
        if usable != self._usable:
            self._usable = usable
            self.app.refresh_bindings()
