"""One page through PyMuPDF's layout model: classified boxes filled with the page's words, each word once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from docexplain.ingest.charts.columns import charts_in
from docexplain.ingest.charts.series import fills_of
from docexplain.ingest.fields.box_labels import at_labels, of_boxes_only
from docexplain.ingest.fields.drawn_boxes import with_drawn_boxes
from docexplain.ingest.fields.form_rows import labelled, outside_tables, side_by_side
from docexplain.ingest.fields.forms import with_fields
from docexplain.ingest.fields.framed import framed
from docexplain.ingest.fields.mail_heads import mail_rows
from docexplain.ingest.fields.stacked import stacked
from docexplain.ingest.furniture.aside import NUMBERS, blocks_aside, set_aside, to_read
from docexplain.ingest.legibility import misread, scans
from docexplain.ingest.legibility.font_maps import FontMaps
from docexplain.ingest.page import hidden, sideways
from docexplain.ingest.page.fast import guess_regions
from docexplain.ingest.page.layers import switched_off
from docexplain.ingest.page.pictures import without_text
from docexplain.ingest.page.reading_order import reading_order
from docexplain.ingest.page.regions import (
    Region,
    around_words,
    believed,
    block_of,
    filled_with,
    regions_of,
    with_rest_of_lines,
    with_row_names,
)
from docexplain.ingest.page.strikes import mark_struck
from docexplain.ingest.page.upright import as_seen, turned, turned_back
from docexplain.ingest.parse_options import LayoutName
from docexplain.ingest.safety import damage
from docexplain.ingest.strings.cleaning import is_right_to_left
from docexplain.ingest.tables.above import with_units
from docexplain.ingest.tables.rules import NO_RULES, rules_of
from docexplain.ingest.text.blocks import Block, PageBlocks, union
from docexplain.ingest.text.drawn_bullets import bullets_before, shapes_of, with_bullets
from docexplain.ingest.text.glyphs import Glyphs, evened, page_lean, page_words
from docexplain.ingest.text.paragraph_breaks import commonest_size
from docexplain.ingest.text.rotation import UPRIGHT, Turn, Way, way_of_page
from docexplain.ingest.text.signs import with_boxes
from docexplain.records import BlockClass

_LARGE_PART = 0.2
"""Share of a page's characters that lie another way, for the layout model to look at them too."""

_OF_LISTS = {BlockClass.TEXT, BlockClass.LIST_ITEM}
"""What may hold items of a list whose bullets are drawn."""


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
        words = page_words(raw)
    unseen = switched_off(page, words, _raw)
    if mark_struck(page, raw):
        words = page_words(raw)
    words = evened(with_boxes(words))
    missing = damage.of_page(page, repaired=repaired)
    words = with_fields(page, misread.marked(page, raw, hidden.marked(page, words), maps))
    words = [*at_labels(with_drawn_boxes(page, words)), *unseen]
    seen = [word for word in words if not word.hidden]
    stamps = scans.stamps_on(page, seen)
    printed = [word for i, word in enumerate(seen) if i in stamps.words]
    rest = set_aside(page, raw, [word for i, word in enumerate(seen) if i not in stamps.words])
    if any(word.aside == NUMBERS for word in rest):
        layout = "fast"  # the model takes numbered lines for lists: it sees the numbers in the page's picture
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
) -> tuple[list[Block], list[Region], list[Glyphs]]:
    """Blocks in reading order, what the layout model saw, and the words that lie another way than the page; ``page`` is
    None where it was not turned as they are."""
    regions = [] if layout == "fast" else regions_of(page, words)
    regions = [region for region in regions if not of_boxes_only(region.rect, words)]
    tables = [region.rect for region in regions if region.block_class is BlockClass.TABLE]
    rules = rules_of(page) if page is not None else NO_RULES
    bullets = bullets_before(words, shapes_of(page)) if page is not None else {}
    straight = [word for word in words if word.way == UPRIGHT]
    charts = charts_in(straight, lambda: fills_of(page) if page is not None else [])
    words, straight = _without(words, charts), _without(straight, charts)
    forms = framed(straight, rules)
    straight = _without(straight, forms)
    stacks = outside_tables(stacked(straight), words, tables)
    straight = _without(straight, stacks)
    mails = mail_rows(straight)
    others = [*mails, *labelled(_without(straight, mails))]
    pairs = [*forms, *stacks, *outside_tables(others, words, tables)]
    words = _without(words, pairs)
    if layout == "fast":
        apart = [word for word in words if word.way != UPRIGHT]
        upright = [word for word in words if word.way == UPRIGHT]
        guessed = guess_regions(with_bullets(upright, bullets), height, rules) if upright else []
        filled = [around_words(kind, inside) for kind, inside in guessed]
    else:
        filled, apart = [], []
        for region, inside in with_row_names(filled_with(regions, words)):
            stays = sideways.stays(region.block_class, inside)
            apart += [word for word in inside if not stays(word)]
            if kept := [word for word in inside if stays(word)]:
                filled += believed(region, with_bullets(kept, bullets) if region.block_class in _OF_LISTS else kept)
        filled = with_rest_of_lines(filled)
    blocks = [block_of(number, region, inside, rules) for region, inside in filled]
    # A box of spaces and invisible characters only has nothing to show.
    blocks = with_units([block for block in blocks if block.lines])
    rows = [[pair.block(number) for pair in row] for row in side_by_side(pairs)]
    shown = [chart.blocks(number) for chart in charts]
    units = [[block] for block in blocks] + rows + shown  # the columns of such rows are none of the page
    rects = [union([block.rect for block in unit]) for unit in units]
    leftwards = is_right_to_left("".join(block.text for unit in units for block in unit))
    blocks = [block for i in reading_order(rects, leftwards=leftwards) for block in units[i]]
    return blocks, regions, apart


class _OfWords(Protocol):
    @property
    def words(self) -> Sequence[Glyphs]: ...


def _without(words: Sequence[Glyphs], found: Sequence[_OfWords]) -> list[Glyphs]:
    """The words that are in nothing of what was found."""
    taken = {id(word) for each in found for word in each.words}
    return [word for word in words if id(word) not in taken]


def _blocks_of_way(page: Any, number: int, layout: LayoutName, way: Way, words: list[Glyphs]) -> list[Block]:
    """Blocks of words that lie another way than the page, in reading order, where they are seen."""
    turn = Turn(way.degrees, page.rect.width, page.rect.height, way.mirrored)
    # For a note of a line or two the page need not be turned: nobody looks at it.
    looked_at = len({(word.block, word.line) for word in words}) > 2 and turned(page, way) is not None
    upright = sideways.upright(words, turn)
    as_read = page if looked_at else None
    blocks, _, _ = _upright_blocks(as_read, number, layout if looked_at else "fast", upright, turn.size[1])
    if looked_at:
        turned_back(page, turn)
    return [sideways.brought_back(block, turn) for block in blocks]
