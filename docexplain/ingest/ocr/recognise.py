"""Pages without usable text: their picture goes to Tesseract, and the words come back under it, for the same layout."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count as counting
from itertools import groupby
from math import sqrt
from typing import Any

from docexplain.ingest.ocr import tesseract
from docexplain.ingest.ocr.skew import lean_of
from docexplain.ingest.ocr.specks import without_specks
from docexplain.ingest.ocr.tesseract import Engine, Recognised
from docexplain.ingest.page.layout import page_blocks
from docexplain.ingest.page.upright import turned_back
from docexplain.ingest.parse_options import LayoutName
from docexplain.ingest.safety import damage
from docexplain.ingest.safety.limits import PageError
from docexplain.ingest.strings.cleaning import clean
from docexplain.ingest.text.blocks import Block, Line, PageBlocks, Rect, union
from docexplain.ingest.text.rotation import Turn, moved
from docexplain.records import MARKS, BlockClass

LOW = 0.75
"""Below this mean confidence a page is pointed out. On pages that we blurred, shrank and speckled, a fifth of the words
were wrong at 0.8, a quarter at 0.7, three quarters at 0.45."""
_CLEAN = 0.9
"""Below this mean confidence a page may be full of specks, and is read again without them. On a typed letter with noise
it rose from 0.73 to 0.91 and three lost lines came back; clean scans have 0.95."""
_DPI = 300
"""What Tesseract is made for."""
_PIXELS = 20e6
"""Of a picture at most, a little more than A3 has at 300 dpi."""
_SIDE = 20_000
"""Longest side of a picture; Tesseract takes 32,767."""
_UNREADABLE = "\ufffd"
_LEAST_LOST, _LEAST_SHARE_LOST = 20, 0.05
"""Characters of a page that cannot be read, or their share, for which it is worth the seconds that OCR takes."""
_SET_WORD = re.compile(rb"([0-9.]+) Tz \[ <((?:[0-9A-Fa-f]{4})+?)(0020)?> \] TJ")
"""How Tesseract sets a word: stretched to a share of its natural width, with a space at its end, save for the last."""


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
    found, picture = _read(engine, picture, round(72 * scale), seconds)
    with pymupdf.open() as document, pymupdf.open(stream=found.layer, filetype="pdf") as layer:
        parted = _fit(layer, found)
        copy = document.new_page(width=turn.size[0], height=turn.size[1])
        # The layout model looks at the page too; half of the dots are enough for it.
        small = pymupdf.Pixmap(pymupdf.csGRAY, picture)
        small.shrink(1)
        copy.insert_image(copy.rect, pixmap=small, keep_proportion=False)
        copy.show_pdf_page(copy.rect, layer, 0, keep_proportion=False)
        turned_back(copy, turn)  # the words lean as they do in the scan
        blocks = page_blocks(document[0], number, layout)
    marks = _mark_blocks(found, number, scale, turn, blocks.turn) if parted else []
    return replace(
        blocks,
        blocks=(*blocks.blocks, *marks),
        characters=blocks.characters + sum(block.characters for block in marks),
        confidence=found.confidence,
        damage=missing,
    )


def _scale(width: float, height: float) -> float:
    """Dots of the picture for a point of the page."""
    return min(_DPI / 72, sqrt(_PIXELS / (width * height)), _SIDE / max(width, height))


def _read(engine: Engine, picture: Any, dpi: int, seconds: float) -> tuple[Recognised, Any]:
    """What is on a ``pymupdf.Pixmap``, and the picture in which most makes sense: as it is, or without specks; when
    hardly a word does, perhaps it lies on its side or head."""
    begin = time.monotonic()
    tried = [(tesseract.run(engine, picture.tobytes("png"), dpi, seconds=seconds), picture)]

    def try_again(picture: Any, *, any_way: bool) -> None:
        left = max(0.0, seconds - (time.monotonic() - begin))
        with suppress(PageError):
            tried.append((tesseract.run(engine, picture.tobytes("png"), dpi, seconds=left, any_way=any_way), picture))

    if tried[0][0].clear < _CLEAN:
        try_again(without_specks(picture), any_way=False)
    best = max(tried, key=_confidence)
    if best[0].confidence < LOW and engine.turns:
        try_again(best[1], any_way=True)
    return max(tried, key=_confidence)


def _confidence(tried: tuple[Recognised, Any]) -> float:
    return tried[0].confidence


def _mark_blocks(found: Recognised, number: int, scale: float, turn: Turn, after: Turn | None) -> list[Block]:
    """Blocks of the marks that are no words, on the page as it is turned for its blocks.

    Args:
        scale: dots of the picture for a point.
        turn: of the picture.
    """

    def change(x: float, y: float) -> tuple[float, float]:
        seen = turn.back(x / scale, y / scale)
        return seen if after is None else after.forth(*seen)

    blocks = []
    for _, group in groupby((found.words[i] for i in sorted(found.marks)), key=lambda word: word.line):
        placed = [(clean(word.text), moved(change, word.rect)) for word in group]
        lines = tuple(Line(text, rect) for text, rect in placed if text)
        if lines:
            rect, count = union([line.rect for line in lines]), sum(len(line.text) for line in lines)
            blocks.append(Block(number, rect, BlockClass.TEXT, lines, characters=count, hidden=MARKS))
    return blocks


def _fit(layer: Any, found: Recognised) -> bool:
    """Take the marks that are no words out of Tesseract's layer, and mend two things that put its words beside the ink:
    its font says that all of it stands above the line, and each word is squeezed to make room for the space after it.

    Returns:
        whether the marks are out; where the layer has not the words of the table, nobody knows which they are.
    """
    for number in range(1, layer.xref_length()):
        if layer.xref_get_key(number, "FontName") == ("name", "/GlyphLessFont"):
            layer.xref_set_key(number, "Ascent", "800")
            layer.xref_set_key(number, "Descent", "-200")
    streams = {number: layer.xref_stream(number) for number in layer[0].get_contents()}
    whole = sum(len(_SET_WORD.findall(stream)) for stream in streams.values()) == len(found.words)
    marks = found.marks if whole else frozenset()
    numbers = counting()
    for number, stream in streams.items():
        layer.update_stream(
            number, _SET_WORD.sub(lambda word: b"" if next(numbers) in marks else _unsqueezed(word), stream)
        )
    return whole


def _unsqueezed(word: re.Match[bytes]) -> bytes:
    if not word[3]:
        return word[0]
    length = len(word[2]) // 4
    width = float(word[1]) * (length + 1) / length
    return b"%.3f Tz [ <%b> ] TJ 1 Tz [ <0020> ] TJ" % (width, word[2])


def _pymupdf() -> Any:
    """Imported when needed: it takes most of a second, and has no types."""
    import pymupdf

    return pymupdf
