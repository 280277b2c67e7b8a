"""The boxes that the layout model sees on a page, filled with words, and blocks of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docexplain.ingest.fields.beside_labels import rows_of_labels
from docexplain.ingest.fields.box_labels import label_beside, with_boxes_in
from docexplain.ingest.fields.signatures import is_signed, signed_lines
from docexplain.ingest.page.plain_pages import layout_of
from docexplain.ingest.strings.cleaning import is_right_to_left
from docexplain.ingest.tables.beside import with_names
from docexplain.ingest.tables.reading import Hints, table_lines
from docexplain.ingest.tables.rendering import CELLS
from docexplain.ingest.tables.rules import Rules
from docexplain.ingest.text.blocks import Block, Rect, area, union
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import apart, cell_lines, on_one_level, rows_of, text_lines, with_plain_bullet
from docexplain.ingest.text.paragraph_breaks import LARGER, SetLine, commonest_size, items_in, paragraphs_in, set_lines
from docexplain.ingest.text.sign_tables import BULLET
from docexplain.records import BlockClass

_MARGIN = 3.0
"""The model's boxes hug the ink; a word this close outside still belongs to the box, in points."""
_WIDE = 4.0
"""White space that parts what stands beside each other, in heights of a line."""
_SPACE = 0.5
"""White space between two words of a line, in heights of it, at most."""
_LONGEST_HEADER = 20
"""Words of a line in larger letters that is still a header."""
_LEAST_SHARE_OF_CELLS = 0.2
"""Share of a table's lines that show two cells or more."""


@dataclass(frozen=True, slots=True)
class Region:
    """A box of the layout model; lines between rows and columns only for a table, which may be of labels and values."""

    rect: Rect
    block_class: BlockClass
    h_lines: tuple[float, ...] = ()
    v_lines: tuple[float, ...] = ()
    of_labels: bool = False


def believed(region: Region, words: list[Glyphs]) -> list[tuple[Region, list[Glyphs]]]:
    """The region, or its parts: of a table that cannot be one, and paragraphs and items that the model did not part."""
    if region.block_class is BlockClass.TEXT:
        return _of_text(region, words)
    if region.block_class is BlockClass.LIST_ITEM and len(items := items_in(words)) > 1:
        return [around_words(BlockClass.LIST_ITEM, item) for item in items]
    if region.block_class is not BlockClass.TABLE or _has_columns(words):
        return [(region, words)]
    return [around_words(BlockClass.TEXT, part) for part in apart(words)]


def _of_text(region: Region, words: list[Glyphs]) -> list[tuple[Region, list[Glyphs]]]:
    if any(not word.characters and word.text == BULLET for word in words):
        return _with_items(words)
    if labels := rows_of_labels(words):
        return [(replace(region, block_class=BlockClass.TABLE, h_lines=labels, of_labels=True), words)]
    if is_signed(words):
        return [(replace(region, block_class=BlockClass.TABLE), words)]
    beside = _beside(words)
    if len(beside) == 1:
        return _paragraphs(region, words)
    return [part for inside in beside for part in _paragraphs(around_words(BlockClass.TEXT, inside)[0], inside)]


def _with_items(words: list[Glyphs]) -> list[tuple[Region, list[Glyphs]]]:
    """The items of a list whose bullets are drawn, and the paragraphs before and after it."""
    result: list[tuple[Region, list[Glyphs]]] = []
    for item in items_in(words):
        lines = rows_of(set_lines(item), lambda line: line.rect)
        if lines[0][0].words[0].text != BULLET:
            result += _paragraphs(*around_words(BlockClass.TEXT, item))
            continue
        left = lines[0][0].rect[0]
        end = next((i for i, row in enumerate(lines) if i and row[0].rect[0] <= left), len(lines))
        inside, after = ([w for row in some for line in row for w in line.words] for some in (lines[:end], lines[end:]))
        result.append(around_words(BlockClass.LIST_ITEM, inside))
        result += _paragraphs(*around_words(BlockClass.TEXT, after)) if after else []
    return result


def _beside(words: list[Glyphs]) -> list[list[Glyphs]]:
    """The words, or those on either side of wide white space from top to bottom where most lines stand on one side
    only: a date beside an address. Where most lines have both sides, these are labels and values."""
    lines = sorted(set_lines(words), key=lambda line: line.rect[0])
    if is_right_to_left("".join(line.text for line in lines)):
        return [words]
    end = lines[0].rect[2]
    for i, line in enumerate(lines[1:], 1):
        if line.rect[0] - end > _WIDE * line.height:
            sides = [lines[:i], lines[i:]]
            levels = rows_of(lines, lambda line: line.rect)
            both = sum(all(any(one is other for one in row for other in side) for side in sides) for row in levels)
            if both > 0 and 2 * both < len(levels):
                left = {id(word) for line in lines[:i] for word in line.words}
                return [[w for w in words if id(w) in left], [w for w in words if id(w) not in left]]
        end = max(end, line.rect[2])
    return [words]


