"""A document's rows, shaded by what an answer says of its paragraphs, and a strip that shows all of it at once."""

from __future__ import annotations

from dataclasses import replace

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from docexplain.answers.said.instructions import caution
from docexplain.answers.several import mark, source_name
from docexplain.common.display_text import one_line
from tui.view.colours import DARK, Colours, colours_for
from tui.view.document.drawing import Look, draw, heat_cell
from tui.view.document.heat import Heat, strip_of
from tui.view.document.rows import RowKind
from tui.view.explained import Explained
from tui.view.shading import Shade
from tui.widgets.reader import STRIP, Reader

NAME_WIDTH = 40
"""Characters of a document's name where several were asked."""


class ShadedReader(Reader):
    """Draws the rows; what of them can be marked or chosen is for who inherits."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.passage = 0
        """Position of the sentence or token in focus among those of the paragraph under the cursor."""
        self.explained: Explained | None = None
        """What the answer shown says of each paragraph; None without an answer."""
        self._heat: tuple[object, list[Heat]] = (None, [])
        self._shared: tuple[Size, Style, Colours] = (Size(0, 0), Style(), DARK)

    def shade_of(self, index: int) -> Shade | None:
        """How a paragraph is drawn; None when no answer is shown."""
        return None if self.explained is None else self.explained.shade_of(index)

    def mark_of(self, index: int) -> str:
        """What a paragraph is marked with, in words; empty without a mark."""
        return ""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows of the screen; what they share is looked up once."""
        self._shared = (self.scrollable_content_region.size, self.rich_style, self._colours())
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the screen, and its cell of the strip."""
        size, base, colours = self._shared
        width = size.width
        number = y + self.scroll_offset.y
        if self.document is None or number >= len(self.sheet.rows):
            line = Strip.blank(width - STRIP, base)
        else:
            row = self.sheet.rows[number]
            paragraph = self.document.paragraph(row.index)
            line = draw(row, paragraph, self._look(number), width - STRIP, base, colours)
        return Strip.join([line, Strip([self._heat_cell(y, size.height, base, colours)])])

    def _look(self, number: int) -> Look:
        """How the paragraph of a row is to be drawn, in that row."""
        row, document, explained = self.sheet.rows[number], self.document, self.explained
        cursor = row.index == self.cursor
        beware = ""
        if document is not None:
            beware = caution(explained.answer, document, row.index) if explained else document.caution(row.index)
        name = self.called(row.index)
        look = Look(self.shade_of(row.index), cursor, self.mark_of(row.index), caution=beware, name=name)
        if explained is not None and (cut := self.sheet.pieces_at(number)):
            passages = explained.passage_shades_of(row.index)
            look = replace(look, pieces=cut, passages=passages, focus=self.passage if cursor else -1)
        if self.hits is not None and row.index in self.hits and row.kind is RowKind.TEXT:
            here = self.hits.here
            place = number - self.sheet.extent(row.index)[0] - 1
            places = self.hits.in_rows(self.sheet.lines(row.index))[place]
            found = [(a, b, here is not None and (here.paragraph, here.number) == (row.index, n)) for a, b, n in places]
            look = replace(look, found=found)
        return look

    def _heat_cell(self, y: int, height: int, base: Style, colours: Colours) -> Segment:
        total = len(self.sheet.rows)
        if total <= height:
            return Segment(" ", base)
        key = (self.sheet, self.explained, self.hits, height)
        if self._heat[0] != key:
            found = self.hits.__contains__ if self.hits is not None else lambda _: False
            self._heat = (key, strip_of(self.sheet.starts, total, height, self.shade_of, found))
        first = self.scroll_offset.y
        here = first * height // total <= y <= (first + height - 1) * height // total
        cells = self._heat[1]
        return heat_cell(cells[y] if y < len(cells) else Heat(), base, colours, here=here)

    def _colours(self) -> Colours:
        theme = self.app.current_theme
        return colours_for(dark=theme.dark, ansi=theme.ansi)

    def called(self, index: int) -> tuple[str, str]:
        """See :attr:`tui.view.document.drawing.Look.name`."""
        sources = self.document.sources if self.document else ()
        return (mark(sources, index), one_line(source_name(sources, index), NAME_WIDTH)) if sources else ("", "")
