"""Boxes of a page from white space and font sizes alone, for files too long for the layout model: pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from docexplain.ingest.fields.signatures import is_signed, may_be_signed
from docexplain.ingest.tables.finding import found_tables, with_names
from docexplain.ingest.tables.rules import NO_RULES, Rules
from docexplain.ingest.text.blocks import union
from docexplain.ingest.text.continuation import begins_list_item
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import on_one_level
from docexplain.ingest.text.paragraph_breaks import LARGER, SetLine, commonest_size, paragraphs_in, set_lines
from docexplain.records import BlockClass

_SMALLER = 0.93
"""A footnote's size over the body's, at most."""
_LONGEST_HEADER = 120
_CELL = 24
"""Characters of a line on average, at most; what stands beside each other and is longer are columns of prose."""
_EDGE = 0.07
"""Share of a page's height, at its top and bottom, in which a lone number is the page's."""

_MOST_SIGNED = 40
"""Blocks that signatures are set in: MuPDF may take each line for one."""
_MOST_READ = 300, 40_000
"""Words that are looked at for signatures: together, and on a page with all that is tried."""
_PAGE_NUMBER = re.compile(
    r"(?:page |[-\u2013] ?)?(?:\d{1,4}|[ivxlc]{1,7})(?: ?(?:of|/) ?\d{1,4})?(?: ?[-\u2013])?", re.I
)
_NOTE = re.compile(r"(?:\[?\d{1,3}[\]).]?|[*\u2020\u2021])\s?\S")


def guess_regions(
    words: Sequence[Glyphs], height: float, rules: Rules = NO_RULES
) -> list[tuple[BlockClass, list[Glyphs]]]:
    """Class and words of each box of a page; each word in one.

    Args:
        height: of the page, in points.
        rules: the lines that are drawn on it.
    """
    body = commonest_size(words)
    lines = set_lines(words)
    found = [list(group) for _, group in groupby(lines, key=lambda line: line.words[0].block)]
    blocks = [part for block in found for part in _columns(block)]
    short = [line for block in with_names(blocks, _is_prose) for line in block]
    tables = found_tables([line for line in short if line.size <= LARGER * body], rules, lines)
    tables = _with_signatures(tables, found)
    in_tables = {id(line) for table in tables for line in table}
    regions = [(BlockClass.TABLE, _words(table)) for table in tables]
    for block in blocks:
        rest = [line for line in block if id(line) not in in_tables]
        for part in paragraphs_in(rest) if rest else ():
            regions.append((_class(part, body, height), _words(part)))
    return regions


def _with_signatures(tables: list[list[SetLine]], blocks: Sequence[list[SetLine]]) -> list[list[SetLine]]:
    """The tables, and signatures side by side, each with the tables that have a part of them."""
    for signed in _signed(sorted(blocks, key=lambda block: union([line.rect for line in block])[1])):
        own = {id(line) for line in signed}
        if any(own <= {id(line) for line in table} for table in tables):
            continue
        parts = [table for table in tables if own & {id(line) for line in table}]
        others = [line for table in parts for line in table if id(line) not in own]
        tables = [*(table for table in tables if not any(table is part for part in parts)), [*others, *signed]]
    return tables


def _signed(blocks: Sequence[list[SetLine]]) -> Iterator[list[SetLine]]:
    """Signatures side by side: as many blocks, from the top down, as are nothing else together."""
    at = read = 0
    together, on_page = _MOST_READ
    while at < len(blocks):
        end = last = at
        words = _words(blocks[at]) if read < on_page else []
        while words and len(words) <= together and (last > at or may_be_signed(words)):
            last += 1
            read += len(words)
            end = last if is_signed(words) else end
            more = last < min(len(blocks), at + _MOST_SIGNED)
            words = [*words, *_words(blocks[last])] if more else []
        if end > at:
            yield [line for block in blocks[at:end] for line in block]
        at = max(end, at + 1)


def _words(lines: Sequence[SetLine]) -> list[Glyphs]:
    return [word for line in lines for word in line.words]


def _columns(block: list[SetLine]) -> list[list[SetLine]]:
    """The columns of prose that MuPDF takes for one block when their lines stand on one level."""
    bands: list[list[SetLine]] = []
    end = float("-inf")
    for line in sorted(block, key=lambda line: line.rect[0]):
        if not bands or line.rect[0] > end:
            bands.append([])
        bands[-1].append(line)
        end = max(end, line.rect[2])
    ordered = [[line for line in block if any(line is other for other in band)] for band in bands]
    return ordered if all(len(band) > 1 and _is_prose(band) for band in ordered) else [block]


def _is_prose(block: Sequence[SetLine]) -> bool:
    """Its lines are longer than cells, and most stand alone on their level."""
    alone = 1 + sum(not on_one_level(before.rect, after.rect) for before, after in pairwise(block))
    return sum(len(line.text) for line in block) > _CELL * len(block) and 2 * alone > len(block)


def _class(lines: Sequence[SetLine], body: float, height: float) -> BlockClass:
    text = " ".join(line.text for line in lines)
    rect = union([line.rect for line in lines])
    size = commonest_size([word for line in lines for word in line.words])
    at_edge = rect[3] <= _EDGE * height or rect[1] >= (1 - _EDGE) * height
    if at_edge and _PAGE_NUMBER.fullmatch(text):
        return BlockClass.PAGE_HEADER if rect[1] < height / 2 else BlockClass.PAGE_FOOTER
    distinct = size > LARGER * body or all(line.bold for line in lines)
    if distinct and len(text) <= _LONGEST_HEADER and text[-1] not in ".;,:" and any(c.isalpha() for c in text):
        return BlockClass.SECTION_HEADER
    if size < _SMALLER * body and rect[1] > height / 2 and _NOTE.match(text) and any(c.isalpha() for c in text):
        return BlockClass.FOOTNOTE
    return BlockClass.LIST_ITEM if begins_list_item(text) else BlockClass.TEXT
