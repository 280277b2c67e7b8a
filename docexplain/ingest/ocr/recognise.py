"""Pages without usable text: their picture goes to Tesseract, and the words come back under it, for the same layout."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from math import sqrt
from typing import Any

from docexplain.ingest.ocr import tesseract
from docexplain.ingest.ocr.skew import lean_of
from docexplain.ingest.ocr.tesseract import Engine, Recognised
from docexplain.ingest.page.layout import page_blocks
from docexplain.ingest.page.upright import turned_back
from docexplain.ingest.parse_options import LayoutName
from docexplain.ingest.safety import damage
from docexplain.ingest.safety.limits import PageError
from docexplain.ingest.text.blocks import PageBlocks, Rect
from docexplain.ingest.text.rotation import Turn

LOW = 0.75
"""Below this mean confidence a page is pointed out. On pages that we blurred, shrank and speckled, a fifth of the words
were wrong at 0.8, a quarter at 0.7, three quarters at 0.45."""
_DPI = 300
"""What Tesseract is made for."""
_PIXELS = 20e6
"""Of a picture at most, a little more than A3 has at 300 dpi."""
_SIDE = 20_000
"""Longest side of a picture; Tesseract takes 32,767."""
_UNREADABLE = "\ufffd"
_LEAST_LOST, _LEAST_SHARE_LOST = 20, 0.05
"""Characters of a page that cannot be read, or their share, for which it is worth the seconds that OCR takes."""
_SET_WORD = re.compile(rb"([0-9.]+) Tz \[ <((?:[0-9A-Fa-f]{4})+)0020> \] TJ")
"""How Tesseract sets a word: stretched to a share of its natural width, with a space at its end."""


def has_text(page: PageBlocks) -> bool:
    """Whether the page has a character that can be seen and read; a font without names for its signs gives none."""
    seen = [line for block in page.blocks if not block.hidden for line in block.lines]
    return any(set(line.text) - {" ", _UNREADABLE} for line in seen)


def wants_ocr(page: PageBlocks) -> bool:
    """Whether something stands on the page that only its picture says."""
    lost = sum(block.characters for block in page.blocks if block.is_illegible)
    shown = page.characters - page.hidden
    return not has_text(page) or page.scanned or lost >= min(_LEAST_LOST, _LEAST_SHARE_LOST * shown) > 0


def recognised(
    page: Any, number: int, layout: LayoutName, engine: Engine, seconds: float, known: Sequence[Rect] = ()
) -> PageBlocks:
    """The blocks of a ``pymupdf.Page`` as OCR sees them, in the page's own points.

    Args:
        seconds: of OCR.
        known: places that it is not to look at.

    Raises:
        PageError: see :func:`docexplain.ingest.ocr.tesseract.run`.
    """
    pymupdf = _pymupdf()
    width, height = float(page.rect.width), float(page.rect.height)
    scale = _scale(width, height)
    picture = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=False)
    missing = damage.told()
    for x0, y0, x1, y1 in known:
        picture.set_rect(pymupdf.IRect(*(round(value * scale) for value in (x0, y0, x1, y1))), (255,))
    dots = picture.samples
    if dots.count(dots[:1]) == len(dots):  # a blank page
        return PageBlocks(number, height, (), 0, confidence=0.0, damage=missing)
    turn = Turn(0, width, height, lean=lean_of(picture))
    if turn.lean:
        straight = pymupdf.Matrix(scale, scale).prerotate(-turn.lean)
        picture = page.get_pixmap(matrix=straight, colorspace=pymupdf.csGRAY, alpha=False)
    found = _read(engine, picture, round(72 * scale), seconds)
    with pymupdf.open() as document, pymupdf.open(stream=found.layer, filetype="pdf") as layer:
        _fit(layer)
        copy = document.new_page(width=turn.size[0], height=turn.size[1])
        # The layout model looks at the page too; half of the dots are enough for it.
        small = pymupdf.Pixmap(pymupdf.csGRAY, picture)
        small.shrink(1)
        copy.insert_image(copy.rect, pixmap=small, keep_proportion=False)
        copy.show_pdf_page(copy.rect, layer, 0, keep_proportion=False)
        turned_back(copy, turn)  # the words lean as they do in the scan
        blocks = page_blocks(document[0], number, layout)
    return replace(blocks, confidence=found.confidence, damage=missing)


def _scale(width: float, height: float) -> float:
    """Dots of the picture for a point of the page."""
    return min(_DPI / 72, sqrt(_PIXELS / (width * height)), _SIDE / max(width, height))


def _read(engine: Engine, picture: Any, dpi: int, seconds: float) -> Recognised:
    """As the page stands; when hardly a word makes sense, perhaps it lies on its side or head."""
    begin = time.monotonic()
    data = picture.tobytes("png")
    found = tesseract.run(engine, data, dpi, seconds=seconds)
    if found.confidence >= LOW or not engine.turns:
        return found
    left = seconds - (time.monotonic() - begin)
    with suppress(PageError):
        again = tesseract.run(engine, data, dpi, seconds=max(0.0, left), any_way=True)
        return max(found, again, key=lambda one: one.confidence)
    return found


def _fit(layer: Any) -> None:
    """Mend two things in Tesseract's layer that put its words beside the ink: its font says that all of it stands above
    the line, and each word is squeezed to make room for the space after it."""
    for number in range(1, layer.xref_length()):
        if layer.xref_get_key(number, "FontName") == ("name", "/GlyphLessFont"):
            layer.xref_set_key(number, "Ascent", "800")
            layer.xref_set_key(number, "Descent", "-200")
    for number in layer[0].get_contents():
        layer.update_stream(number, _SET_WORD.sub(_unsqueezed, layer.xref_stream(number)))


def _unsqueezed(word: re.Match[bytes]) -> bytes:
    length = len(word[2]) // 4
    width = float(word[1]) * (length + 1) / length
    return b"%.3f Tz [ <%b> ] TJ 1 Tz [ <0020> ] TJ" % (width, word[2])


def _pymupdf() -> Any:
    """Imported when needed: it takes most of a second, and has no types."""
    import pymupdf

    return pymupdf
