"""One page through PyMuPDF's layout model: classified boxes filled with the page's words, each word once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docexplain.ingest.page import hidden
from docexplain.ingest.page.fast import guess_regions
from docexplain.ingest.page.forms import with_fields
from docexplain.ingest.page.reading_order import reading_order
from docexplain.ingest.parse_options import LayoutName
from docexplain.ingest.safety import damage
from docexplain.ingest.tables.above import with_units
from docexplain.ingest.tables.beside import with_names
from docexplain.ingest.tables.reading import Hints, table_lines
from docexplain.ingest.tables.rendering import CELLS
from docexplain.ingest.tables.rules import NO_RULES, Rules, rules_of
from docexplain.ingest.text.blocks import Block, PageBlocks, Rect, union
from docexplain.ingest.text.cleaning import is_right_to_left
from docexplain.ingest.text.glyphs import Glyphs, around, line_directions, page_words
from docexplain.ingest.text.lines import apart, cell_lines, text_lines, with_plain_bullet
from docexplain.ingest.text.paragraph_breaks import LARGER, commonest_size, paragraphs_in, set_lines
from docexplain.ingest.text.rotation import Turn, degrees_to_read
from docexplain.records import BlockClass

_MARGIN = 3.0
"""The model's boxes hug the ink; a word this close outside still belongs to the box, in points."""
_SMALLEST_PICTURE = 0.005
"""Share of the page's area; smaller ones are logos, bullets and lines."""
_LONGEST_HEADER = 20
"""Words of a line in larger letters that is still a header."""
_LEAST_SHARE_OF_CELLS = 0.2
"""Share of a table's lines that show two cells or more."""


@dataclass(frozen=True, slots=True)
class _Region:
    """A box of the layout model; lines between rows and columns only for a table."""

    rect: Rect
    block_class: BlockClass
    h_lines: tuple[float, ...] = ()
    v_lines: tuple[float, ...] = ()


def page_blocks(page: Any, number: int, layout: LayoutName = "model", *, repaired: bool = False) -> PageBlocks:
    """The blocks of a ``pymupdf.Page`` in reading order; words outside every box make blocks of their own, and words
    that nobody sees make blocks that say so, at the end.

    Args:
        repaired: the file was damaged, so that a page on which nothing stands may have been lost.
    """
    if page.rotation:
        page.remove_rotation()  # turns the contents instead, so that words, boxes and the model's picture agree
    raw = _raw(page)
    turn = _turned_upright(page, degrees_to_read(line_directions(raw)))
    if turn is not None:
        raw = _raw(page)
    words = page_words(raw)
    missing = damage.of_page(page, repaired=repaired)
    words = with_fields(page, hidden.marked(page, words))
    found = _visible_blocks(page, number, layout, [word for word in words if not word.hidden])
    return replace(
        found,
        blocks=(*found.blocks, *hidden.blocks_of(number, words)),
        characters=sum(word.characters for word in words),
        turn=turn,
        damage=missing,
    )


def _raw(page: Any) -> dict[str, Any]:
    """The characters of the page, those outside it too, which are no more seen than others that are hidden."""
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE
    everywhere: Any = pymupdf.INFINITE_RECT
    raw: dict[str, Any] = page.get_textpage(clip=everywhere(), flags=flags).extractRAWDICT()
    return raw


def _visible_blocks(page: Any, number: int, layout: LayoutName, words: list[Glyphs]) -> PageBlocks:
    characters = sum(word.characters for word in words)
    if not words:
        return PageBlocks(number, page.rect.height, (), characters, pictures=_pictures(page, [], []))
    regions: list[_Region] = []
    rules = rules_of(page) if layout == "fast" else None
    if rules is not None:
        filled = [_filled(kind, inside) for kind, inside in guess_regions(words, page.rect.height, rules)]
    else:
        regions = _regions(page)
        whole = _with_names(_fill(regions, words))
        filled = [part for region, inside in whole for part in _believed(region, inside)]
    if rules is None:
        has_table = any(region.block_class is BlockClass.TABLE for region, _ in filled)
        rules = rules_of(page) if has_table else NO_RULES
    blocks = [_block(number, region, inside, rules) for region, inside in filled]
    # A box of spaces and invisible characters only has nothing to show.
    blocks = with_units([block for block in blocks if block.lines])
    leftwards = is_right_to_left("".join(word.text for word in words))
    order = reading_order([block.rect for block in blocks], leftwards=leftwards)
    pictures = _pictures(page, regions, [block.rect for block in blocks])
    return PageBlocks(number, page.rect.height, tuple(blocks[i] for i in order), characters, pictures)