def _paragraphs(region: Region, words: list[Glyphs]) -> list[tuple[Region, list[Glyphs]]]:
    parts = list(paragraphs_in(set_lines(words), trusted=True))
    if len(parts) == 1:
        return [(region, words)]
    body = commonest_size(words)
    result = []
    for lines in parts:
        inside = [word for line in lines for word in line.words]
        header = commonest_size(inside) > LARGER * body and len(inside) <= _LONGEST_HEADER
        result.append(around_words(BlockClass.SECTION_HEADER if header else BlockClass.TEXT, inside))
    return result


def around_words(block_class: BlockClass, words: list[Glyphs]) -> tuple[Region, list[Glyphs]]:
    """A region that the model did not see, just around its words."""
    return Region(around(words), block_class), words


def _has_columns(words: Sequence[Glyphs]) -> bool:
    """Two rows or more have more than one cell, and these are not the exception."""
    rows = [line.text.count(CELLS) for line in cell_lines(words, CELLS)]
    several = sum(cells > 0 for cells in rows)
    return several >= 2 and several >= _LEAST_SHARE_OF_CELLS * len(rows)


def regions_of(page: Any, words: Sequence[Glyphs]) -> list[Region]:
    """What the layout model sees on the page."""
    regions = []
    for group in layout_of(page, words):
        x0, y0, x1, y1 = (float(value) for value in group["group_bbox"][:4])
        name = group["class_name"]
        grid = group.get("table_grid")
        regions.append(
            Region(
                (x0, y0, x1, y1),
                BlockClass(name) if name in set(BlockClass) else BlockClass.TEXT,
                tuple(y0 + float(y) for y in grid.h_lines) if grid is not None else (),
                tuple(x0 + float(x) for x in grid.v_lines) if grid is not None else (),
            )
        )
    return regions


def filled_with(regions: Sequence[Region], words: Sequence[Glyphs]) -> list[tuple[Region, list[Glyphs]]]:
    """Each word in one region: a table's before others', then the smallest that holds its centre; a box to tick, which
    the model sees as a picture or not at all, in that of its label."""
    ranked = sorted(regions, key=lambda r: (r.block_class is not BlockClass.TABLE, area(r.rect), r.rect))
    inside: dict[Region, list[Glyphs]] = defaultdict(list)
    left_over: dict[int, list[Glyphs]] = defaultdict(list)
    of_lines: dict[tuple[int, int], Region] = {}
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
    return [*grown, *(around_words(BlockClass.TEXT, missed) for missed in left_over.values())]


def with_row_names(filled: list[tuple[Region, list[Glyphs]]]) -> Iterator[tuple[Region, list[Glyphs]]]:
    """Tables with the names of their rows where the model saw these apart."""
    groups = with_names([(region.block_class is BlockClass.TABLE, words) for region, words in filled])
    for (region, before), words in zip(filled, groups, strict=True):
        grown = len(words) > len(before)
        if words:
            yield replace(region, rect=union([region.rect, around(words)])) if grown else region, words


def with_rest_of_lines(filled: list[tuple[Region, list[Glyphs]]]) -> list[tuple[Region, list[Glyphs]]]:
    """Text with the end of its last line where the model took that for a header, as of "(212) 720-3700" the end."""
    headers = [i for i, (region, _) in enumerate(filled) if region.block_class is BlockClass.SECTION_HEADER]
    texts = [i for i, (region, _) in enumerate(filled) if headers and region.block_class is BlockClass.TEXT]
    ends = {i: lines[-1] for i in texts if (lines := set_lines(filled[i][1]))}
    result = dict(enumerate(filled))
    for at in headers:
        header, inside = filled[at]
        lines = set_lines(inside)
        before = next((i for i, end in ends.items() if len(lines) == 1 and _goes_on(end, lines[0])), None)
        if before is not None:
            region, words = result[before]
            result[before] = replace(region, rect=union([region.rect, header.rect])), [*words, *inside]
            ends[before] = lines[0]
            del result[at]
    return list(result.values())


def _goes_on(line: SetLine, other: SetLine) -> bool:
    """The other is the rest of the same line, a word's space apart."""
    apart = other.rect[0] - line.rect[2]
    return on_one_level(line.rect, other.rect) and 0 <= apart <= _SPACE * line.height


def _holder(regions: Sequence[Region], word: Glyphs, margin: float) -> Region | None:
    return next((region for region in regions if word.is_in(region.rect, margin)), None)


def block_of(page: int, region: Region, words: list[Glyphs], rules: Rules) -> Block:
    """A region and its words as a block; ``rules`` are the lines drawn on the page."""
    columns = None
    if region.block_class is BlockClass.TABLE:
        hints = Hints(rules.within(region.rect), region.h_lines, region.v_lines, region.of_labels)
        signed = signed_lines(words, hints.rules)
        lines, columns = table_lines(words, hints) if signed is None else (signed, None)
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
