"""Numbers of an answer that stand with another year or day than the one asked for: $1.7 billion is expected of 2019.

In a table the time is in the name of the column, or in the row's; in running text it is in the sentence. What may be
meant otherwise is left alone: a question that compares, asks for a time without end or names a document by its date, a
sentence that compares or names the time asked for as well, years that are part of a name or say when something is due,
numbers that also stand without a time. The year of a date in its first half may be the fiscal year that began before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from docexplain.answers.doubts.numbers import numbers_read, text_of
from docexplain.grounding.values.dates import Date, Reading, dates_in
from docexplain.records import Answer, BlockClass, Document, Fact, Place
from docexplain.records.table_text import row_at

_AMOUNT = re.compile(r"[^\d\s.,()+-]|\d[.,]\d|\d{4}")
"""An amount: it has a currency, unit or percent sign, decimals, or thousands. 737 and 401 may be names."""
_FIRST, _LAST = 1900, 2100
_TIME_NEXT = (
    r"(?=\W+(?:(?:the|an?|fiscal|year|fy|end|ended|of|early|late|mid|in|at|now|today|day|month|quarter|spring|summer|autumn|"
    r"fall|winter|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\W+)*"
    r"(?:\w*\d|which|what|when|then|now|time|this|that|how))"
)
"""Behind "from" and "by" where a time follows: "from the balance sheet" and "by using" tell where to look, and how."""
_COMPARES = re.compile(
    r"\b(?:than|between|differ\w*|compar\w*|versus|vs|average\w*|chang\w*|increas\w*|decreas\w*|declin\w*|r[io]se\w*|risen|"
    r"f[ae]ll\w*|gr[oe]w\w*|trend\w*|prior|previous\w*|preceding|earlier|last|respectively|cumulative\w*|up|down|over)\b"
    rf"|\bfrom{_TIME_NEXT}",
    re.IGNORECASE,
)
"""Words of a comparison, of which either side may be meant."""
_OPEN = re.compile(
    r"\b(?:since|before|after|until|till|through|throughout|beyond|later|onwards?|next|future|upcoming|"
    r"following(?! questions?\b)|minimum|expect\w*|guidance|outlook|forecast\w*|project\w*|plan(?:s|ned|ning)?|"
    r"declar\w*|announc\w*|vest\w*|report\w*|sign\w*|agreed|"
    r"acquired|opened|built|bought|issued|launched|founded|established)\b"
    rf"|\bby{_TIME_NEXT}",
    re.IGNORECASE,
)
"""Words of a question whose time is not that of the number, or not the only one."""
_LASTING = re.compile(
    r"\b(?:issu|enact|acquir|enter|adopt|introduc|buil|open|sign|agree|commenc|beg[aiu]n|start|effective|launch|authori[sz]|"
    r"establish|found|purchas|bought|grant|declar|announc|decid|approv|award|enroll|payable)\w*",
    re.IGNORECASE,
)
"""Words of a sentence about something that lasts: notes issued in 2016 at 2.75% have that rate in 2018, too."""
_SCHEDULED = re.compile(
    r"\b(?:due|matur\w+|expir\w+|through|until|till|since|by|before|after|to|thereafter|beyond)"
    r"\W+(?:(?:in|on|at|the|end|of|early|late|mid|fiscal|year)\W+)*$",
    re.IGNORECASE,
)
"""Ends before a year that says when something ends or began, not of when the sentence speaks."""
_NUMBERED = re.compile(
    r"\b(?:ASU|No\.?|Nos\.?|Section|Rule|Form|Act of)\s*$|\($"
    r"|\b(?!(?:In|During|For|Fiscal|Year|At|On|Of|As|End)\b)(?:[A-Z]\w*[a-z]|[A-Z]{3,}|[a-z]+[A-Z]\w*)\s$"
)
"""Ends before a year that is part of a name: "ImageNet 2012", "Smith (2017)"."""
_NAMED = re.compile(
    r"(?:(?:,| and| or) \d{4})*\s(?:[A-Z][a-z]+\s)*"
    r"(?:Act|Plans?|Program\w*|Agreements?|Notes?|Facility|Facilities|Loans?|Bonds?|Debentures?|Credit)\b"
    r"|\s(?:[a-z]+\s)?(?:10-[KQ]|filing|lease|contract|agreement|letter|study|survey|trial|models?|programmes?|programs?|"
    r"awards?|grants?|bonus\w*|season|edition|storm|hurricane|election|notes?|bonds?|target|budget|act|law|regulation)\b"
)
"""Begins behind such a year, or one that tells which of several is meant: "the 2018 lease"."""
_RANGE = re.compile(r"(?<![\d/-])(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)(?![\d]|[-/.]\d)")
"""Several years, or one from summer to summer: neither is told from another here."""
_AROUND = 80
"""Characters before and behind a date that are looked at."""
_OF_DOCUMENT = re.compile(
    r"\bdated\W+$|(?<!\bas )(?<!\bend )(?<!\bquarter )(?<!\byear )(?<!\bhalf )(?<!\bmonth )\bof\s+$", re.IGNORECASE
)
"""Ends before the date of what is asked about, such as a contract: "of March 3", but not "as of", "end of"."""
_DATES = re.compile(r"\b(?:date|datum|fecha|data|day|tag|buchung\w*|valuta)\b", re.IGNORECASE)
"""In the name of a column that says when a row was."""


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A number that stands with another time than the one asked for.

    Attributes:
        fact: the number.
        stands: the years or dates that it stands with, as they are written.
        asked: those that the question names, likewise.
    """

    fact: Fact
    stands: tuple[str, ...]
    asked: tuple[str, ...]


