"""The words of a page that belong to no paragraph, and blocks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from docexplain.ingest.furniture.line_numbers import line_numbers
from docexplain.ingest.furniture.stamps import stamps
from docexplain.ingest.furniture.tiles import tiles
from docexplain.ingest.furniture.watermarks import is_level, watermarks
from docexplain.ingest.text.blocks import Block
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import line_of
from docexplain.ingest.text.paragraph_breaks import commonest_size
from docexplain.records import BlockClass

WATERMARK, STAMP, NUMBERS = "watermark", "stamp", "line numbers"


def set_aside(page: Any, raw: dict[str, Any], words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words of a ``pymupdf.Page``, those that belong to no paragraph with what they are.

    Args:
        raw: the characters of which the words were made.
    """
    lines = [len(block.get("lines", ())) for block in raw["blocks"]]
    # Boxes and fields are on no line that MuPDF found.
    seen = [w for w in words if not w.hidden and w.block < len(lines) and w.line < lines[w.block]]
    aside = dict.fromkeys(tiles(page, seen), WATERMARK)
    seen = [word for word in seen if id(word) not in aside]
    aside |= dict.fromkeys(watermarks(page, raw, seen), WATERMARK)
    seen = [word for word in seen if id(word) not in aside]
    aside |= dict.fromkeys(stamps(page, seen), STAMP)
    level = [word for word in seen if id(word) not in aside and is_level(raw, word)]
    aside |= dict.fromkeys(line_numbers(page, level), NUMBERS)
    return [replace(word, aside=aside[id(word)]) if id(word) in aside else word for word in words]


def to_read(words: Sequence[Glyphs], *, one_block: bool) -> list[Glyphs]:
    """The words that somebody sees and that belong to paragraphs.

    Args:
        one_block: text with numbered lines becomes one of MuPDF's blocks: set wide, each of its lines is one else.
    """
    read = [word for word in words if not word.hidden and not word.aside]
    numbers = [word for word in words if word.aside == NUMBERS]
    if not (one_block and numbers):
        return read
    _, top, _, bottom = around(numbers)
    inside = [word for word in read if top <= word.centre[1] <= bottom]
    places = {place: number for number, place in enumerate(dict.fromkeys((word.block, word.line) for word in inside))}
    moved = {id(word): replace(word, block=-1, line=places[word.block, word.line]) for word in inside}
    return [moved.get(id(word), word) for word in read]


def blocks_aside(number: int, height: float, words: Sequence[Glyphs]) -> list[Block]:
    """Blocks of the words that are set aside; ``height`` of the page in points."""
    blocks = []
    for kind in (WATERMARK, STAMP, NUMBERS):
        inside = [word for word in words if word.aside == kind]
        if not inside:
            continue
        rect = around(inside)
        parts = [list(part) for _, part in groupby(inside, key=lambda word: (word.block, word.line))]
        top = rect[1] < height / 2
        blocks.append(
            Block(
                number,
                rect,
                BlockClass.PAGE_HEADER if top else BlockClass.PAGE_FOOTER,
                tuple(line for line in map(line_of, parts) if line.text),
                commonest_size(inside),
                sum(word.characters for word in inside),
                aside=kind,
            )
        )
    return blocks
