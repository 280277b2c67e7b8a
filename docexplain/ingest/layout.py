"""One page through PyMuPDF's layout model: classified boxes filled with the page's words, each word once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docexplain.ingest.blocks import Block, Line, PageBlocks, Rect, union
from docexplain.ingest.order import reading_order
from docexplain.ingest.text import clean_line, count
from docexplain.records import BlockClass

_MARGIN = 3.0
"""The model's boxes hug the ink; a word this close outside still belongs to the box, in points."""
_CELLS = " | "


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the page; ``line`` and ``block`` number it as MuPDF found it."""

    rect: Rect
    text: str
    block: int
    line: int

    @property
    def centre(self) -> tuple[float, float]:
        return (self.rect[0] + self.rect[2]) / 2, (self.rect[1] + self.rect[3]) / 2


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
    textpage = page.get_textpage(flags=flags)
    words = [_Word(tuple(w[:4]), w[4], w[5], w[6]) for w in textpage.extractWORDS()]
    characters = sum(count(word.text) for word in words)
    if not words:
        return PageBlocks(number, page.rect.height, (), characters)
    sizes = _sizes(textpage.extractDICT())
    filled = _fill(_regions(page), words)
    blocks = [_block(number, region, inside, sizes) for region, inside in filled]
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


def _fill(regions: Sequence[_Region], words: Iterable[_Word]) -> list[tuple[_Region, list[_Word]]]:
    """Each word in one region: a table's before others', then the smallest that holds its centre."""
    ranked = sorted(regions, key=lambda r: (r.block_class is not BlockClass.TABLE, _area(r.rect), r.rect))
    inside: dict[_Region, list[_Word]] = defaultdict(list)
    left_over: dict[int, list[_Word]] = defaultdict(list)
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


def _holder(regions: Sequence[_Region], word: _Word, margin: float) -> _Region | None:
    x, y = word.centre
    for region in regions:
        x0, y0, x1, y1 = region.rect
        if x0 - margin <= x <= x1 + margin and y0 - margin <= y <= y1 + margin:
            return region
    return None


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _block(page: int, region: _Region, words: list[_Word], sizes: dict[tuple[int, int], tuple[float, int]]) -> Block:
    table = region.block_class is BlockClass.TABLE
    rows = _table_rows(region, words) if table else _text_lines(words)
    lines = tuple(line for line in rows if line.text)
    weights: Counter[float] = Counter()
    for key in sorted({(word.block, word.line) for word in words}):
        size, length = sizes.get(key, (0.0, 0))
        weights[size] += length
    return Block(
        page,
        region.rect,
        region.block_class,
        lines,
        size=max(weights.items(), key=lambda item: (item[1], item[0]))[0] if weights else 0.0,
        characters=sum(count(word.text) for word in words),
    )


def _sizes(page: dict[str, Any]) -> dict[tuple[int, int], tuple[float, int]]:
    """Font size (of its longest part) and length of each line, by block and line number."""
    sizes = {}
    for block in page["blocks"]:
        for number, line in enumerate(block.get("lines", ())):
            if line["spans"]:
                longest = max(line["spans"], key=lambda span: len(span["text"]))
                sizes[block["number"], number] = (round(float(longest["size"]), 1), len(longest["text"]))
    return sizes


def _text_lines(words: Sequence[_Word]) -> list[Line]:
    """Lines from the top down; parts of one line that MuPDF found apart (a bullet and its text) side by side."""
    parts: dict[tuple[int, int], list[_Word]] = defaultdict(list)
    for word in words:
        parts[word.block, word.line].append(word)
    pieces = [(union([word.rect for word in part]), " ".join(word.text for word in part)) for part in parts.values()]
    if any(_upright(rect, text) for rect, text in pieces):
        return [Line(clean_line(text), rect) for rect, text in pieces]
    rows: list[list[tuple[Rect, str]]] = []
    for rect, text in sorted(pieces, key=lambda piece: ((piece[0][1] + piece[0][3]) / 2, piece[0][0])):
        if rows and _level(rows[-1][0][0], rect):
            rows[-1].append((rect, text))
        else:
            rows.append([(rect, text)])
    lines = []
    for row in rows:
        row.sort(key=lambda piece: piece[0][0])
        lines.append(Line(clean_line(" ".join(text for _, text in row)), union([rect for rect, _ in row])))
    return lines


def _upright(rect: Rect, text: str) -> bool:
    """Text set from the bottom up or the top down, which keeps MuPDF's order."""
    return len(text) > 2 and rect[3] - rect[1] > 2 * (rect[2] - rect[0])


def _level(one: Rect, other: Rect) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.6 * min(one[3] - one[1], other[3] - other[1])


def _table_rows(region: _Region, words: Sequence[_Word]) -> list[Line]:
    """One line a row, cells in between bars; without a grid, rows as they are set."""
    if not region.h_lines and not region.v_lines:
        return _text_lines(words)
    cells: dict[int, dict[int, list[_Word]]] = defaultdict(lambda: defaultdict(list))
    for word in words:
        x, y = word.centre
        cells[bisect_right(region.h_lines, y)][bisect_right(region.v_lines, x)].append(word)
    lines = []
    for row in sorted(cells):
        texts = [
            " ".join(line.text for line in _text_lines(cells[row].get(column, [])))
            for column in range(len(region.v_lines) + 1)
        ]
        rect = union([word.rect for part in cells[row].values() for word in part])
        lines.append(Line(_CELLS.join(texts).strip(), rect))
    return lines
