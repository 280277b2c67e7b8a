"""What a table is about: its caption, the sentence that leads to it, or else the heading above it."""

from __future__ import annotations

from collections.abc import Sequence

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
    said = _caption(paragraphs, first, index) or _lead(paragraphs, first) or (table.heading_path or ("",))[-1]
    unit = unit_of(table.text)
    title = _short(" ".join(said.split()))
    if unit and unit.strip("()").lower() not in title.lower():
        title = f"{title} {unit}".strip()
    return title


def title_read(answer: Answer, document: Document, index: int) -> str:
    """The title that stood above the rows that were read of a table, or of one that was read whole its own."""
    excerpt = answer.excerpt_of(index)
    return title_of(document.paragraphs, index) if excerpt is None else excerpt.title


def first_part(paragraphs: Sequence[Paragraph], index: int) -> int:
    """The index of the paragraph that a table begins in: one that is cut into several names its columns once, in the
    first."""
    for number in range(index, max(index - _MOST_PARTS, 1), -1):
        above = paragraphs[number - 2]
        if above.block_class is not BlockClass.TABLE or not _goes_on(above, paragraphs[number - 1]):
            return number
    return max(index - _MOST_PARTS, 1)


def _goes_on(above: Paragraph, part: Paragraph) -> bool:
    """Without a head of its own, and with columns of the same names."""
    rows = rows_of(part.text)
    if not rows or rows[0].is_head or above.heading_path != part.heading_path:
        return False
    return _names(part.text) <= _names(above.text) if _names(part.text) else False


def _names(text: str) -> set[str]:
    return {text[cell.start : cell.value] for row in rows_of(text) for cell in row.cells[1:] if cell.value > cell.start}


def _caption(paragraphs: Sequence[Paragraph], first: int, index: int) -> str:
    beside = (*paragraphs[max(first - 2, 0) : first - 1], *paragraphs[index : index + 1])
    return next((other.text for other in beside if other.block_class is BlockClass.CAPTION), "")


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
