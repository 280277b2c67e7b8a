"""A document's rows with a cursor on one paragraph: moving, scrolling and searching, whatever the rows look like."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView

from docexplain.records import Document
from tui.view.document.drawing import GUTTER
from tui.view.document.heat import row_at
from tui.view.document.hits import Hits
from tui.view.document.place import place_in
from tui.view.document.sheet import Sheet

STRIP = 1
"""Cells beside the scroll bar for the strip that shows the whole document."""


class Reader(ScrollView, can_focus=True):
    """Holds no widget per row, so that a document of any length stays quick; repaints the rows that changed."""

    DEFAULT_CSS = """
    Reader {
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
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
        self.hits: Hits | None = None
        """What was looked for; None: nothing."""

    def open(self, document: Document) -> None:
        """Show a document from its first paragraph on."""
        self.document, self.cursor = document, min(1, len(document.paragraphs))
        self.hits = None
        self.lay_out()

    def show_document(self, document: Document) -> bool:
        """Show a document: another parse of the same file where this one stands and is scrolled to, and True; else from
        its first paragraph on."""
        before, rows = self.document, self.sheet.rows
        if before is None or before.sources or document.sources or before.sha256 != document.sha256 or not rows:
            self.open(document)
            return False
        hits, y = self.hits, min(self.scroll_offset.y, len(rows) - 1)
        top = rows[y].index
        into = y - self._top_of(top)
        here = place_in(document, before, self.cursor)
        self.open(document)
        self.cursor = here
        if hits is not None:
            self.hits = Hits(document.paragraphs, hits.words, here)
        self.scroll_to(y=self._top_of(place_in(document, before, top)) + into, animate=False)
        return True

    def go_to(self, index: int) -> None:
        """Put the cursor on a paragraph and bring it into view."""
        self.select(index)
        self.bring_into_view(*self.sheet.extent(self.cursor))

    def go_to_page(self, page: int, part: range | None = None) -> bool:
        """Go to the first paragraph of a page, or of the next one that has any; False where there is none.

        Args:
            part: indices of the paragraphs that are meant, of several documents; None: all.
        """
        every = range(1, len(self.document.paragraphs) + 1) if self.document else range(0)
        index = self.sheet.first_on_page(page, part or every)
        if index is not None:
            self.show_from(index)
        return index is not None

    def show_from(self, index: int) -> None:
        """Put the cursor on a paragraph and show it at the top, with the page and headings that begin above it."""
        self.select(index)
        self.scroll_to(y=self._top_of(index), animate=False)

    def select(self, index: int) -> None:
        """Put the cursor on a paragraph, where there is one."""
        if self.document is not None and 1 <= index <= len(self.document.paragraphs):
            before, self.cursor = self.cursor, index
            for changed in {before, index}:
                self.repaint(changed)

    def repaint(self, index: int) -> None:
        """Draw the rows of a paragraph again, as far as they are on the screen."""
        top, bottom = self.sheet.extent(index)
        first = self.scroll_offset.y
        top, bottom = max(top, first), min(bottom, first + self.scrollable_content_region.height)
        if top < bottom:
            self.refresh_lines(top, bottom - top)

    def bring_into_view(self, top: int, bottom: int) -> None:
        """Scroll as far as these rows need, with a little of what stands before them, if it still fits."""
        height = self.scrollable_content_region.height
        if top < self.scroll_offset.y or bottom > self.scroll_offset.y + height:
            room = max(0, min(2, height - (bottom - top)))
            self.scroll_to(y=top - room, animate=False)

    def find(self, words: str) -> None:
        """Look for words from the cursor on, and go to the first place."""
        if self.document is not None:
            self.hits = Hits(self.document.paragraphs, words, self.cursor) if words.strip() else None
            self.refresh()
            self._go_to_hit()

    def find_next(self, by: int) -> None:
        """Go to the next or previous place that was found."""
        if self.hits is not None:
            self.hits.step(by)
            self._go_to_hit()

    def _go_to_hit(self) -> None:
        hit = self.hits.here if self.hits is not None else None
        if hit is None or self.hits is None:
            return
        before = self.cursor
        self.go_to(hit.paragraph)
        places = self.hits.in_rows(self.sheet.lines(hit.paragraph))
        top = self.sheet.extent(hit.paragraph)[0] + 1
        rows = [top + y for y, row in enumerate(places) if any(number == hit.number for _, _, number in row)]
        if rows:
            self.bring_into_view(rows[0], rows[-1] + 1)
        if before == self.cursor:
            self.repaint(before)

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
        """Put the cursor where the mouse is; on the strip, go there."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        region, total = self.scrollable_content_region, len(self.sheet.rows)
        if offset.x >= region.width - STRIP and total > region.height:
            row = min(total - 1, row_at(offset.y, total, region.height))
            self.scroll_to(y=row - region.height // 2, animate=False)
            self.select(self.sheet.rows[row].index)
        elif 0 <= (row := offset.y + self.scroll_offset.y) < total:
            self.go_to(self.sheet.rows[row].index)

    def on_resize(self) -> None:
        """Break the lines anew, where the width is another."""
        if self.sheet.width != self._text_width():
            self.lay_out()
        self.go_to(self.cursor)

    def lay_out(self) -> None:
        """Break the document into rows as wide as the pane."""
        document = self.document
        if document is None:
            self.sheet = Sheet((), self._text_width())
        else:
            self.sheet = Sheet(document.paragraphs, self._text_width(), document.sources)
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.sheet.rows))
        self.refresh()

    def _text_width(self) -> int:
        return max(0, self.scrollable_content_region.width - GUTTER - STRIP)

    def _top_of(self, index: int) -> int:
        """The row that a page or heading begins with above a paragraph, or its own first."""
        top, _ = self.sheet.extent(index)
        while top > 0 and self.sheet.rows[top - 1].index == index:
            top -= 1
        return top
