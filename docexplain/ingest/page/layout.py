"""One page through PyMuPDF's layout model: classified boxes filled with the page's words, each word once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from docexplain.ingest.fields.box_labels import at_labels, label_beside, of_boxes_only, with_boxes_in
from docexplain.ingest.fields.drawn_boxes import with_drawn_boxes
from docexplain.ingest.fields.form_rows import labelled, outside_tables, side_by_side
from docexplain.ingest.fields.forms import with_fields
from docexplain.ingest.furniture.aside import blocks_aside, set_aside, to_read
from docexplain.ingest.legibility import misread, scans
from docexplain.ingest.legibility.font_maps import FontMaps
from docexplain.ingest.page import hidden, sideways
from docexplain.ingest.page.fast import guess_regions
from docexplain.ingest.page.pictures import without_text
from docexplain.ingest.page.plain_pages import layout_of
from docexplain.ingest.page.reading_order import reading_order
from docexplain.ingest.page.strikes import mark_struck
from docexplain.ingest.page.upright import as_seen, turned, turned_back
from docexplain.ingest.parse_options import LayoutName
from docexplain.ingest.safety import damage
from docexplain.ingest.strings.cleaning import is_right_to_left
from docexplain.ingest.tables.above import with_units
from docexplain.ingest.tables.beside import names_beside
from docexplain.ingest.tables.reading import Hints, table_lines
from docexplain.ingest.tables.rendering import CELLS
from docexplain.ingest.tables.rules import Rules, rules_of
from docexplain.ingest.text.blocks import Block, PageBlocks, Rect, area, union
from docexplain.ingest.text.glyphs import Glyphs, around, page_lean, page_words
from docexplain.ingest.text.lines import apart, cell_lines, text_lines, with_plain_bullet
from docexplain.ingest.text.paragraph_breaks import LARGER, commonest_size, items_in, paragraphs_in, set_lines
from docexplain.ingest.text.rotation import UPRIGHT, Turn, Way, way_of_page
from docexplain.ingest.text.signs import with_boxes
from docexplain.records import BlockClass

_MARGIN = 3.0
"""The model's boxes hug the ink; a word this close outside still belongs to the box, in points."""
_LONGEST_HEADER = 20
"""Words of a line in larger letters that is still a header."""
_LARGE_PART = 0.2
"""Share of a page's characters that lie another way, for the layout model to look at them too."""
_LEAST_SHARE_OF_CELLS = 0.2
"""Share of a table's lines that show two cells or more."""


@dataclass(frozen=True, slots=True)
class _Region:
    """A box of the layout model; lines between rows and columns only for a table."""

    rect: Rect
    block_class: BlockClass
    h_lines: tuple[float, ...] = ()
    v_lines: tuple[float, ...] = ()


