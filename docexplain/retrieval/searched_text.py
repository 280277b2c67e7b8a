"""What each paragraph is found by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from docexplain.records import BlockClass
from docexplain.records.table_text import CELLS, NAMED

if TYPE_CHECKING:
    from docexplain.records import Paragraph


def searched(paragraphs: Sequence[Paragraph]) -> list[str]:
    """What each paragraph is found by: its text, of a table the name of each column only once, and its caption. Said
    again in every row the names would outweigh the sentence that answers; what a table is about its caption says."""
    texts = []
    for i, paragraph in enumerate(paragraphs):
        if paragraph.block_class is not BlockClass.TABLE:
            texts.append(paragraph.text)
            continue
        beside = (*paragraphs[max(i - 1, 0) : i], *paragraphs[i + 1 : i + 2])
        captions = (other.text for other in beside if other.block_class is BlockClass.CAPTION)
        texts.append(" ".join([_named_once(paragraph.text), *captions]))
    return texts


def _named_once(table: str) -> str:
    named: set[str] = set()
    cells = []
    for cell in table.replace("\n", CELLS).split(CELLS):
        name, found, value = cell.partition(NAMED)
        cells.append(value if found and name in named else cell)
        named.add(name)
    return CELLS.join(cells)
