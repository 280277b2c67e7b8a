"""A picture in characters: each shows two pixels, one above the other. Pure functions."""

from __future__ import annotations

from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from docexplain.session import PagePicture

UPPER = "▀"


class HalfBlocks:
    """A picture as rows of cells, which need nothing of a terminal but colours.

    Attributes:
        columns, rows: cells that it takes.
        top: the row in which what is framed begins; 0: nothing is.
    """

    sends = forgets = ""

    def __init__(self, picture: PagePicture) -> None:
        self._picture, self._drawn = picture, dict[int, Strip]()
        self.columns, self.rows, self.top = picture.width, rows_of(picture), picture.top // 2

    def row(self, y: int) -> Strip:
        """A row of cells."""
        if y not in self._drawn:
            self._drawn[y] = half_block_row(self._picture, y)
        return self._drawn[y]


def half_block_row(picture: PagePicture, y: int) -> Strip:
    """Two rows of pixels, number ``2 * y`` and the one below, as one row of characters."""
    width, stride = picture.width, 3 * picture.width
    upper = picture.rgb[2 * y * stride : (2 * y + 1) * stride]
    lower = picture.rgb[(2 * y + 1) * stride : (2 * y + 2) * stride] or b"\xff" * stride
    pairs = ((upper[3 * x : 3 * x + 3], lower[3 * x : 3 * x + 3]) for x in range(width))
    return Strip([Segment(UPPER * len(list(same)), _style(*pair)) for pair, same in groupby(pairs)], width)


def rows_of(picture: PagePicture) -> int:
    """How many rows of characters a picture takes."""
    return (picture.height + 1) // 2


def _style(upper: bytes, lower: bytes) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
