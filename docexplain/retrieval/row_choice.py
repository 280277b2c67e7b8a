"""Which rows and columns of a table matter to a question: pure functions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docexplain.records.table_text import Row, Span, rows_of

Stems = Callable[[str], Sequence[str]]
"""Gives the words of a text that say something, as they are compared."""

_YEAR = re.compile(r"(?<!\d)(?:FY\s?)?((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\bFY\s?'?(\d\d)\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:chang|grow|grew|increas|decreas|declin|ris|rose|fall|fell|compar|differ|than|trend|average|over|versus|vs|"
    r"prior|previous|improv|turnover|drop|consistent|histor)\w*",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\W*(?:total|net|sum|gross|all)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        words: its words, as they are compared.
        years: all that it is about; where it names a first and a last one, those between them too. Empty where a year
            is not named, or is to be compared with another that is not.
    """

    words: frozenset[str]
    years: frozenset[str]


def asked(question: str, stems: Stems) -> Asked:
    """What of the question picks rows and columns."""
    named = {int(year) for year in _YEAR.findall(question)}
    named |= {2000 + int(year) for year in _SHORT_YEAR.findall(question)}
    words = frozenset(stems(question))
    if len(named) == 1 and _COMPARES.search(question):
        return Asked(words, frozenset())
    between = range(min(named), max(named) + 1) if named else ()
    return Asked(words, frozenset(map(str, between)))


def rows_that_matter(text: str, question: Asked, stems: Stems) -> list[tuple[Span, ...]]:
    """The rows of a table, each as the parts of it that matter, those that match the question best first.

    A row is matched by its own words (its name, its section, its values), not by those of its columns, which are the
    same in all rows; a word counts for more the fewer rows have it. Of several columns named with years those of the
    question's years matter, if there are any. The table's unit is no part of a row. Rows that match alike are in the
    order of the table, totals first.

    Returns:
        Of each row its parts, characters of the text, in order; heads are none.
    """
    rows = rows_of(text)
    labels = _labels(text, rows)
    body = [row for row in rows if not row.is_head] or rows
    own = [set(stems(_own_words(text, row, labels.get(row.span)))) for row in body]
    among = Counter(word for words in own for word in words)
    scores = [sum(_weight(among[word], len(body)) for word in words & question.words) for words in own]
    totals = [bool(_TOTAL.match(text[slice(*row.span)])) for row in body]
    order = sorted(range(len(body)), key=lambda i: (-scores[i], not totals[i], i))
    return [_parts(text, body[i], labels.get(body[i].span), question.years) for i in order]


def _weight(having: int, rows: int) -> float:
    """As BM25's, among the rows of one table."""
    return math.log(1 + (rows - having + 0.5) / (having + 0.5))


def _labels(text: str, rows: Sequence[Row]) -> dict[Span, Span]:
    """For a row without a name of its own the line above it, which is the name's beginning, or all of it."""
    above: dict[Span, Span] = {}
    for head, row in pairwise(rows):
        first = row.cells[0]
        if head.is_head and len(head.cells) == 1 and not text[first.start : first.end].strip():
            above[row.span] = head.span
    return above


def _own_words(text: str, row: Row, label: Span | None) -> str:
    values = [text[cell.value : cell.end] for cell in row.cells[1:]]
    return " ".join([text[slice(*label)] if label else "", text[row.cells[0].start : row.cells[0].end], *values])


def _parts(text: str, row: Row, label: Span | None, years: frozenset[str]) -> tuple[Span, ...]:
    """The cells to be read; neighbours as one part."""
    dated = [_years_in(text[cell.start : cell.value]) for cell in row.cells]
    some = any(found & years for found in dated[1:])
    kept = [cell for cell, found in zip(row.cells, dated, strict=True) if not (some and found) or found & years]
    parts: list[Span] = [label] if label else []
    joined_to = None
    for cell in kept:
        at = row.cells.index(cell)
        if joined_to == at - 1 and parts and joined_to is not None:
            parts[-1] = (parts[-1][0], cell.end)
        elif text[cell.start : cell.end].strip():
            parts.append((cell.start, cell.end))
        else:
            continue
        joined_to = at
    return tuple(parts)


def _years_in(name: str) -> set[str]:
    return set(_YEAR.findall(name))
