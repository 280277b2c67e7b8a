"""What a table is about: its caption, the sentence that leads to it, or else the heading above it."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.common.captions import caption_of, first_part, goes_on
from docexplain.records import Answer, BlockClass, Document, Paragraph
from docexplain.records.table_text import unit_of

_LONGEST = 160
"""Characters of a title; a caption may be a whole paragraph."""


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


def table_starts(document: Document) -> list[int]:
    """For each paragraph the index of the one that its table begins in, however many parts there are; of what is no
    table its own. In one go: to ask :func:`first_part` for each part of a long table takes minutes."""
    starts: list[int] = []
    for own in document.parts:
        above: Paragraph | None = None
        for paragraph in own.paragraphs:
            table = paragraph.block_class is BlockClass.TABLE
            is_part = table and above is not None and goes_on(above, paragraph)
            starts.append(starts[-1] if is_part else len(starts) + 1)
            above = paragraph if table else None
    return starts


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
