"""Boxes of a page from white space and font sizes alone, for files too long for the layout model: pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from docexplain.ingest.blocks import Rect, union
from docexplain.ingest.glyphs import Glyphs
from docexplain.ingest.lines import line_of
from docexplain.ingest.running_on import begins_list_item
from docexplain.records import BlockClass

_SAME_SIZE = 0.6
"""Font sizes that differ by less than this, in points, are one."""
_LARGER = 1.12
"""A header's size over the body's."""
_SMALLER = 0.93
"""A footnote's size over the body's, at most."""
_LONGEST_HEADER = 120
_GAP = 0.45
"""White space between two lines, in line heights, beyond the usual of their block that parts two paragraphs."""
_INDENT = 0.8
"""Of a paragraph's first line, in line heights."""
_FULL = 0.85
"""A line that fills this share of its block's width does not end a paragraph by being short."""
_CELL = 24
"""Characters of most cells of a table, at most; what stands beside each other and is longer are columns of prose."""
_APART = 1.2
"""White space between two cells, in line heights."""
_EDGE = 0.07
"""Share of a page's height, at its top and bottom, in which a lone number is the page's."""

_ENDS_SENTENCE = re.compile(r"[.!?:;][\])}\"'\u201d\u2019\u00bb]*$")
_PAGE_NUMBER = re.compile(
    r"(?:page |[-\u2013] ?)?(?:\d{1,4}|[ivxlc]{1,7})(?: ?(?:of|/) ?\d{1,4})?(?: ?[-\u2013])?", re.I
)
_NOTE = re.compile(r"(?:\[?\d{1,3}[\]).]?|[*\u2020\u2021])\s?\S")


@dataclass(frozen=True, slots=True)
class _Line:
    words: tuple[Glyphs, ...]
    rect: Rect

    @property
    def height(self) -> float:
        return max(self.rect[3] - self.rect[1], 1.0)

    @property
    def text(self) -> str:
        return line_of(self.words).text

    @property
    def size(self) -> float:
        return _commonest(self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


def guess_regions(words: Sequence[Glyphs], height: float) -> list[tuple[BlockClass, list[Glyphs]]]:
    """Class and words of each box of a page; each word in one.

    Args:
        height: of the page, in points.
    """
    body = _commonest(words)
    lines = [
        _Line(tuple(part), union([word.rect for word in part]))
        for part in (list(group) for _, group in groupby(words, key=lambda word: (word.block, word.line)))
    ]
    found = [list(group) for _, group in groupby(lines, key=lambda line: line.words[0].block)]
    blocks = [part for block in found for part in _columns(block)]
    short = [line for block in blocks if not _is_prose(block) for line in block]
    tables = _tables([line for line in short if line.size <= _LARGER * body])
    in_tables = {id(line) for table in tables for line in table}
    regions = [(BlockClass.TABLE, [word for line in table for word in line.words]) for table in tables]
    for block in blocks:
        rest = [line for line in block if id(line) not in in_tables]
        for part in _paragraphs(rest) if rest else ():
            regions.append((_class(part, body, height), [word for line in part for word in line.words]))
    return regions


def _columns(block: list[_Line]) -> list[list[_Line]]:
    """The columns of prose that MuPDF takes for one block when their lines stand on one level."""
    bands: list[list[_Line]] = []
    end = float("-inf")
    for line in sorted(block, key=lambda line: line.rect[0]):
        if not bands or line.rect[0] > end:
            bands.append([])
        bands[-1].append(line)
        end = max(end, line.rect[2])
    ordered = [[line for line in block if any(line is other for other in band)] for band in bands]
    return ordered if all(len(band) > 1 and _is_prose(band) for band in ordered) else [block]


def _is_prose(block: Sequence[_Line]) -> bool:
    """Its lines are longer than cells, and most stand alone on their level."""
    alone = 1 + sum(not _level(before.rect, after.rect) for before, after in pairwise(block))
    return sum(len(line.text) for line in block) > _CELL * len(block) and 2 * alone > len(block)


def _commonest(words: Sequence[Glyphs]) -> float:
    """Font size of most characters."""
    weights: Counter[float] = Counter()
    for word in words:
        weights[word.size] += word.characters
    return max(weights.items(), key=lambda item: (item[1], item[0]))[0] if weights else 0.0


def _tables(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Runs of two rows or more of short cells beside each other."""
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: ((line.rect[1] + line.rect[3]) / 2, line.rect[0])):
        if rows and _level(rows[-1][0].rect, line.rect):
            rows[-1].append(line)
        else:
            rows.append([line])
    tables: list[list[list[_Line]]] = []
    open_table = False
    for row in rows:
        is_row = _is_row(row)
        if is_row and open_table and row[0].rect[1] - tables[-1][-1][0].rect[3] < 2 * row[0].height:
            tables[-1].append(row)
        elif is_row:
            tables.append([row])
        open_table = is_row
    return [[line for row in table for line in row] for table in tables if len(table) > 1]


def _is_row(row: Sequence[_Line]) -> bool:
    ordered = sorted(row, key=lambda line: line.rect[0])
    apart = all(right.rect[0] - left.rect[2] > _APART * left.height for left, right in pairwise(ordered))
    lengths = sorted(len(line.text) for line in row)
    alone = len(row) == 2 and begins_list_item(f"{ordered[0].text} x") and lengths[0] < 4  # a bullet and its text
    return len(row) > 1 and apart and lengths[len(row) // 2] <= _CELL and not alone


def _level(one: Rect, other: Rect) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.6 * min(one[3] - one[1], other[3] - other[1])


def _paragraphs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """A block of MuPDF's, cut where a paragraph begins in it."""
    left, right = min(line.rect[0] for line in lines), max(line.rect[2] for line in lines)
    gaps = [after.rect[1] - before.rect[3] for before, after in pairwise(lines) if not _level(before.rect, after.rect)]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
    part: list[_Line] = []
    for line in lines:
        if part and _begins(part[-1], line, left, right, usual):
            yield part
            part = []
        part.append(line)
    yield part


def _begins(before: _Line, line: _Line, left: float, right: float, usual: float) -> bool:
    if _level(before.rect, line.rect):
        return False
    if abs(before.size - line.size) > _SAME_SIZE or before.bold != line.bold:
        return True
    if line.rect[1] - before.rect[3] - usual > _GAP * line.height or begins_list_item(line.text):
        return True
    short = before.rect[2] - left < _FULL * (right - left)
    indented = line.rect[0] - left > _INDENT * line.height and before.rect[0] - left < 0.2 * line.height
    return (short or indented) and _ENDS_SENTENCE.search(before.text) is not None


def _class(lines: Sequence[_Line], body: float, height: float) -> BlockClass:
    text = " ".join(line.text for line in lines)
    rect = union([line.rect for line in lines])
    size = _commonest([word for line in lines for word in line.words])
    at_edge = rect[3] <= _EDGE * height or rect[1] >= (1 - _EDGE) * height
    if at_edge and _PAGE_NUMBER.fullmatch(text):
        return BlockClass.PAGE_HEADER if rect[1] < height / 2 else BlockClass.PAGE_FOOTER
    distinct = size > _LARGER * body or all(line.bold for line in lines)
    if distinct and len(text) <= _LONGEST_HEADER and text[-1] not in ".;,:" and any(c.isalpha() for c in text):
        return BlockClass.SECTION_HEADER
    if size < _SMALLER * body and rect[1] > height / 2 and _NOTE.match(text) and any(c.isalpha() for c in text):
        return BlockClass.FOOTNOTE
    return BlockClass.LIST_ITEM if begins_list_item(text) else BlockClass.TEXT
