"""The rows of a table by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docexplain.records import Document
from docexplain.records.table_text import CELLS, NAMED, Row, rows_of

WORD = re.compile(r"[^\W\d_]{3,}")
"""That says something, of a name or a text."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row of a table that may be cut into several paragraphs.

    Attributes:
        part: index of its paragraph.
        full: what stands before its values: sections and its name; without the name of the column of names.
    """

    part: int
    row: Row
    full: str
    has_number: bool

    @property
    def name(self) -> str:
        """Its own name, without the sections that it stands in."""
        return self.full.rpartition(NAMED)[2].strip()


def words_of(text: str) -> set[str]:
    """Its words that say something, in small letters, with no "s" at their ends."""
    return {word.removesuffix("s") for word in WORD.findall(text.casefold())}


def named_rows(document: Document, parts: Iterable[int]) -> Iterator[NamedRow]:
    """The rows with values of a table. Its first row may have the name of the column of names."""
    column = None
    for part in parts:
        text = document.paragraph(part).text
        for row in rows_of(text):
            if column is None:
                column = f"{text[slice(*row.span)].split(CELLS)[0]}{NAMED}" if row.is_head else ""
            if not row.is_head and len(row.cells) > 1:
                full = text[row.cells[0].start : row.cells[0].end].removeprefix(column)
                numbers = any(char.isdigit() for cell in row.cells[1:] for char in text[cell.value : cell.end])
                yield NamedRow(part, row, full, numbers)
