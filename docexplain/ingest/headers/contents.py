"""Pages of contents: their headers name what stands elsewhere, so nothing stands under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from docexplain.ingest.text.blocks import Block
from docexplain.records import BlockClass

_ENTRY = re.compile(r"[\W\d_]*[^\W\d_].*\D[\s.\u2026|](\d{1,4})$")
"""A title and the page on which it begins; to be matched, since a search begins at each letter anew."""
_LEAST = 5
"""Entries of a page of contents."""
_SHARE = 0.5
"""Of a page's lines, down to its last entry."""
_FURNITURE = {BlockClass.PAGE_HEADER, BlockClass.PAGE_FOOTER}
_HEADERS = {BlockClass.SECTION_HEADER, BlockClass.TITLE}


def without_contents_headers(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, headers among the entries of contents as text; the first one before them is their title.

    Args:
        blocks: of all pages, in reading order.
    """
    pages = [(number, list(page)) for number, page in groupby(blocks, key=lambda block: block.page)]
    entries = {number: found for number, page in pages if (found := _entries(page))}
    result: list[Block] = []
    for number, page in pages:
        first, last = entries.get(number, (0, -1))
        title = -1 if number - 1 in entries else next((i for i in range(first) if _is_header(page[i])), -1)
        until = next(end for end in range(number, number + len(pages) + 1) if end + 1 not in entries)
        for i, block in enumerate(page):
            if i == title:
                result.append(replace(block, until=until))
            else:
                result.append(block.as_class(BlockClass.TEXT) if i < last and _is_header(block) else block)
    return result


def _is_header(block: Block) -> bool:
    return block.block_class in _HEADERS


def _entries(blocks: Sequence[Block]) -> tuple[int, int] | None:
    """Which blocks hold the first and the last entry; None on a page that has no contents."""
    lines = [(i, line.text) for i, block in enumerate(blocks) if _is_read(block) for line in block.lines]
    numbered = [(at, i, text) for at, (i, text) in enumerate(lines) if text[-1:].isdecimal()]
    found = [(at, i, int(entry[1])) for at, i, text in numbered if (entry := _ENTRY.match(text))]
    pages = [page for _, _, page in found]
    if len(found) < _LEAST or found[-1][0] + 1 > len(found) / _SHARE:
        return None
    # A table's last column goes up and down.
    in_order = sum(one <= other for one, other in pairwise(pages)) >= len(pages) - 2
    return (found[0][1], found[-1][1]) if in_order and pages[-1] > pages[0] else None


def _is_read(block: Block) -> bool:
    return block.block_class not in _FURNITURE and not block.hidden
