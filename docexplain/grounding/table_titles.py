"""What a table is about: its caption, the sentence that leads to it, or else the heading above it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from docexplain.common.captions import caption_of
from docexplain.records import Answer, BlockClass, Document, Paragraph
from docexplain.records.table_text import rows_of, unit_of

_LONGEST = 160
"""Characters of a title; a caption may be a whole paragraph."""
_MOST_PARTS = 60
"""Paragraphs that one table may be cut into and still be one here: 60 of 1,200 characters are 72 kB."""


def title_of(paragraphs: Sequence[Paragraph], index: int) -> str:
    """The title of a table, with the unit of its numbers; empty where nothing says what it is.

    Args:
        paragraphs: of the document, in order.
        index: of the table, or of a part of it where it is cut into several paragraphs.
    """
    table = paragraphs[index - 1]
    first = first_part(paragraphs, index)
    caption = caption_of(paragraphs, first) or caption_of(paragraphs, index)
    said = caption or _lead(paragraphs, first) or (table.heading_path or ("",))[-1]
    unit = unit_of(table.text)
    title = _short(" ".join(said.split()))
    if unit and unit.strip("()").lower() not in title.lower():
        title = f"{title} {unit}".strip()
    return title


def title_read(answer: Answer, document: Document, index: int) -> str:
    """The title that stood above the rows that were read of a table, or of one that was read whole its own."""
    excerpt = answer.excerpt_of(index)
    if excerpt is not None:
        return excerpt.title
    own, number = document.own(index)  # what stands beside it in another document says nothing of it
    return title_of(own.paragraphs, number)


def first_part(paragraphs: Sequence[Paragraph], index: int) -> int:
    """The index of the paragraph that a table begins in: one that is cut into several names its columns once, in the
    first."""
    for number in range(index, max(index - _MOST_PARTS, 1), -1):
        above = paragraphs[number - 2]
        if above.block_class is not BlockClass.TABLE or not _goes_on(above, paragraphs[number - 1]):
            return number
    return max(index - _MOST_PARTS, 1)


def parts_of(paragraphs: Sequence[Paragraph], index: int) -> range:
    """The indices of the paragraphs that one table is cut into, :data:`_MOST_PARTS` on either side at most; of a table
    that is whole its own."""
    first, last = first_part(paragraphs, index), index
    for below in paragraphs[index : index + _MOST_PARTS]:
        if below.block_class is not BlockClass.TABLE or not _goes_on(paragraphs[last - 1], below):
            break
        last += 1
    return range(first, last + 1)


def table_starts(document: Document) -> list[int]:
    """For each paragraph the index of the one that its table begins in, however many parts there are; of what is no
    table its own. In one go: to ask :func:`first_part` for each part of a long table takes minutes."""
    starts: list[int] = []
    for own in document.parts:
        above: Paragraph | None = None
        for paragraph in own.paragraphs:
            table = paragraph.block_class is BlockClass.TABLE
            goes_on = table and above is not None and _goes_on(above, paragraph)
            starts.append(starts[-1] if goes_on else len(starts) + 1)
            above = paragraph if table else None
    return starts


def _goes_on(above: Paragraph, part: Paragraph) -> bool:
    """Without a head of its own, and with columns of the same names."""
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


def _lead(paragraphs: Sequence[Paragraph], first: int) -> str:
    """A sentence as "Stores were open as follows:"."""
    above = paragraphs[first - 2] if first > 1 else None
    if above is None or above.block_class is BlockClass.TABLE or not above.text.rstrip().endswith(":"):
        return ""
    return above.text.rstrip()


def _short(title: str) -> str:
    if len(title) <= _LONGEST:
        return title
    return title[: title.rindex(" ", 0, _LONGEST) if " " in title[:_LONGEST] else _LONGEST]
