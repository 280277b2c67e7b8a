"""The page itself, as a picture: in half blocks everywhere, sharp where the terminal can draw pictures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from docexplain.session import PagePicture
from tui.view.document.wrapping import wrap
from tui.view.half_blocks import HalfBlocks
from tui.view.sharp import Drawn, Pictures, Sixel

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)
_REST = 0.05
"""Seconds without scrolling after which pixels are drawn over the cells."""


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

    @dataclass
    class Sends(Message):
        """Something is to be written to the terminal after what is drawn by now."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = "Page"
        self.pictures = Pictures()
        """How the terminal draws pictures."""
        self._picture: PagePicture | None = None
        self._drawn: Drawn | None = None
        self._zoom = 0
        self._turned: int | None = None
        """The page that is asked for, until it is here."""
        self._says = ""
        self._resting: Timer | None = None

    @property
    def wanted_width(self) -> int:
        """Pixels that are as wide as the pane, times the zoom."""
        columns = max(40, int(max(1, self.scrollable_content_region.width) * ZOOMS[self._zoom]))
        return self.pictures.most(columns * self.pictures.cell[0])

    def fill(self, picture: PagePicture, drawn: Drawn | None = None) -> None:
        """Show a picture, from a little above what is framed; None: in half blocks."""
        other = self._picture is None or self._picture.page != picture.page
        sends = self.forget()
        self._picture, self._drawn, self._says = picture, drawn or HalfBlocks(picture), ""
        self._turned = None if picture.page == self._turned else self._turned
        if sends := sends + self._drawn.sends:
            self.post_message(self.Sends(sends))
            self._drawn.sends = ""
        self.border_title = f"Page {picture.page} of {picture.pages} (+ - zoom, n p pages, arrows)"
        self.virtual_size = Size(self._drawn.columns, self._drawn.rows)
        if self._drawn.top or other:
            self.scroll_to(y=max(0, self._drawn.top - 4), animate=False)
        self.refresh()

    def say(self, sentence: str) -> None:
        """Show a sentence in the picture's place, such as why there is none."""
        if sends := self.forget():
            self.post_message(self.Sends(sends))
        self._turned, self._says = None, sentence
        self.border_title = "Page"
        self.virtual_size = Size(0, 0)
        self.refresh()

    @property
    def is_empty(self) -> bool:
        """Whether no picture is shown."""
        return self._picture is None

    def forget(self) -> str:
        """Let the picture go; what makes the terminal let it go too."""
        forgets = "" if self._drawn is None else self._drawn.forgets
        self._picture = self._drawn = None
        return forgets

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
        """Draw a row of cells."""
        left, top = self.scroll_offset
        width, number = self.scrollable_content_region.width, y + top
        if self._drawn is None and y < len(said := list(wrap(self._says, max(1, width - 2)))):
            return Strip([Segment(f" {said[y]}", self.rich_style)]).adjust_cell_length(width, self.rich_style)
        if self._drawn is None or number >= self._drawn.rows:
            return Strip.blank(width, self.rich_style)
        return self._drawn.row(number).crop_extend(left, left + width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw cells, and soon what belongs over them."""
        if isinstance(self._drawn, Sixel):
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.set_timer(_REST, self._rests)
        return super().render_lines(crop)

    def _rests(self) -> None:
        self.run_worker(self._draw_over(), group="picture", exclusive=True)

    async def _draw_over(self) -> None:
        """Have the pixels of what is seen drawn, unless something else covers the screen or was scrolled meanwhile."""
        drawn, seen, offset = self._drawn, self.scrollable_content_region, self.scroll_offset
        if not isinstance(drawn, Sixel) or not seen.area or not drawn.rows > offset.y:
            return
        pixels = await asyncio.to_thread(drawn.part, offset.x, offset.y, seen.width, seen.height)
        now = self._drawn, self.scrollable_content_region, self.scroll_offset
        if now == (drawn, seen, offset) and self.is_attached and self.screen is self.app.screen:
            where = self.content_region.offset
            self.post_message(self.Sends(f"\x1b7\x1b[{where.y + 1};{where.x + 1}H{pixels}\x1b8"))
