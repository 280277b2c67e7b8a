"""A picture in characters: each shows two pixels, one above the other. Pure functions."""

from __future__ import annotations

from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from docexplain.session import PagePicture

UPPER = "▀"


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
