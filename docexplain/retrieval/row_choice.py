"""Which rows and columns of a table matter to a question: pure functions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from docexplain.records.table_text import Cell, Row, Span, rows_of
from docexplain.retrieval.question import sought
from docexplain.retrieval.words import stems

_YEAR = re.compile(r"(?<!\d)(?:FY\s?)?((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\bFY\s?'?(\d\d)\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:chang|grow|grew|increas|decreas|declin|ris|rose|fall|fell|compar|differ|than|trend|average|over|versus|vs|"
    r"prior|previous|improv|turnover|drop|consistent|histor|perform|better|worse)\w*",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\W*(?:total|net|sum|gross|all)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        weights: of its words and what else they are called, by stem.
        years: all that it is about; where it names a first and a last one, those between them too. Empty where a year
            is not named, or is to be compared with another that is not.
    """

    weights: Mapping[str, float]
    years: frozenset[str]


class Matched(NamedTuple):
    """A row and how well it matches.

    Attributes:
        parts: what of it matters, characters of the table's text, in order.
        score: 0 for a row that shares no word with the question.
        narrowed: it has columns that do not matter.
    """

    parts: tuple[Span, ...]
    score: float
    narrowed: bool


def asked(question: str) -> Asked:
    """What of the question picks rows and columns."""
    named = {int(year) for year in _YEAR.findall(question)}
    named |= {2000 + int(year) for year in _SHORT_YEAR.findall(question)}
    weights = sought(question).weights
    if len(named) == 1 and _COMPARES.search(question):
        return Asked(weights, frozenset())
    between = range(min(named), max(named) + 1) if named else ()
    return Asked(weights, frozenset(map(str, between)))


def rows_that_matter(text: str, question: Asked) -> list[Matched]:
    """The rows of a table, its heads apart, each as the parts of it that matter; best match to the question first.

    A row is matched by its own words (its name, its section, its values), not by those of its columns, which are the
    same in all rows; a word counts for more the fewer rows have it. Of several columns named with years those of the
    question's years matter, if there are any. The table's unit is no part of a row. Rows that match alike are in the
    order of the table, totals first.
    """
    rows = rows_of(text)
    labels = _labels(text, rows)
    body = [row for row in rows if not row.is_head] or rows
    own = [set(stems(_own_words(text, row, labels.get(row.span)))) for row in body]
    among = Counter(word for words in own for word in words)
    scores = [sum(question.weights.get(word, 0.0) * _weight(among[word], len(body)) for word in words) for words in own]
    totals = [bool(_TOTAL.match(text[row.cells[0].value : row.cells[0].end])) for row in body]
    order = sorted(range(len(body)), key=lambda i: (-scores[i], not totals[i], i))
    return [_matched(text, body[i], labels.get(body[i].span), question, scores[i]) for i in order]


def _matched(text: str, row: Row, label: Span | None, question: Asked, score: float) -> Matched:
    kept = _columns(text, row, question)
    return Matched(_parts(text, row, label, kept), score, not all(kept))


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


def _columns(text: str, row: Row, question: Asked) -> list[bool]:
    """Which cells of a row are in a column that matters: where some are named with a year that was asked for, these,
    names of rows, and what else is named in words of the question that those named with years have not."""
    names = [text[cell.start : cell.value] for cell in row.cells]
    years = [set(_YEAR.findall(name)) for name in names]
    if not any(dated & question.years for dated in years[1:]):
        return [True] * len(names)
    words = [set(stems(name)) & question.weights.keys() - question.years for name in names]
    usual = {word for said, dated in zip(words, years, strict=True) if dated for word in said}
    return [
        at == 0 or bool(dated & question.years) or (not dated and (bool(said - usual) or _is_name(text, cell)))
        for at, (cell, dated, said) in enumerate(zip(row.cells, years, words, strict=True))
    ]


def _is_name(text: str, cell: Cell) -> bool:
    return not any(character.isdigit() for character in text[cell.value : cell.end])


def _parts(text: str, row: Row, label: Span | None, kept: Sequence[bool]) -> tuple[Span, ...]:
    """The cells to be read; neighbours as one part."""
    parts: list[Span] = []
    open_ = False
    for cell, keep in zip(row.cells, kept, strict=True):
        if not keep or not text[cell.start : cell.end].strip():
            open_ = False
        elif open_:
            parts[-1] = (parts[-1][0], cell.end)
        else:
            parts.append((cell.start, cell.end))
            open_ = True
    return (label, *parts) if label else tuple(parts)
