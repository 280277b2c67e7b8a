"""Which paragraph is the caption of a table."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.records import BlockClass, Paragraph


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
