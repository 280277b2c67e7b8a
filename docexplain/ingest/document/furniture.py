"""What of a document's pages is no text: their numbers, and what runs along their tops and bottoms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from docexplain.ingest.document.number_candidates import Sheet
from docexplain.ingest.document.page_numbers import found_numbers, labels
from docexplain.ingest.document.page_rows import Word, rows_on
from docexplain.ingest.document.running import running_rows
from docexplain.ingest.files.file_bytes import Waiting
from docexplain.ingest.text.blocks import PageBlocks


@dataclass(frozen=True)
class PageFurniture:
    """Found by the whole document.

    Attributes:
        words: of each page, those that are its number, or in its running header or footer.
        labels: what is printed on each page as its number, as in :class:`docexplain.records.Document`.
    """

    words: Mapping[int, set[Word]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()


def page_furniture(pages: Sequence[PageBlocks], total: int, waiting: Waiting = lambda: None) -> PageFurniture:
    """The furniture of the pages that were read.

    Args:
        total: pages of the file.
        waiting: called for each page, see :class:`docexplain.ingest.Told`.
    """
    sheets = []
    for page in pages:
        waiting()
        sheets.append(Sheet(page.number, page.height, tuple(rows_on(page))))
    numbers = found_numbers(sheets)
    return PageFurniture(running_rows(sheets, numbers), labels(numbers, total))