def page_blocks(
    page: Any, number: int, layout: LayoutName = "model", *, repaired: bool = False, maps: FontMaps | None = None
) -> PageBlocks:
    """The blocks of a ``pymupdf.Page`` in reading order; words outside every box make blocks of their own, and words
    that nobody sees make blocks that say so, at the end.

    Args:
        repaired: the file was damaged, so that a page on which nothing stands may have been lost.
        maps: of the page's document, to tell fonts whose characters are not what they show.
    """
    as_seen(page)
    raw = _raw(page)
    words = page_words(raw)
    way = way_of_page((word.way, word.characters) for word in words)
    if way != UPRIGHT and scans.stamps_on(page, words).scanned:
        way = UPRIGHT  # a stamp at a scan's side says nothing of how the scan stands
    turn = turned(page, way, page_lean(raw))
    if turn is not None:
        raw = _raw(page)
    if mark_struck(page, raw) or turn is not None:
        words = page_words(raw)
    words = with_boxes(words)
    missing = damage.of_page(page, repaired=repaired)
    words = with_fields(page, misread.marked(page, raw, hidden.marked(page, words), maps))
    words = at_labels(with_drawn_boxes(page, words))
    seen = [word for word in words if not word.hidden]
    stamps = scans.stamps_on(page, seen)
    printed = [word for i, word in enumerate(seen) if i in stamps.words]
    rest = set_aside(page, raw, [word for i, word in enumerate(seen) if i not in stamps.words])
    found = _visible_blocks(page, number, layout, to_read(rest, one_block=layout == "fast"))
    return replace(
        found,
        blocks=(*found.blocks, *blocks_aside(number, found.height, rest), *hidden.blocks_of(number, words)),
        characters=sum(word.characters for word in words),
        turn=turn,
        damage=missing,
        stamps=scans.stamp_blocks(number, page.rect.height, printed),
        scanned=stamps.scanned,
        illegible=misread.told(number, words),
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
        return PageBlocks(number, page.rect.height, (), characters, pictures=without_text(page, [], []))
    blocks, regions, apart = _upright_blocks(page, number, layout, words, page.rect.height)
    others: list[Block] = []
    for way, inside in sideways.by_way(word for word in apart if not word.way.aslant).items():
        large = sum(word.characters for word in inside) >= _LARGE_PART * characters
        others += _blocks_of_way(page, number, layout if large else "fast", way, inside)
    size = commonest_size([word for word in words if not word.way.aslant])
    others += sideways.aslant(number, [word for word in apart if word.way.aslant], size)
    blocks = sideways.inserted(blocks, others)
    seen = [region.rect for region in regions if region.block_class is BlockClass.PICTURE]
    pictures = without_text(page, seen, [block.rect for block in blocks])
    return PageBlocks(number, page.rect.height, tuple(blocks), characters, pictures)


def _upright_blocks(
    page: Any, number: int, layout: LayoutName, words: Sequence[Glyphs], height: float
) -> tuple[list[Block], list[_Region], list[Glyphs]]:
    """Blocks in reading order, what the layout model saw, and the words that lie another way than the page."""
    regions = [] if layout == "fast" else _regions(page, words)
    regions = [region for region in regions if not of_boxes_only(region.rect, words)]
    tables = [region.rect for region in regions if region.block_class is BlockClass.TABLE]
    pairs = outside_tables(labelled([word for word in words if word.way == UPRIGHT]), words, tables)
    in_pairs = {id(word) for pair in pairs for word in pair.words}
    words = [word for word in words if id(word) not in in_pairs]
    rules = rules_of(page) if layout == "fast" or tables else Rules()
    if layout == "fast":
        apart = [word for word in words if word.way != UPRIGHT]
        upright = [word for word in words if word.way == UPRIGHT]
        guessed = guess_regions(upright, height, rules) if upright else []
        filled = [_filled(kind, inside) for kind, inside in guessed]
    else:
        filled, apart = [], []
        for region, inside in _with_names(_fill(regions, words)):
            stays = sideways.stays(region.block_class, inside)
            apart += [word for word in inside if not stays(word)]
            if kept := [word for word in inside if stays(word)]:
                filled += _believed(region, kept)
    blocks = [_block(number, region, inside, rules) for region, inside in filled]
    # A box of spaces and invisible characters only has nothing to show.
    blocks = with_units([block for block in blocks if block.lines])
    rows = [[pair.block(number) for pair in row] for row in side_by_side(pairs)]
    units = [[block] for block in blocks] + rows  # the columns of such rows are none of the page
    rects = [union([block.rect for block in unit]) for unit in units]
    leftwards = is_right_to_left("".join(block.text for unit in units for block in unit))
    blocks = [block for i in reading_order(rects, leftwards=leftwards) for block in units[i]]
    return blocks, regions, apart


def _blocks_of_way(page: Any, number: int, layout: LayoutName, way: Way, words: list[Glyphs]) -> list[Block]:
    """Blocks of words that lie another way than the page, in reading order, where they are seen."""
    turn = Turn(way.degrees, page.rect.width, page.rect.height, way.mirrored)
    # For a note of a line or two the page need not be turned: nobody looks at it.
    looked_at = len({(word.block, word.line) for word in words}) > 2 and turned(page, way) is not None
    upright = sideways.upright(words, turn)
    blocks, _, _ = _upright_blocks(page, number, layout if looked_at else "fast", upright, turn.size[1])
    if looked_at:
        turned_back(page, turn)
    return [sideways.brought_back(block, turn) for block in blocks]


def _believed(region: _Region, words: list[Glyphs]) -> list[tuple[_Region, list[Glyphs]]]:
    """The region, or its parts: of a table that cannot be one, and paragraphs and items that the model did not part."""
    if region.block_class is BlockClass.TEXT:
        return _paragraphs(region, words)
    if region.block_class is BlockClass.LIST_ITEM and len(items := items_in(words)) > 1:
        return [_filled(BlockClass.LIST_ITEM, item) for item in items]
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


def _regions(page: Any, words: Sequence[Glyphs]) -> list[_Region]:
    """What the layout model sees on the page."""
    regions = []
    for group in layout_of(page, words):
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


def _fill(regions: Sequence[_Region], words: Sequence[Glyphs]) -> list[tuple[_Region, list[Glyphs]]]:
    """Each word in one region: a table's before others', then the smallest that holds its centre; a box to tick, which
    the model sees as a picture or not at all, in that of its label."""
    ranked = sorted(regions, key=lambda r: (r.block_class is not BlockClass.TABLE, area(r.rect), r.rect))
    inside: dict[_Region, list[Glyphs]] = defaultdict(list)
    left_over: dict[int, list[Glyphs]] = defaultdict(list)
    of_lines: dict[tuple[int, int], _Region] = {}
    for i, word in enumerate(words):
        label, line = label_beside(words, i), (word.block, word.line)
        read_with = label or word
        region = _holder(ranked, read_with, 0) or _holder(ranked, read_with, _MARGIN) or of_lines.get(line)
        if region is not None and label is not None:
            of_lines[line] = region
        if region is None:
            left_over[word.block].append(word)
        else:
            inside[region].append(word)
    grown = [(replace(region, rect=with_boxes_in(region.rect, some)), some) for region, some in inside.items()]
    return [*grown, *(_filled(BlockClass.TEXT, missed) for missed in left_over.values())]


def _with_names(filled: list[tuple[_Region, list[Glyphs]]]) -> list[tuple[_Region, list[Glyphs]]]:
    """Tables with the names of their rows where the model saw these apart."""
    for number, (region, words) in enumerate(filled):
        if region.block_class is BlockClass.TABLE and words:
            others = [(i, w) for i, (r, w) in enumerate(filled) if r.block_class is not BlockClass.TABLE and w]
            beside = [others[at] for at in names_beside(words, [w for _, w in others])]
            for at, names in beside:
                region, words = replace(region, rect=union([region.rect, around(names)])), [*words, *names]
                filled[at] = (filled[at][0], [])
            filled[number] = (region, words)
    return [(region, words) for region, words in filled if words]


def _holder(regions: Sequence[_Region], word: Glyphs, margin: float) -> _Region | None:
    return next((region for region in regions if word.is_in(region.rect, margin)), None)


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