def _turned_upright(page: Any, degrees: int) -> Turn | None:
    """Turns a page whose text does not stand upright, though the page does; None: nothing to turn."""
    if not degrees:
        return None
    turn = Turn(degrees, page.rect.width, page.rect.height)
    page.set_rotation(degrees)
    page.remove_rotation()
    return turn


def _pictures(page: Any, regions: Sequence[_Region], filled: Sequence[Rect]) -> tuple[Rect, ...]:
    """Places of pictures without text: what the layout model takes for one, and images of some size that stand alone.
    One behind text, as a watermark or a scan, is none."""
    seen = [region.rect for region in regions if region.block_class is BlockClass.PICTURE]
    width, height = page.rect.width, page.rect.height
    for image in page.get_image_info():
        x0, y0, x1, y1 = (float(value) for value in image["bbox"])
        rect = (max(x0, 0.0), max(y0, 0.0), min(x1, width), min(y1, height))
        if rect[0] < rect[2] and rect[1] < rect[3] and _area(rect) >= _SMALLEST_PICTURE * width * height:
            seen.append(rect)
    pictures: list[Rect] = []
    for rect in seen:
        if not any(_overlap(rect, other) for other in (*filled, *pictures)):
            pictures.append(rect)
    return tuple(pictures[i] for i in reading_order(pictures))


def _overlap(one: Rect, other: Rect) -> bool:
    """By more than a tenth of the smaller."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 0 and height > 0 and width * height > 0.1 * min(_area(one), _area(other))


def _believed(region: _Region, words: list[Glyphs]) -> list[tuple[_Region, list[Glyphs]]]:
    """The region, or its parts: those of a table that cannot be one, and paragraphs that the model did not part."""
    if region.block_class is BlockClass.TEXT:
        return _paragraphs(region, words)
    if region.block_class is not BlockClass.TABLE or _has_columns(words):
        return [(region, words)]
    return [_filled(BlockClass.TEXT, part) for part in apart(words)]


def _paragraphs(region: _Region, words: list[Glyphs]) -> list[tuple[_Region, list[Glyphs]]]:
    parts = list(paragraphs_in(set_lines(words), trusted=True))
    if len(parts) == 1:
        return [(region, words)]
    body = commonest_size(words)
    result = []
    for lines in parts:
        inside = [word for line in lines for word in line.words]
        header = commonest_size(inside) > LARGER * body and len(inside) <= _LONGEST_HEADER
        result.append(_filled(BlockClass.SECTION_HEADER if header else BlockClass.TEXT, inside))
    return result


def _filled(block_class: BlockClass, words: list[Glyphs]) -> tuple[_Region, list[Glyphs]]:
    """A region that the model did not see, just around its words."""
    return _Region(around(words), block_class), words


def _has_columns(words: Sequence[Glyphs]) -> bool:
    """Two rows or more have more than one cell, and these are not the exception."""
    rows = [line.text.count(CELLS) for line in cell_lines(words, CELLS)]
    several = sum(cells > 0 for cells in rows)
    return several >= 2 and several >= _LEAST_SHARE_OF_CELLS * len(rows)


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
    return [*inside.items(), *(_filled(BlockClass.TEXT, missed) for missed in left_over.values())]


def _with_names(filled: list[tuple[_Region, list[Glyphs]]]) -> Iterator[tuple[_Region, list[Glyphs]]]:
    """Tables with the names of their rows where the model saw these apart."""
    groups = with_names([(region.block_class is BlockClass.TABLE, words) for region, words in filled])
    for (region, before), words in zip(filled, groups, strict=True):
        grown = len(words) > len(before)
        if words:
            yield replace(region, rect=union([region.rect, around(words)])) if grown else region, words


def _holder(regions: Sequence[_Region], word: Glyphs, margin: float) -> _Region | None:
    return next((region for region in regions if word.is_in(region.rect, margin)), None)


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _block(page: int, region: _Region, words: list[Glyphs], rules: Rules) -> Block:
    columns = None
    if region.block_class is BlockClass.TABLE:
        lines, columns = table_lines(words, Hints(rules.within(region.rect), region.h_lines, region.v_lines))
    else:
        lines = text_lines(words)
    if region.block_class is BlockClass.LIST_ITEM and lines:
        lines[0] = with_plain_bullet(lines[0])
    return Block(
        page,
        region.rect,
        region.block_class,
        tuple(line for line in lines if line.text),
        size=commonest_size(words),
        characters=sum(word.characters for word in words),
        columns=columns,
    )
