"""Laying a document out as rows of a fixed width. Pure functions; 2,000 pages in about a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from docexplain.answers.several import located, source_name
from docexplain.common.display_text import one_line, plain
from docexplain.records import BlockClass, Paragraph, Source
from tui.view.document.tables import table_lines
from tui.view.document.wrapping import wrap

HEADINGS = {BlockClass.TITLE, BlockClass.SECTION_HEADER}
HEADING_SEPARATOR = " › "
MOST_WIDE = 90
"""Characters of a line of text, at most: longer ones are hard to follow with the eye. Tables may need more."""
BULLETS = "•◦▪‣-–—*o·"


class RowKind(Enum):
    """What a row shows."""

    PAGE = auto()
    HEADING = auto()
    META = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One row on the screen.

    Attributes:
        index: its paragraph's; of a page's or a heading's row that of the paragraph below.
        text: META rows have none, they change with the answer.
        span: of a table the characters of the row that it shows.
        head: of a table: it names columns, or a section of rows.
    """

    kind: RowKind
    index: int
    text: str = ""
    span: tuple[int, int] | None = None
    head: bool = False


def lay_out(paragraphs: Sequence[Paragraph], width: int, sources: Sequence[Source] = ()) -> list[Row]:
    """The rows of a document: where a page begins, the headings where they change, then per paragraph a META row and
    its text.

    Args:
        sources: the documents that the paragraphs are of, where there are several.
    """
    rows: list[Row] = []
    path: tuple[str, ...] = ()
    previous: Paragraph | None = None
    place = (1, 1)
    for paragraph in paragraphs:
        here = (located(sources, paragraph.index)[0] if sources else 1, paragraph.page)
        if here != place:
            rows.append(Row(RowKind.PAGE, paragraph.index, _page(here, place, sources, paragraph)))
            place = here
        if paragraph.heading_path != path and paragraph.block_class not in HEADINGS:
            path = paragraph.heading_path
            if path and not _says(previous, path[-1]):
                wide = min(width, MOST_WIDE)
                rows += [Row(RowKind.HEADING, paragraph.index, line) for line in wrap(heading(path), wide)]
        rows.append(Row(RowKind.META, paragraph.index))
        rows += _text(paragraph, width)
        previous = paragraph
    return rows


def heading(path: Sequence[str]) -> str:
    """The headings above a paragraph on one line, outermost first."""
    return HEADING_SEPARATOR.join(one_line(part) for part in path)


def _page(here: tuple[int, int], before: tuple[int, int], sources: Sequence[Source], paragraph: Paragraph) -> str:
    name = source_name(sources, paragraph.index) if here[0] != before[0] else ""
    return f"{name}, page {here[1]}" if name else f"page {here[1]}"


def _text(paragraph: Paragraph, width: int) -> Iterator[Row]:
    index, kind = paragraph.index, paragraph.block_class
    if kind is BlockClass.TABLE and paragraph.text.strip():
        for line in table_lines(paragraph.text, width):
            yield Row(RowKind.TEXT, index, line.text, line.span, line.head)
        return
    text = plain(paragraph.text).strip() or f"({kind} without text)"
    wide = min(width, MOST_WIDE)
    if kind is BlockClass.LIST_ITEM:
        yield from _item(text, index, wide)
    else:
        yield from (Row(RowKind.TEXT, index, line) for line in wrap(text, wide))


def _item(text: str, index: int, width: int) -> Iterator[Row]:
    """An item of a list, its lines below each other behind its bullet or number."""
    first = text.split(" ", 1)[0]
    indent = min(len(first) + 1, 6) if first in BULLETS or first.rstrip(".)").lstrip("(").isalnum() else 2
    indent = indent if len(first) <= 5 else 2
    for number, line in enumerate(wrap(text, max(8, width - indent))):
        yield Row(RowKind.TEXT, index, line if number == 0 else " " * indent + line)


def _says(paragraph: Paragraph | None, text: str) -> bool:
    """Whether the paragraph is that heading itself: it need not stand there twice."""
    return paragraph is not None and paragraph.block_class in HEADINGS and one_line(paragraph.text) == one_line(text)
