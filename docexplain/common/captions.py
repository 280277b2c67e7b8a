"""Which paragraphs belong to a table: its caption, and those that it is cut into."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from docexplain.records import BlockClass, Paragraph
from docexplain.records.table_text import rows_of

_MOST_PARTS = 60
"""Paragraphs that one table may be cut into and still be one here: 60 of 1,200 characters are 72 kB."""


def caption_of(paragraphs: Sequence[Paragraph], index: int) -> str:
    """The text of the caption above or below a table, on its page; empty where there is none.

    Args:
        paragraphs: all of a document.
        index: the table's, from 1.
    """
    table = paragraphs[index - 1]
    if table.block_class is not BlockClass.TABLE:
        return ""
    above = paragraphs[index - 2] if index > 1 else None
    below = paragraphs[index] if index < len(paragraphs) else None
    two_above = paragraphs[index - 3] if index > 2 else None
    if two_above is not None and two_above.block_class is BlockClass.TABLE:
        above, below = below, above  # what stands between two tables more often belongs to the one that has no other
    for other in (above, below):
        if other is not None and other.block_class is BlockClass.CAPTION and other.page == table.page:
            return other.text
    return ""


def first_part(paragraphs: Sequence[Paragraph], index: int) -> int:
    """The index of the paragraph that a table begins in: one that is cut into several names its columns once, in the
    first."""
    for number in range(index, max(index - _MOST_PARTS, 1), -1):
        above = paragraphs[number - 2]
        if above.block_class is not BlockClass.TABLE or not goes_on(above, paragraphs[number - 1]):
            return number
    return max(index - _MOST_PARTS, 1)


def parts_of(paragraphs: Sequence[Paragraph], index: int) -> range:
    """The indices of the paragraphs that one table is cut into, :data:`_MOST_PARTS` on either side at most; of a table
    that is whole its own."""
    first, last = first_part(paragraphs, index), index
    for below in paragraphs[index : index + _MOST_PARTS]:
        if below.block_class is not BlockClass.TABLE or not goes_on(paragraphs[last - 1], below):
            break
        last += 1
    return range(first, last + 1)


def goes_on(above: Paragraph, part: Paragraph) -> bool:
    """Whether a part is of the table above it: without a head of its own, and with columns of the same names."""
    has_head, names = _columns(part.text)
    if has_head or not names or above.heading_path != part.heading_path:
        return False
    return names <= _columns(above.text)[1]


@lru_cache(maxsize=2 * _MOST_PARTS)  # each part is looked at beside the one above and the one below
def _columns(text: str) -> tuple[bool, frozenset[str]]:
    """Whether a table begins with a head, and the names of its columns."""
    rows = rows_of(text)
    names = {text[cell.start : cell.value] for row in rows for cell in row.cells[1:] if cell.value > cell.start}
    return bool(rows) and rows[0].is_head, frozenset(names)
