"""The row of a table that is all a question asks for: "What was Amazon's net income in 2019?" asks for "Net income".

A number of the row "Operating income" of that table or page is no answer. A row is asked for where its name, of two
words and more, stands whole in the question, behind "what was" and whose it is, and nothing goes on with it: "net
income margin" is something else, and so is net income in Germany. A row whose own name says a word of the question
beside that name, or as many as it, may be meant as well, and so may a number whose column has the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docexplain.answers.doubts.named_rows import WORD, NamedRow, named_rows, words_of
from docexplain.common.captions import parts_of
from docexplain.records import BlockClass, Document, Place

_ASKS = re.compile(r"\b(?:what\s+(?:is|are|was|were)|how\s+much)\s+([^?;:]*)", re.IGNORECASE)
_WHOSE = re.compile(
    r"\W*(?:(?:(?i:the|its|their|our|this|company|group|firm|year|end|fiscal|fy|amount|value|balance|of|reported|consolidated|"
    r"annual|full|fy\s?\d+|q[1-4]|\w+['’]s)|[A-Z0-9][\w.&-]*(?:['’]s?)?)\W+)*"
)
"""May stand before the name: articles, owners, years."""
_ENDS = re.compile(
    r"(?:\s+(?:amount|for|in|at|of|as|on|during|the|end|ended|ending|fiscal|financial|calendar|full|this|last|years?|annual|"
    r"periods?|fy|fy\s?\d+|(?:19|20)\d\d|\d\d?|months?|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|(?:did|does|do) (?:the company|the group|it|they|we)|attributable .*))*(?:\W*$|\s*[.,(?])"
    r"|\s+(?:reported|did it|is|are|was|were|had|has|have)\b",
    re.IGNORECASE,
)
"""May stand behind it: times, and no part of what is asked about, which may be a row by another name."""
_SAYS_NOTHING = frozenset("the and for from with its".split())
_TOTAL = re.compile(r"\b(?:total|sum|group|consolidated|all)\W*$", re.IGNORECASE)
"""The name of a row that may sum up what is asked for."""
_STEM = 4
"""Letters that a word may be known by: "German" and "Germany"."""
_LEAST = 2
"""Words of a name that leaves little doubt."""


class AskedRows:
    """The rows that are all a question asks for, page by page; each page is gone through once."""

    def __init__(self, question: str, document: Document) -> None:
        self._question, self._document = question, document
        self._asks = [asks[1] for asks in _ASKS.finditer(question)]
        self._pages: dict[tuple[int, int, range], tuple[dict[int, list[NamedRow]], set[str]]] = {}

    def other_than_asked(self, place: Place) -> tuple[str, str] | None:
        """The names of the row that a number stands in and of the one of its table or page that is asked for; None
        where it may stand in the right one, or no row is asked for."""
        if not self._asks or self._document.paragraph(place.paragraph).block_class is not BlockClass.TABLE:
            return None
        own, index = self._document.own(place.paragraph)
        rows, asked = self._page(own, index)
        here = next((r for r in rows.get(index, ()) if r.row.holds(place.at[0])), None)
        if not asked or here is None or place.at[0] < here.row.cells[0].end or not WORD.search(here.name):
            return None
        if here.name in asked or _TOTAL.search(here.name) or _is_said(here.name, self._question, asked):
            return None
        column = _words(_column(own.paragraph(index).text, here, place))
        if any(_words(name) <= column for name in asked):
            return None
        said = _words(self._question)
        named = max(asked, key=lambda name: (len(_words(name) & said), name))
        if len(_words(here.name) & said) >= len(_words(named) & said):
            return None
        return here.name, named

    def _page(self, own: Document, index: int) -> tuple[dict[int, list[NamedRow]], set[str]]:
        """The rows of the tables of a paragraph's page by their parts, and the names of those asked for."""
        page, parts = own.paragraph(index).page, parts_of(own.paragraphs, index)
        key = (id(own), page, parts)
        if key not in self._pages:
            there = (p.index for p in own.paragraphs if p.page == page and p.block_class is BlockClass.TABLE)
            rows: dict[int, list[NamedRow]] = {}
            for row in named_rows(own, sorted({*there, *parts})):
                rows.setdefault(row.part, []).append(row)
            said = _words(self._question)
            all_rows = (row for part in rows.values() for row in part if row.has_number)
            asked = {row.name for row in all_rows if _words(row.name) <= said and _is_asked(self._asks, row)}
            self._pages[key] = rows, asked
        return self._pages[key]


def _column(text: str, here: NamedRow, place: Place) -> str:
    cell = here.row.cell_at(place.at[0])
    return text[cell.start : cell.value] if cell else ""


def _is_said(name: str, question: str, asked: set[str]) -> bool:
    """Whether a row's name has a word, or the initials, of what the question says beside the rows that it asks for."""
    words = re.findall(r"[^\W_]+", name)
    beside = {word[:_STEM] for word in _words(question) - set().union(*map(_words, asked))}
    if beside & {word[:_STEM] for word in _words(name)}:
        return True
    initials = "".join(word[0] for word in words if word[0].isupper())
    return len(initials) > 1 and re.search(rf"\b{initials}\b", question.replace(".", "")) is not None


def _is_asked(asked: Sequence[str], row: NamedRow) -> bool:
    words = re.findall(r"[^\W_]+", row.name)
    if len(_words(row.name)) < _LEAST:
        return False
    name = re.compile(r"(?<!\w)" + r"\W+".join(rf"{re.escape(w.removesuffix('s'))}s?" for w in words) + r"(?!\w)", re.I)
    return any(
        _WHOSE.fullmatch(asks, 0, found.start()) and _ENDS.match(asks, found.end())
        for asks in asked
        for found in name.finditer(asks)
    )


def _words(text: str) -> set[str]:
    return words_of(text) - _SAYS_NOTHING
