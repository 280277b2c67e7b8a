"""A document's rows with a cursor on one paragraph: moving and scrolling, whatever the rows look like."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView

from docexplain.records import Document
from tui.view.drawing import GUTTER
from tui.view.sheet import Sheet


class Reader(ScrollView, can_focus=True):
    """Holds no widget per row, so that a document of any length stays quick."""

    DEFAULT_CSS = """
    Reader {
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
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = 0
        """Index of the paragraph under the cursor, from 1; 0 without a document."""
        self.document: Document | None = None
        self.sheet = Sheet()

    def open(self, document: Document) -> None:
        """Show a document from its first paragraph on."""
        self.document, self.cursor = document, min(1, len(document.paragraphs))
        self.lay_out()

    def go_to(self, index: int) -> None:
        """Put the cursor on a paragraph and bring it into view."""
        self.select(index)
        self.bring_into_view(*self.sheet.extent(self.cursor))

    def select(self, index: int) -> None:
        """Put the cursor on a paragraph, where there is one."""
        if self.document is not None and 1 <= index <= len(self.document.paragraphs):
            self.cursor = index
            self.refresh()

    def bring_into_view(self, top: int, bottom: int) -> None:
        """Scroll as far as these rows need, with a little of what stands before them, if it still fits."""
        height = self.scrollable_content_region.height
        if top < self.scroll_offset.y or bottom > self.scroll_offset.y + height:
            room = max(0, min(2, height - (bottom - top)))
            self.scroll_to(y=top - room, animate=False)

    def action_step(self, by: int) -> None:
        """Go to the neighbouring paragraph; first scroll through one that is longer than the pane."""
        top, bottom = self.sheet.extent(self.cursor)
        first, height = self.scroll_offset.y, self.scrollable_content_region.height
        unseen = bottom - (first + height) if by > 0 else first - top
        if unseen > 0 and top < first + height and bottom > first:
            self.scroll_relative(y=by * min(unseen, max(1, height - 1)), animate=False)
        else:
            self.go_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Scroll by a page and take the cursor along."""
        rows = self.sheet.rows
        height, last = self.scrollable_content_region.height, len(rows) - 1
        first = self.scroll_offset.y + by * max(1, height - 1)
        self.scroll_to(y=first, animate=False)
        if rows:  # beyond either end the cursor goes to the very end
            self.select(rows[min(last, max(0, first if by < 0 else first + height // 2))].index)

    def action_edge(self, which: int) -> None:
        """Go to the first (0) or last (-1) paragraph."""
        if self.document is not None and self.document.paragraphs:
            self.go_to(self.document.paragraphs[which].index)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= (row := offset.y + self.scroll_offset.y) < len(self.sheet.rows):
            self.go_to(self.sheet.rows[row].index)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.lay_out()
        self.go_to(self.cursor)

    def lay_out(self) -> None:
        """Break the document into rows as wide as the pane."""
        width = self.scrollable_content_region.width
        self.sheet = Sheet(() if self.document is None else self.document.paragraphs, width - GUTTER)
        self.virtual_size = Size(width, len(self.sheet.rows))
        self.refresh()