class _Told(NamedTuple):
    """A date as it is written."""

    text: str
    date: Date


def other_times(answer: Answer, document: Document) -> tuple[OtherTime, ...]:
    """The answer's numbers that stand with such times only, in its order."""
    return tuple(_all(answer, document))


def _all(answer: Answer, document: Document) -> Iterator[OtherTime]:
    asked = _asked(answer.question)
    for fact in numbers_read(answer) if asked else ():
        is_amount = _AMOUNT.search(text_of(answer, fact)) is not None
        stands = [_times_at(document, place, is_amount=is_amount) for place in fact.places]
        if all(times and not any(_fits(one, asked) for one in times) for times in stands):
            yield OtherTime(fact, _texts(stands[0]), _texts(asked))


def _texts(told: Sequence[_Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in told))


def _asked(question: str) -> list[_Told]:
    """The times that a question is about; none where they may not be all."""
    if _COMPARES.search(question) or _OPEN.search(question):
        return []
    asked = [one for one in _spoken_of(question) if not _OF_DOCUMENT.search(_before(question, one))]
    return asked if len(asked) < 2 or all(one.date.is_year for one in asked) else []  # a period from day to day


def _fits(told: _Told, asked: Sequence[_Told]) -> bool:
    """Whether a time may be one of those asked for, or lie between two years that are."""
    years = [year for one in asked for year, _, _ in one.date.readings if year is not None]
    return any(
        _agree(mine, theirs, years) for one in asked for mine, theirs in product(one.date.readings, told.date.readings)
    )


def _agree(asked: Reading, told: Reading, years: Sequence[int]) -> bool:
    """Whether nothing that both tell differs.

    Args:
        years: all that are asked for.
    """
    year, month, day = told
    if year is not None and years:
        possible = (year, year - 1) if _is_early(month) and asked[1] is None else (year,)
        first = min(years) - (_is_early(asked[1]) and month is None)
        if not any(first <= each <= max(years) for each in possible):
            return False
    return all(a is None or b is None or a == b for a, b in ((asked[1], month), (asked[2], day)))


def _is_early(month: int | None) -> bool:
    """In the half of a year in which a fiscal year may end that is called after the year before."""
    return month is not None and month <= 6


def _times_at(document: Document, place: Place, *, is_amount: bool) -> list[_Told]:
    """The times that a number stands with; none where it stands without, or may stand with any."""
    paragraph = document.paragraph(place.paragraph)
    if paragraph.block_class is BlockClass.TABLE:
        return _times_in_table(paragraph.text, place)
    start, end = place.within
    sentence = paragraph.text[start:end]
    clear = is_amount and not (_COMPARES.search(sentence) or _LASTING.search(sentence))
    return _spoken_of(sentence) if clear else []


def _times_in_table(text: str, place: Place) -> list[_Told]:
    """Those of its column, with those of its row's name; where the column has none, those that say when the row was."""
    row = row_at(text, place.at[0])
    cell = next((cell for cell in row.cells if cell.value <= place.at[0] < cell.end), None) if row else None
    if row is None or cell is None or cell is row.cells[0] or cell.value == cell.start:
        return []
    before = text[row.span[0] : row.cells[0].start]
    if column := _spoken_of(text[cell.start : cell.value]):
        return [*column, *_spoken_of(before + text[row.cells[0].start : row.cells[0].end])]
    when = [other for other in row.cells if other is not cell and _DATES.search(text[other.start : other.value])]
    return [one for other in when for one in _spoken_of(text[other.value : other.end]) if not one.date.is_year]


def _spoken_of(text: str) -> list[_Told]:
    """The times of which a text speaks; none where it names a range."""
    if _RANGE.search(text):
        return []
    found = []
    for date in dates_in(text):
        one = _Told(text[date.start : date.end], date)
        before, behind = _before(text, one), text[date.end : date.end + _AROUND]
        named = date.is_year and (_NUMBERED.search(before) or _NAMED.match(behind))
        possible = any(year is None or _FIRST <= year <= _LAST for year, _, _ in date.readings)
        if possible and not named and not _SCHEDULED.search(before):
            found.append(one)
    return found


def _before(text: str, one: _Told) -> str:
    return text[max(0, one.date.start - _AROUND) : one.date.start]
