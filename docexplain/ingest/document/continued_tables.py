"""Tables that go on over pages: the head of the first part names the columns of the others, too. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docexplain.ingest.document.refine import FURNITURE
from docexplain.ingest.strings.cleaning import unnumbered
from docexplain.ingest.tables.rendering import named_rows
from docexplain.ingest.text.blocks import Block, Line, TableColumns
from docexplain.records import BlockClass

_SHARED = 0.5
"""Share of a column's width, of the narrower, that its part on the next page stands below."""
_SAME_PLACE = 4.0
"""Points that a running header may stand elsewhere on the next page."""
_LONGEST_HEADER = 120
_ASIDE = {*FURNITURE, BlockClass.FOOTNOTE}


def with_continued(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of all pages, with the names of columns in tables that begin a page without a head, below a table of
    the same columns that ends the page before.

    What stands above or below such a table and at the same place of the page before is a running header or footer,
    as the number of the page, whatever it was taken for.
    """
    result = list(blocks)
    pages: dict[int, list[int]] = {}
    for i, block in enumerate(result):
        if not block.hidden and not block.implied:
            pages.setdefault(block.page, []).append(i)
    for page in sorted(pages):
        before = pages.get(page - 1, [])
        if not any(result[i].columns for i in before):
            continue
        headers = [(i, j) for i in pages[page] for j in before if _is_running(result[i], result[j])]
        running = {at for pair in headers for at in pair}
        last = next((i for i in reversed(before) if i not in running and result[i].block_class not in _ASIDE), None)
        if last is None or (head := result[last].columns) is None or not head.names:
            continue
        first = next((i for i in pages[page] if i not in running and result[i].block_class not in _ASIDE), None)
        if first is None or (part := result[first].columns) is None:
            continue
        below = _below(head, part)
        if below and part.cells and not part.names:
            result[first] = _named(result[first], head, part, below)
            for i, j in headers:
                above = result[i].rect[1] < result[first].rect[1]
                for one in (i, j):
                    result[one] = result[one].as_class(BlockClass.PAGE_HEADER if above else BlockClass.PAGE_FOOTER)
    return result


def _is_running(block: Block, other: Block) -> bool:
    """The same text at the same place, its numbers aside."""
    if not all(abs(a - b) <= _SAME_PLACE for a, b in zip(block.rect[:2], other.rect[:2], strict=True)):
        return False
    return not block.columns and len(block.text) <= _LONGEST_HEADER and _pattern(block) == _pattern(other)


def _pattern(block: Block) -> str:
    return unnumbered(block.text)


def _below(head: TableColumns, part: TableColumns) -> list[int]:
    """For each column of the part the column of the head that it goes on with; none if they don't all do."""
    found = []
    for x0, x1 in part.extents:
        shares = [
            (min(x1, right) - max(x0, left)) / max(min(x1 - x0, right - left), 1.0) for left, right in head.extents
        ]
        best = max(range(len(shares)), key=shares.__getitem__)
        if shares[best] < _SHARED:
            return []
        found.append(best)
    return found if found == sorted(set(found)) else []


def _named(block: Block, head: TableColumns, part: TableColumns, below: Sequence[int]) -> Block:
    """The names stand on another page, so they have no place in this block."""
    rows = []
    for row in part.cells:
        names = [replace(head.names[i], rect=cell.rect, words=()) for i, cell in zip(below, row, strict=True)]
        at = next((cell.rect for cell in row if cell.text), block.rect)
        unit = part.unit or (head.unit and Line(head.unit.text, at))
        rows += named_rows([row], names, unit)
    known = tuple(head.names[i] for i in below)
    shown = replace(part, names=known, cells=(), unit=part.unit or head.unit)
    return replace(block, lines=(*block.lines[: part.head], *rows), columns=shown)
