"""Numbers of an answer that stand with another year than the one asked for: $1.7 billion is what is expected of 2019.

In a table that year is in the name of the column, in running text in the sentence. What may be meant otherwise is left
alone: a question that compares or asks for a time without end, a sentence that compares or names the year asked for as
well, years that are part of a name or say when something is due, numbers that also stand without a year. The year of a
date in its first half may be the fiscal year that began the year before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docexplain.grounding.values.dates import Date, dates_in
from docexplain.records import Answer, BlockClass, Document, Fact, FactKind, FoundIn, Place
from docexplain.records.table_text import rows_of

_MANY = 5
"""As many places as are kept of a fact: there may be more."""
_LEAST_DIGITS = 2
_AMOUNT = re.compile(r"[^\d\s.,()+-]|\d[.,]\d|\d{4}")
"""An amount: it has a currency, unit or percent sign, decimals, or thousands. 737 and 401 may be names."""
_FIRST, _LAST = 1900, 2100
_COMPARES = re.compile(
    r"\b(?:than|between|differ\w*|compar\w*|versus|vs|average\w*|chang\w*|increas\w*|decreas\w*|declin\w*|r[io]se\w*|risen|"
    r"f[ae]ll\w*|gr[oe]w\w*|trend\w*|prior|previous\w*|preceding|earlier|last|respectively|cumulative\w*|up|down|over|from)\b",
    re.IGNORECASE,
)
"""Words of a comparison, of which either side may be meant."""
_OPEN = re.compile(r"\b(?:since|before|after|until|till|by|through|throughout|beyond|later|onwards?)\b", re.IGNORECASE)
_SCHEDULED = re.compile(
    r"\b(?:due|matur\w+|expir\w+|through|until|till|since|by|before|after|to|thereafter|beyond|founded|established)"
    r"\W+(?:(?:in|on|at|the|end|of|early|late|mid|fiscal|year)\W+)*$",
    re.IGNORECASE,
)
"""Ends before a year that says when something ends or began, not of when the sentence speaks."""
_NUMBERED = re.compile(r"\b(?:ASU|No\.?|Nos\.?|Section|Rule|Form|Act of)\s*$", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:(?:,| and| or) \d{4})*\s(?:[A-Z][a-z]+\s)*"
    r"(?:Act|Plans?|Program\w*|Agreements?|Notes?|Facility|Facilities|Loans?|Bonds?|Debentures?|Credit)\b|-\d"
)
"""Begins behind a year that is part of a name."""


@dataclass(frozen=True, slots=True)
class OtherYear:
    """A number that stands with another year than the one asked for.

    Attributes:
        fact: the number.
        stands: the years that it stands with.
        asked: the years that the question names.
    """

    fact: Fact
    stands: tuple[int, ...]
    asked: tuple[int, ...]


def other_years(answer: Answer, document: Document) -> tuple[OtherYear, ...]:
    """The answer's numbers that stand with such years only, in its order."""
    return tuple(_all(answer, document)) if answer.checked else ()


def _all(answer: Answer, document: Document) -> Iterator[OtherYear]:
    asked = _asked(answer.question)
    for fact in answer.checked.facts if asked and answer.checked else ():
        said = answer.text[fact.start : fact.end]
        if fact.kind is not FactKind.NUMBER or fact.found not in (FoundIn.CITED, FoundIn.READ):
            continue
        if not 0 < len(fact.places) < _MANY or sum(map(str.isdigit, said)) < _LEAST_DIGITS:
            continue
        is_amount = _AMOUNT.search(said) is not None
        stands = [_years_at(document, place, is_amount=is_amount) for place in fact.places]
        if all(stands) and not any(asked & years for years in stands):
            yield OtherYear(fact, tuple(sorted(stands[0])), tuple(sorted(asked)))


def _asked(question: str) -> frozenset[int]:
    """The years that a question is about, those between two of them too; none where they may not be all."""
    years = {year for date in dates_in(question) for year in _years(date)}
    if not years or _COMPARES.search(question) or _OPEN.search(question):
        return frozenset()
    return frozenset(range(min(years), max(years) + 1))


def _years_at(document: Document, place: Place, *, is_amount: bool) -> frozenset[int]:
    """The years that a number stands with; none where it stands without, or may stand with any."""
    paragraph = document.paragraph(place.paragraph)
    if paragraph.block_class is BlockClass.TABLE:
        return _years_in_table(paragraph.text, place)
    start, end = place.within
    sentence = paragraph.text[start:end]
    return _spoken_of(sentence) if is_amount and not _COMPARES.search(sentence) else frozenset()


def _years_in_table(text: str, place: Place) -> frozenset[int]:
    row = next((row for row in rows_of(text) if row.span[0] <= place.at[0] < row.span[1]), None)
    cell = next((cell for cell in row.cells if cell.value <= place.at[0] < cell.end), None) if row else None
    if row is None or cell is None or cell.value == cell.start:
        return frozenset()
    column = _spoken_of(text[cell.start : cell.value])
    return column | _spoken_of(text[row.span[0] : row.cells[0].end]) if column and cell is not row.cells[0] else column


def _spoken_of(text: str) -> frozenset[int]:
    """The years of when a text speaks."""
    found: set[int] = set()
    for date in dates_in(text):
        before, behind = text[: date.start], text[date.end :]
        if not (_SCHEDULED.search(before) or (date.is_year and (_NUMBERED.search(before) or _NAMED.match(behind)))):
            found |= _years(date)
    return frozenset(found)


def _years(date: Date) -> set[int]:
    years = {(year, month) for year, month, _ in date.readings if year is not None and _FIRST <= year <= _LAST}
    return {year - early for year, month in years for early in ((0, 1) if month is not None and month <= 6 else (0,))}
