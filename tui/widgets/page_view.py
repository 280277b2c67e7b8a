"""The page itself, as a picture: in half blocks everywhere, sharp where the terminal can draw pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from docexplain.session import PagePicture
from tui.view.document.wrapping import wrap
from tui.view.half_blocks import half_block_row, rows_of

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)


class PageView(ScrollView, can_focus=True):
    """Shows a picture and asks for others: larger, or of another page."""

    DEFAULT_CSS = """
    PageView {
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        background: $surface;
        scrollbar-size: 1 1;
        overflow-y: scroll;
        &:focus { border-top: heavy $accent; border-title-color: $text; border-title-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "zoom(1)", "Larger", tooltip="draw it larger"),
        Binding("minus", "zoom(-1)", "Smaller", tooltip="draw it smaller"),
        Binding("n,pagedown", "turn(1)", "Next page", tooltip="show the next page"),
        Binding("p,pageup", "turn(-1)", "Page before", tooltip="show the page before"),
    ]

    @dataclass
    class Wanted(Message):
        """A picture so many pixels wide is wanted, of a page; None: of the paragraph's own."""

        width: int
        page: int | None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = "Page"
        self._picture: PagePicture | None = None
        self._zoom = 0
        self._turned: int | None = None
        """The page that is asked for, until it is here."""
        self._says = ""
        self._rows: dict[int, Strip] = {}

    @property
    def wanted_width(self) -> int:
        """Pixels that are as wide as the pane, times the zoom."""
        return max(40, int(max(1, self.scrollable_content_region.width) * ZOOMS[self._zoom]))

    def fill(self, picture: PagePicture) -> None:
        """Show a picture, from a little above what is framed."""
        other = self._picture is None or self._picture.page != picture.page
        self._picture, self._rows, self._says = picture, {}, ""
        self._turned = None if picture.page == self._turned else self._turned
        self.border_title = f"Page {picture.page} of {picture.pages} (+ - zoom, n p pages, arrows)"
        self.virtual_size = Size(picture.width, rows_of(picture))
        if picture.top or other:
            self.scroll_to(y=max(0, picture.top // 2 - 4), animate=False)
        self.refresh()

    def say(self, sentence: str) -> None:
        """Show a sentence in the picture's place, such as why there is none."""
        self._picture, self._turned, self._says = None, None, sentence
        self.border_title = "Page"
        self.virtual_size = Size(0, 0)
        self.refresh()

    @property
    def is_empty(self) -> bool:
        """Whether no picture is shown."""
        return self._picture is None

    def action_zoom(self, by: int) -> None:
        """Ask for a larger or smaller picture."""
        zoom = min(max(self._zoom + by, 0), len(ZOOMS) - 1)
        if zoom != self._zoom:
            self._zoom = zoom
            self.post_message(self.Wanted(self.wanted_width, self._page))

    def action_turn(self, by: int) -> None:
        """Ask for the next page, or the one before."""
        if self._picture is not None and self._page is not None and 1 <= self._page + by <= self._picture.pages:
            self._turned = self._page + by
            self.post_message(self.Wanted(self.wanted_width, self._turned))

    @property
    def _page(self) -> int | None:
        """The page that is shown, or will be."""
        return self._turned or (None if self._picture is None else self._picture.page)

    def render_line(self, y: int) -> Strip:
        """Draw two rows of pixels."""
        left, top = self.scroll_offset
        width, number = self.scrollable_content_region.width, y + top
        if self._picture is None and y < len(said := list(wrap(self._says, max(1, width - 2)))):
            return Strip([Segment(f" {said[y]}", self.rich_style)]).adjust_cell_length(width, self.rich_style)
        if self._picture is None or number >= rows_of(self._picture):
            return Strip.blank(width, self.rich_style)
        if number not in self._rows:
            self._rows[number] = half_block_row(self._picture, number)
        return self._rows[number].crop_extend(left, left + width, self.rich_style)
