"""The row of a table that is all a question asks for: "What was Amazon's net income in 2019?" asks for "Net income".

A number of the row "Operating income" of that table or page is no answer. A row is asked for where its name, of two
words and more, stands whole in the question, behind "what was" and whose it is, and nothing goes on with it: "net
income margin" is something else. A row whose own name says as many of the question's words may be meant as well.
"""

from __future__ import annotations

import re

from docexplain.answers.doubts.named_rows import NamedRow, named_rows
from docexplain.common.captions import parts_of
from docexplain.records import BlockClass, Document, Place

_ASKS = re.compile(r"\b(?:what\s+(?:is|are|was|were)|how\s+much)\s+([^?;:]*)", re.IGNORECASE)
_WHOSE = re.compile(
    r"\W*(?:(?:(?i:the|its|their|our|this|company|group|firm|year|end|fiscal|fy|amount|value|balance|of|reported|consolidated|"
    r"annual|full|fy\s?\d+|q[1-4]|\w+['’]s)|[A-Z0-9][\w.&-]*(?:['’]s?)?)\W+)*"
)
"""May stand before the name: articles, owners, years."""
_ENDS = re.compile(
    r"\W*$|\s*[.,(?]|\s+(?:amount|for|in|at|of|as|on|during|attributable|reported|did|does|do|was|were|is|are|had|has|have)\b",
    re.IGNORECASE,
)
"""May stand behind it."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_SAYS_NOTHING = frozenset("the and for from with its".split())
_LEAST = 2
"""Words of a name that leaves little doubt."""


def asked_row(question: str, document: Document, place: Place) -> tuple[str, str] | None:
    """The names of the row that a number stands in and of the one of its table or page that is asked for; None where it
    may stand in the right one, or no row is asked for."""
    if document.paragraph(place.paragraph).block_class is not BlockClass.TABLE:
        return None
    own, index = document.own(place.paragraph)
    page = own.paragraph(index).page
    there = (p.index for p in own.paragraphs if p.page == page and p.block_class is BlockClass.TABLE)
    rows = list(named_rows(own, sorted({*there, *parts_of(own.paragraphs, index)})))
    here = next((r for r in rows if r.part == index and r.row.span[0] <= place.at[0] < r.row.span[1]), None)
    if here is None or place.at[0] < here.row.cells[0].end or not _WORD.search(here.name):
        return None
    asked = {row.name for row in rows if row.has_number and _is_asked(question, row)}
    if not asked or here.name in asked:
        return None
    said = _words(question)
    named = max(asked, key=lambda name: (len(_words(name) & said), name))
    if len(_words(here.name) & said) >= len(_words(named) & said):
        return None
    return here.name, named


def _is_asked(question: str, row: NamedRow) -> bool:
    words = re.findall(r"[^\W_]+", row.name)
    if len(_words(row.name)) < _LEAST:
        return False
    name = re.compile(r"(?<!\w)" + r"\W+".join(rf"{re.escape(w.removesuffix('s'))}s?" for w in words) + r"(?!\w)", re.I)
    return any(
        _WHOSE.fullmatch(asks[1], 0, found.start()) and _ENDS.match(asks[1], found.end())
        for asks in _ASKS.finditer(question)
        for found in name.finditer(asks[1])
    )


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())} - _SAYS_NOTHING
