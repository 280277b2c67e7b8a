"""Laying a document out as rows of a fixed width. Pure functions; 2,000 paragraphs in well under a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rich.cells import cell_len, chop_cells

from docexplain.common.display_text import one_line, plain
from docexplain.records import BlockClass, Paragraph

HEADINGS = {BlockClass.TITLE, BlockClass.SECTION_HEADER}
HEADING_SEPARATOR = " › "


class RowKind(Enum):
    """What a row shows."""

    HEADING = auto()
    META = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One row on the screen. ``index`` is its paragraph's; META rows have no text, they change with the answer."""

    kind: RowKind
    index: int
    text: str = ""


def lay_out(paragraphs: Sequence[Paragraph], width: int) -> list[Row]:
    """The rows of a document: the headings where they change, then per paragraph a META row and its text."""
    rows: list[Row] = []
    path: tuple[str, ...] = ()
    previous: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.heading_path != path and paragraph.block_class not in HEADINGS:
            path = paragraph.heading_path
            if path and not _says(previous, path[-1]):
                rows += [Row(RowKind.HEADING, paragraph.index, line) for line in wrap(heading(path), width)]
        rows.append(Row(RowKind.META, paragraph.index))
        text = plain(paragraph.text).strip() or f"({paragraph.block_class} without text)"
        rows += [Row(RowKind.TEXT, paragraph.index, line) for line in wrap(text, width)]
        previous = paragraph
    return rows


def heading(path: Sequence[str]) -> str:
    """The headings above a paragraph on one line, outermost first."""
    return HEADING_SEPARATOR.join(one_line(part) for part in path)


def _says(paragraph: Paragraph | None, text: str) -> bool:
    """Whether the paragraph is that heading itself: it need not stand there twice."""
    return paragraph is not None and paragraph.block_class in HEADINGS and one_line(paragraph.text) == one_line(text)


def wrap(text: str, width: int) -> Iterator[str]:
    """Break lines at spaces so that each fits ``width`` cells; words that are too long are cut."""
    width = max(2, width)  # the widest character takes two cells
    for line in text.split("\n"):
        if len(line) <= width and cell_len(line) <= width:
            yield line.rstrip()
        else:
            yield from _fill(line.split(), width)


def _fill(words: Iterable[str], width: int) -> Iterator[str]:
    line: list[str] = []
    used = 0
    for word in words:
        size = cell_len(word)
        if line and used + 1 + size > width:
            yield " ".join(line)
            line, used = [], 0
        if size > width:
            *whole, word = chop_cells(word, width)  # noqa: PLW2901 - the rest of the word goes on as the word
            yield from whole
            size = cell_len(word)
        used += size + bool(line)
        line.append(word)
    yield " ".join(line)
