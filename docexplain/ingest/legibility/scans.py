"""Scanned pages: a picture of writing covers them, and the little text that they hold is a stamp on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docexplain.ingest.legibility.drawing import drawn
from docexplain.ingest.text.blocks import Block
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import text_lines
from docexplain.ingest.text.paragraph_breaks import commonest_size
from docexplain.records import BlockClass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_CHARACTERS = 400
"""Of the text on a scan; a page of text has two thousand."""
_COVERED = 0.55
"""Share of the page that pictures cover together."""
_CELLS = 40
"""Rows and columns into which the page is parted to see what of it pictures cover."""
_EDGE = 0.12
"""Share of the page's sides in which stamps stand."""
_LARGEST = 16.0
"""Points of a stamp's letters, on a page of common size."""
_LARGEST_SHARE = 0.027
"""Of the page's shorter side."""
_SHORT = 60
"""Characters of a line that is a stamp for what it says, wherever it stands."""
_STAMP = re.compile(
    r"(?=.*\d)[\W\dA-Z_]*(?:[A-Za-z]+[\W_]*\d[\w\W]*)?|[^a-z]*[A-Z][^a-z]*|\S+\.(?:pdf|tiff?|jpe?g|docx?)"
)
"""A number, a word with one, capitals, the name of a file."""
_CAPTION = re.compile(r"(?:fig(?:ure|\.)?|table|chart|photo|image|source)\b", re.IGNORECASE)
_PAPER = 0.5
"""Share of the picture that is as light as its paper."""
_DARKEST_PAPER, _SHADE, _CONTRAST = 140, 28, 40
"""Grey of the paper at least, how far it varies, and how much darker ink is, of 255."""
_LEAST_LINES, _MANY_LINES = 4, 12
"""Lines of writing on a scan, and on one of which not all of the text upon it is a stamp: a slide may show a chart."""
_STRIPS = 8
"""Upright strips of the page in which lines are counted: a scan may stand askew."""
_THINNEST, _THICKEST = 3, 24
"""Of a line of writing, in dots of a point."""
_LEAST_INK = 0.04
"""Share of a row of dots that is ink, where something stands."""
_MOSTLY = 0.6
"""Of the rows where something stands those that are lines of writing, at least; a picture has few of them."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """What is printed on a scan.

    Attributes:
        words: indices of the words that are stamps.
        scanned: what the picture shows is in no text.
    """

    words: frozenset[int] = frozenset()
    scanned: bool = False


def stamps_on(page: Any, words: Sequence[Glyphs]) -> Stamps:
    """The stamps on a ``pymupdf.Page``; none on one that is no scan.

    Args:
        words: all that is visible on the page.
    """
    painted = [i for i, word in enumerate(words) if word.painted]
    if not painted or sum(words[i].characters for i in painted) > _MOST_CHARACTERS:
        return Stamps()
    page_size = float(page.rect.width), float(page.rect.height)
    if _covered(page, *page_size) < _COVERED:
        return Stamps()
    grouped = groupby(painted, key=lambda i: (words[i].block, words[i].line))
    lines = [list(line) for _, line in grouped]
    if len(painted) < len(words):  # the others are what OCR found in the scan
        return Stamps(_stamps(lines, words, page_size, sure=True))
    dots = _dots(page)
    if dots is None or not _is_paper(dots):
        return Stamps()
    written = _lines_of_writing(dots)
    stamps = _stamps(lines, words, page_size, sure=written >= _LEAST_LINES)
    if len(stamps) < len(words) and written < _MANY_LINES:
        return Stamps()
    return Stamps(stamps, scanned=True)


def _stamps(
    lines: Sequence[list[int]], words: Sequence[Glyphs], page: tuple[float, float], *, sure: bool
) -> frozenset[int]:
    """Indices of the words in lines that are stamps."""
    return frozenset(i for line in lines if _is_stamp([words[i] for i in line], page, sure=sure) for i in line)


def stamp_blocks(number: int, height: float, words: Sequence[Glyphs]) -> tuple[Block, ...]:
    """Blocks of stamps, as page furniture."""
    blocks = []
    for _, group in groupby(words, key=lambda word: word.block):
        inside = list(group)
        rect = around(inside)
        lines = tuple(line for line in text_lines(inside) if line.text)
        above = rect[1] + rect[3] < height
        kind = BlockClass.PAGE_HEADER if above else BlockClass.PAGE_FOOTER
        if lines:
            count = sum(word.characters for word in inside)
            blocks.append(Block(number, rect, kind, lines, commonest_size(inside), count))
    return tuple(blocks)


def _is_stamp(line: Sequence[Glyphs], page: tuple[float, float], *, sure: bool) -> bool:
    """A small line at the page's edge, or one that reads like a stamp.

    Args:
        sure: the picture is one of writing; otherwise the line must both stand and read like a stamp.
    """
    text = " ".join(word.text for word in line)
    x0, y0, x1, y1 = around(line)
    width, height = page
    at_edge = y1 <= _EDGE * height or y0 >= (1 - _EDGE) * height or x1 <= _EDGE * width or x0 >= (1 - _EDGE) * width
    small = max(word.size for word in line) <= max(_LARGEST, _LARGEST_SHARE * min(page))
    reads = len(text) <= _SHORT and _STAMP.fullmatch(text) is not None
    if _CAPTION.match(text):
        return False
    return (at_edge and small) or reads if sure else at_edge and small and reads


def _covered(page: Any, width: float, height: float) -> float:
    """The share of the page that pictures cover, parts of one included."""
    import numpy as np

    cells = np.zeros((_CELLS, _CELLS), dtype=bool)
    for image in page.get_image_info():
        x0, y0, x1, y1 = (float(value) for value in image["bbox"])
        left, right = round(max(x0, 0.0) / width * _CELLS), round(min(x1, width) / width * _CELLS)
        top, bottom = round(max(y0, 0.0) / height * _CELLS), round(min(y1, height) / height * _CELLS)
        cells[top:bottom, left:right] = True
    return float(cells.mean())


def _dots(page: Any) -> NDArray[np.uint8] | None:
    """The page in grey; None where it cannot be drawn."""
    import pymupdf

    found = drawn(page, pymupdf.csGRAY)
    return None if found is None else found[0][..., 0]


def _is_paper(dots: NDArray[np.uint8]) -> bool:
    """Most of it is of one light shade, as no photograph is."""
    return _paper(dots) >= _DARKEST_PAPER and bool(
        (abs(dots.astype("int16") - _paper(dots)) <= _SHADE).mean() >= _PAPER
    )


def _paper(dots: NDArray[np.uint8]) -> int:
    """The shade that most of it has."""
    import numpy as np

    counts = np.bincount(dots.reshape(-1), minlength=256)
    return int(np.convolve(counts, np.ones(9), "same").argmax())


def _lines_of_writing(dots: NDArray[np.uint8]) -> int:
    """Lines that stand under each other, in the strip that has most of them."""
    import numpy as np

    ink = dots < _paper(dots) - _CONTRAST
    most = 0
    for strip in np.array_split(ink, _STRIPS, axis=1):
        inked = strip.mean(axis=1) >= _LEAST_INK
        runs = [len(list(run)) for is_ink, run in groupby(inked.tolist()) if is_ink]
        lines = [run for run in runs if _THINNEST <= run <= _THICKEST]
        if sum(lines) >= _MOSTLY * sum(runs):
            most = max(most, len(lines))
    return most
