"""The document's paragraphs in reading order, shaded by their effect on the answer shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from docexplain.records import Answer, Document, Paragraph
from tui.drawing import GUTTER, draw
from tui.rows import Row, RowKind, lay_out
from tui.shading import UNREAD, Shade, cited, shades

PLAIN_TITLE = "Document"
SHADED_TITLE = "Document: effect on the answer, in nats"
NOTHING_CITED_TITLE = "Document: no paragraph supports this answer"


class DocumentView(ScrollView, can_focus=True):
    """Draws rows on demand, so that a document of any length stays quick; the cursor is on one paragraph."""

    DEFAULT_CSS = """
    DocumentView {
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        background: $surface;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        &:focus {
            border-top: heavy $accent;
            border-title-color: $text;
            border-title-style: bold;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Previous paragraph", show=False),
        Binding("down", "step(1)", "Next paragraph", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("home", "edge(0)", "First paragraph", show=False),
        Binding("end", "edge(-1)", "Last paragraph", show=False),
        Binding("j", "cited(1)", "Next cited", show=False),
        Binding("k", "cited(-1)", "Previous cited", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another paragraph, or the same one has another shade."""

        paragraph: Paragraph
        shade: Shade | None
        cited: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = PLAIN_TITLE
        self.cursor = 0
        """Index of the paragraph under the cursor, from 1; 0 without a document."""
        self._document: Document | None = None
        self._shades: Mapping[int, Shade] | None = None
        self._cited: tuple[int, ...] = ()
        self._rows: list[Row] = []
        self._starts: list[int] = []

    def fill(self, document: Document, answer: Answer | None) -> None:
        """Show a document, shaded by an answer; the cursor goes to the paragraph that supports it most."""
        if document is not self._document:
            self._document, self.cursor = document, min(1, len(document.paragraphs))
            self._lay_out()
        self._shades = None if answer is None else shades(answer)
        self._cited = () if answer is None else cited(answer)
        self.border_title = PLAIN_TITLE if answer is None else SHADED_TITLE if self._cited else NOTHING_CITED_TITLE
        strongest = self._cited or (() if answer is None else tuple(e.index for e in answer.effects))
        self.go_to(strongest[0] if strongest else self.cursor)
        self.refresh()

    def shade_of(self, index: int) -> Shade | None:
        """How a paragraph is drawn; None when no answer is shown."""
        return None if self._shades is None else self._shades.get(index, UNREAD)

    def go_to(self, index: int) -> None:
        """Put the cursor on a paragraph and bring it into view."""
        self._select(index)
        top, bottom = self._extent(self.cursor)
        height = self.scrollable_content_region.height
        if top < self.scroll_offset.y or bottom > self.scroll_offset.y + height:
            room = max(0, min(2, height - (bottom - top)))  # a little of what stands before it, if it still fits
            self.scroll_to(y=top - room, animate=False)

    def _select(self, index: int) -> None:
        """Put the cursor on a paragraph, where there is one."""
        if self._document is not None and 1 <= index <= len(self._document.paragraphs):
            self.cursor = index
            self.refresh()
            paragraph = self._document.paragraphs[index - 1]
            self.post_message(self.Moved(paragraph, self.shade_of(index), len(self._cited)))

    def action_cited(self, by: int) -> None:
        """Go to the next cited paragraph, best first, and round again."""
        if self._cited:
            here = self._cited.index(self.cursor) + by if self.cursor in self._cited else 0
            self.go_to(self._cited[here % len(self._cited)])

    def action_step(self, by: int) -> None:
        """Go to the neighbouring paragraph; first scroll through one that is longer than the pane."""
        top, bottom = self._extent(self.cursor)
        first, height = self.scroll_offset.y, self.scrollable_content_region.height
        unseen = bottom - (first + height) if by > 0 else first - top
        if unseen > 0 and top < first + height and bottom > first:
            self.scroll_relative(y=by * min(unseen, max(1, height - 1)), animate=False)
        else:
            self.go_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Scroll by a page and take the cursor along."""
        height, last = self.scrollable_content_region.height, len(self._rows) - 1
        first = self.scroll_offset.y + by * max(1, height - 1)
        self.scroll_to(y=first, animate=False)
        if self._rows:  # beyond either end the cursor goes to the very end
            self._select(self._rows[min(last, max(0, first if by < 0 else first + height // 2))].index)

    def action_edge(self, which: int) -> None:
        """Go to the first (0) or last (-1) paragraph."""
        if self._document is not None and self._document.paragraphs:
            self.go_to(self._document.paragraphs[which].index)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= (row := offset.y + self.scroll_offset.y) < len(self._rows):
            self.go_to(self._rows[row].index)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._lay_out()
        self.go_to(self.cursor)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the screen."""
        width = self.scrollable_content_region.width
        number = y + self.scroll_offset.y
        if self._document is None or number >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[number]
        paragraph = self._document.paragraphs[row.index - 1]
        shade, cursor = self.shade_of(row.index), row.index == self.cursor
        return draw(row, paragraph, shade, width, self.rich_style, cursor=cursor)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        paragraphs = () if self._document is None else self._document.paragraphs
        self._rows = lay_out(paragraphs, width - GUTTER) if width > GUTTER else []
        self._starts = [y for y, row in enumerate(self._rows) if row.kind is RowKind.META]
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def _extent(self, index: int) -> tuple[int, int]:
        """First row of a paragraph and the row after its last."""
        if not 1 <= index <= len(self._starts):
            return 0, 0
        top = self._starts[index - 1]
        bottom = self._starts[index] if index < len(self._starts) else len(self._rows)
        while bottom > top + 1 and self._rows[bottom - 1].kind is RowKind.HEADING:
            bottom -= 1
        return top, bottom
