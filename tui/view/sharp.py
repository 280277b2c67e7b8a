"""A picture in the terminal's own pixels, by textual-image: sixel, or kitty's graphics protocol.

Only its encoders are used. Its widgets write to the terminal themselves, beside Textual, and encode anew whatever is
scrolled, on the thread that draws.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from docexplain.session import PagePicture
from tui.view.half_blocks import HalfBlocks

if TYPE_CHECKING:
    from PIL import Image

MOST_COLUMNS = 200
"""Of a picture by kitty's protocol, which can number 297 columns and rows: so wide, any usual page is not too long."""

_alone = threading.Lock()


@dataclass(frozen=True, slots=True)
class Pictures:
    """How a terminal draws pictures.

    Attributes:
        way: ``blocks``, ``sixel`` or ``kitty``.
        cell: width and height of a character in the pixels that pictures are drawn with.
    """

    way: str = "blocks"
    cell: tuple[int, int] = (1, 2)

    def most(self, width: int) -> int:
        """The width in pixels that can be drawn where so many are wanted."""
        return min(width, MOST_COLUMNS * self.cell[0]) if self.way == "kitty" else width


def drawn(picture: PagePicture, by: Pictures) -> Drawn:
    """A picture for a terminal. Takes up to some tenths of a second; imports textual-image the first time."""
    if by.way == "sixel":
        return Sixel(picture, by.cell)
    if by.way == "kitty":
        try:
            return Kitty(picture, by.cell)
        except ValueError:  # longer than can be numbered
            return HalfBlocks(_reduced(picture, by.cell))
    return HalfBlocks(picture)


class Kitty:
    """Sent once; the terminal then draws it wherever the characters stand that name its cells.

    Attributes:
        columns, rows, top: as of :class:`HalfBlocks`.
        sends: what the terminal has to be sent.
        forgets: what makes it forget that.

    Raises:
        ValueError: it takes more rows or columns than can be numbered.
    """

    def __init__(self, picture: PagePicture, cell: tuple[int, int]) -> None:
        whole, self.columns, self.rows = _in_cells(picture, cell)
        self.top = picture.top // cell[1]
        with _apart(cell) as sent:
            from textual_image.renderable import TGPImage

            image = TGPImage(whole, self.columns, self.rows)
            segments = _rendered(image, self.columns, self.rows)
            self.sends = sent.getvalue()
        self.forgets = f"\x1b_Ga=d,d=I,i={image.terminal_image_id},q=2\x1b\\"
        lines = [segment for segment in segments if segment.text.strip()]
        self._rows = [Strip([Segment(text.rstrip("\n"), style)], self.columns) for text, style, _ in lines]

    def row(self, y: int) -> Strip:
        """A row of cells."""
        return self._rows[y]


class Sixel:
    """Blank cells, over which the part that is seen has to be drawn whenever they have been."""

    sends = forgets = ""

    def __init__(self, picture: PagePicture, cell: tuple[int, int]) -> None:
        self._cell, self.top = cell, picture.top // cell[1]
        self._whole, self.columns, self.rows = _in_cells(picture, cell)

    def row(self, y: int) -> Strip:
        """A row of cells."""
        return Strip([Segment(" " * self.columns, Style())], self.columns)  # where colours are off they are looked at

    def part(self, left: int, top: int, columns: int, rows: int) -> str:
        """What draws some of the cells, from where the cursor is. Takes up to 0.2 s for a whole screen."""
        columns, rows = min(columns, self.columns - left), min(rows, self.rows - top)
        width, height = self._cell
        seen = self._whole.crop((left * width, top * height, (left + columns) * width, (top + rows) * height))
        with _apart(self._cell):
            from textual_image.renderable import SixelImage

            segments = _rendered(SixelImage(seen, columns, rows), columns, rows)
        return next(segment.text for segment in segments if segment.text.startswith("\x1bP"))


Drawn = HalfBlocks | Kitty | Sixel


def _in_cells(picture: PagePicture, cell: tuple[int, int]) -> tuple[Image.Image, int, int]:
    """The picture on white that fills whole cells, so that no pixel is scaled; and how many, across and down."""
    from PIL import Image

    columns, rows = -(-picture.width // cell[0]), -(-picture.height // cell[1])
    whole = Image.new("RGB", (columns * cell[0], rows * cell[1]), "white")
    whole.paste(Image.frombytes("RGB", (picture.width, picture.height), picture.rgb))
    return whole, columns, rows


def _reduced(picture: PagePicture, cell: tuple[int, int]) -> PagePicture:
    from PIL import Image

    size = max(1, picture.width // cell[0]), max(1, 2 * picture.height // cell[1])
    small = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb).resize(size)
    return PagePicture(picture.page, picture.pages, *size, small.tobytes(), 2 * picture.top // cell[1])


def _rendered(image: RenderableType, columns: int, rows: int) -> list[Segment]:
    console = Console(file=io.StringIO(), width=columns, height=rows, color_system="truecolor")
    return list(console.render(image))


@contextmanager
def _apart(cell: tuple[int, int]) -> Iterator[io.StringIO]:
    """Keep textual-image off the terminal, which Textual reads from and writes to: imported, it asks it what it can do
    and how large its characters are, and later it writes pictures to it. It is told the one by the variables that it
    reads where there is no terminal, and the other goes to what this yields."""
    with _alone:
        before, sys.__stdout__ = sys.__stdout__, io.StringIO()  # type: ignore[misc,assignment]
        os.environ |= {"TEXTUAL_CELL_WIDTH": str(cell[0]), "TEXTUAL_CELL_HEIGHT": str(cell[1])}
        try:
            yield sys.__stdout__  # type: ignore[misc]
        finally:
            sys.__stdout__ = before  # type: ignore[misc]
