"""Where the primary statements of a company's accounts stand in a document."""

from __future__ import annotations

import re
from collections import defaultdict
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
_NO_LETTER = re.compile(r"[^a-z&]+")


def find_statements(document: Document) -> dict[Statement, dict[int, float]]:
    """Of each statement the pages it stands on, each with how sure that is: 1 for the surest, less for others.

    A statement is known by its lines, whatever it is called, and by its name above them. There may be several: one in a
    summary, and the accounts' own.
    """
    texts: defaultdict[int, list[str]] = defaultdict(list)
    headings: defaultdict[int, set[str]] = defaultdict(set)
    for paragraph in document.paragraphs:
        if paragraph.block_class is BlockClass.TABLE:
            texts[paragraph.page].append(paragraph.text.lower())
            headings[paragraph.page].update(paragraph.heading_path[-2:])
        elif paragraph.block_class in (BlockClass.SECTION_HEADER, BlockClass.TITLE):
            headings[paragraph.page].add(paragraph.text)
    pages = {page: "\n".join(said) for page, said in texts.items()}
    return {kind: _surest(_counts(kind, pages, headings)) for kind in Statement}


def _counts(kind: Statement, pages: dict[int, str], headings: dict[int, set[str]]) -> dict[int, int]:
    found = {}
    for page, text in pages.items():
        lines = sum(any(name in text for name in names) for names in LINES[kind])
        if lines >= _FEWEST:
            # Letters alone: words above a statement are often set apart, or cut into pieces, by the file.
            named = any(_name(kind).search(_NO_LETTER.sub("", heading.lower())) for heading in headings[page])
            found[page] = lines + _NAMED * named
    return found


def _surest(counts: dict[int, int]) -> dict[int, float]:
    best = max(counts.values(), default=0)
    if best < _ENOUGH:
        return {}
    return {page: 0.7 ** (best - count) for page, count in counts.items() if count >= best - _CLOSE}


@cache
def _name(kind: Statement) -> re.Pattern[str]:
    """Of the statement's names, each word in the plural or not, without spaces."""
    return re.compile("|".join("".join(f"{re.escape(word)}s?" for word in name.split()) for name in NAMES[kind]))
