"""One page through PyMuPDF's layout model: classified boxes filled with the page's words, each word once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docexplain.ingest.blocks import Block, PageBlocks, Rect, union
from docexplain.ingest.glyphs import Glyphs, page_words
from docexplain.ingest.lines import text_lines, with_plain_bullet
from docexplain.ingest.order import reading_order
from docexplain.ingest.tables import table_rows
from docexplain.records import BlockClass

_MARGIN = 3.0
"""The model's boxes hug the ink; a word this close outside still belongs to the box, in points."""
TABLE = BlockClass.TABLE


@dataclass(frozen=True, slots=True)
class _Region:
    """A box of the layout model; lines between rows and columns only for a table."""

    rect: Rect
    block_class: BlockClass
    h_lines: tuple[float, ...] = ()
    v_lines: tuple[float, ...] = ()


def page_blocks(page: Any, number: int) -> PageBlocks:
    """The blocks of a ``pymupdf.Page`` in reading order; words outside every box make blocks of their own."""
    import pymupdf

    if page.rotation:
        page.remove_rotation()  # turns the contents instead, so that words, boxes and the model's picture agree
    flags = pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE
    words = page_words(page.get_textpage(flags=flags))
    characters = sum(word.characters for word in words)
    if not words:
        return PageBlocks(number, page.rect.height, (), characters)
    filled = _fill(_regions(page), words)
    blocks = [_block(number, region, inside) for region, inside in filled]
    # A box of spaces and invisible characters only has nothing to show.
    blocks = [block for block in blocks if block.lines]
    order = reading_order([block.rect for block in blocks])
    return PageBlocks(number, page.rect.height, tuple(blocks[i] for i in order), characters)


def _regions(page: Any) -> list[_Region]:
    """What the layout model sees on the page."""
    page.get_layout(return_raw=True)
    regions = []
    for group in page.layout_information or []:
        x0, y0, x1, y1 = (float(value) for value in group["group_bbox"][:4])
        name = group["class_name"]
        grid = group.get("table_grid")
        regions.append(
            _Region(
                (x0, y0, x1, y1),
                BlockClass(name) if name in set(BlockClass) else BlockClass.TEXT,
                tuple(y0 + float(y) for y in grid.h_lines) if grid is not None else (),
                tuple(x0 + float(x) for x in grid.v_lines) if grid is not None else (),
            )
        )
    return regions


def _fill(regions: Sequence[_Region], words: Iterable[Glyphs]) -> list[tuple[_Region, list[Glyphs]]]:
    """Each word in one region: a table's before others', then the smallest that holds its centre."""
    ranked = sorted(regions, key=lambda r: (r.block_class is not BlockClass.TABLE, _area(r.rect), r.rect))
    inside: dict[_Region, list[Glyphs]] = defaultdict(list)
    left_over: dict[int, list[Glyphs]] = defaultdict(list)
    for word in words:
        region = _holder(ranked, word, 0) or _holder(ranked, word, _MARGIN)
        if region is None:
            left_over[word.block].append(word)
        else:
            inside[region].append(word)
    filled = list(inside.items())
    for missed in left_over.values():
        filled.append((_Region(union([word.rect for word in missed]), BlockClass.TEXT), missed))
    return filled


def _holder(regions: Sequence[_Region], word: Glyphs, margin: float) -> _Region | None:
    x, y = word.centre
    for region in regions:
        x0, y0, x1, y1 = region.rect
        if x0 - margin <= x <= x1 + margin and y0 - margin <= y <= y1 + margin:
            return region
    return None


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _block(page: int, region: _Region, words: list[Glyphs]) -> Block:
    lines = table_rows(words, region.h_lines, region.v_lines) if region.block_class is TABLE else text_lines(words)
    if region.block_class is BlockClass.LIST_ITEM and lines:
        lines[0] = with_plain_bullet(lines[0])
    weights: Counter[float] = Counter()
    for word in words:
        weights[word.size] += word.characters
    return Block(
        page,
        region.rect,
        region.block_class,
        tuple(line for line in lines if line.text),
        size=max(weights.items(), key=lambda item: (item[1], item[0]))[0] if weights else 0.0,
        characters=sum(word.characters for word in words),
    )
