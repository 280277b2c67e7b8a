"""Where the primary statements of a company's accounts stand in a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from docexplain.records import BlockClass
from docexplain.retrieval.terms import LINES, NAMES, Statement

if TYPE_CHECKING:
    from docexplain.records import Document

_FEWEST = 4
"""Lines of a statement that a page must have to be taken for a part of it."""
_ENOUGH = 6
"""As many, the name counted, and it is a statement."""
_NAMED = 3
"""A heading that names the statement counts for as many lines."""
_CLOSE = 2
"""A page with so many fewer than the best one may be a part too, as where a statement takes two pages."""
_LESS = 0.7
"""How much less sure each line makes it that is missing."""
_NO_LETTER = re.compile(r"[^a-z&]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A page that a statement, or a part of one, stands on.

    Attributes:
        tables: positions of the page's tables.
        sure: how sure that is: 1 for the surest of the document, less for others.
    """

    tables: tuple[int, ...]
    sure: float


@dataclass(slots=True)
class _Page:
    """What a page says of statements: positions of its tables, their text in lower case, and the headings there."""

    number: int
    part: int
    tables: list[int] = field(default_factory=list)
    text: str = ""
    headings: set[str] = field(default_factory=set)


def find_statements(document: Document) -> dict[Statement, list[Place]]:
    """Where each statement stands, in order.

    A statement is known by its lines, whatever it is called, and by its name above them. There may be several: one in a
    summary, and the accounts' own. Where pages begin anew, as in several documents that are asked together, the surest
    of each is told.
    """
    pages = [page for page in _pages(document) if page.tables]
    parts: dict[int, list[_Page]] = {}
    for page in pages:
        parts.setdefault(page.part, []).append(page)
    return {kind: [place for part in parts.values() for place in _places(kind, part)] for kind in Statement}


def _pages(document: Document) -> list[_Page]:
    pages: list[_Page] = []
    for position, paragraph in enumerate(document.paragraphs):
        last = pages[-1] if pages else _Page(0, 0)
        if paragraph.page != last.number:
            last = _Page(paragraph.page, last.part + (paragraph.page < last.number))
            pages.append(last)
        if paragraph.block_class is BlockClass.TABLE:
            last.tables.append(position)
            last.text += f"{paragraph.text.lower()}\n"
            last.headings.update(paragraph.heading_path[-2:])
        elif paragraph.block_class in (BlockClass.SECTION_HEADER, BlockClass.TITLE):
            last.headings.add(paragraph.text)
    return pages


def _places(kind: Statement, pages: Sequence[_Page]) -> list[Place]:
    """Of the pages of one document."""
    counted = [(page, _lines(kind, page)) for page in pages]
    best = max(count for _, count in counted)
    if best < _ENOUGH:
        return []
    return [Place(tuple(page.tables), _LESS ** (best - count)) for page, count in counted if count >= best - _CLOSE]


def _lines(kind: Statement, page: _Page) -> int:
    """How many lines of the statement stand in the page's tables, and more if its name stands there; 0: too few."""
    lines = sum(any(name in page.text for name in names) for names in LINES[kind])
    if lines < _FEWEST:
        return 0
    # Letters alone: words above a statement are often set apart, or cut into pieces, by the file.
    named = any(_name(kind).search(_NO_LETTER.sub("", heading.lower())) for heading in page.headings)
    return lines + _NAMED * named


@cache
def _name(kind: Statement) -> re.Pattern[str]:
    """Of the statement's names, each word in the plural or not, without spaces."""
    return re.compile("|".join("".join(f"{re.escape(word)}s?" for word in name.split()) for name in NAMES[kind]))
