"""The dates of a text: days, months and years, each as far as it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from docexplain.grounding.facts.vocabulary import either_of

_NAMES = (
    "january jan januar janvier enero ene gennaio gen janeiro januari jänner",
    "february feb februar février févr febrero febbraio fevereiro februari",
    "march mar märz mrz mars marzo março maart",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio maio mei",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet juil julio luglio julho",
    "august aug août agosto ago augustus",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro",
)
MONTHS = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
"""The months' names in English, German, French, Spanish, Italian, Portuguese and Dutch, and how they are shortened."""

Reading = tuple[int | None, int | None, int | None]
"""Year, month and day; None where it is not told."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date of a text.

    Attributes:
        start, end: its characters, end exclusive.
        readings: what it may be; more than one where day and month cannot be told apart.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]

    @property
    def is_year(self) -> bool:
        """Nothing but a year."""
        return all(month is None for _, month, _ in self.readings)


_MONTH = rf"(?P<month>{either_of(MONTHS)})\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d|21\d\d)(?!\d|[.,]\d)"
_MORE_YEARS = r"(?P<more>(?:(?:,? and |,? or |, | und | et | y )(?:1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d))*)"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\w.]){_MONTH}\s{{1,2}}{_DAY}(?:st|nd|rd|th)?(?![\w]|[.,]\d)(?:,?\s{{1,2}}{_YEAR}{_MORE_YEARS})?",
        rf"(?<![\w.,$€£-]){_DAY}(?:st|nd|rd|th|er|\.)?(?:\sof|\sde)?\s{{1,2}}{_MONTH}(?:,?\s(?:de\s|del\s)?{_YEAR}{_MORE_YEARS})?",
        rf"(?<![\w.]){_MONTH},?\s(?:of\s|de\s|del\s)?{_YEAR}{_MORE_YEARS}",
        r"(?<![\w./-])(?P<year>1[5-9]\d\d|20\d\d)[-/](?P<number>0[1-9]|1[0-2])[-/](?P<day>0[1-9]|[12]\d|3[01])(?![\w/-])",
        r"(?<![\w./-])(?P<one>0?[1-9]|[12]\d|3[01])(?P<sep>[./-])(?P<two>0?[1-9]|[12]\d|3[01])(?P=sep)"
        r"(?P<year>1[5-9]\d\d|20\d\d|\d\d)(?![\w/-]|\.\d)",
    )
]
_YEARS = re.compile(
    r"(?<![\w.,$€£+])(?:(?:FY|CY|Q[1-4]|H[12]|[1-4]Q|[12]H)\s?[’']?|fiscal\s(?:year\s)?[’']?|[’'])"
    r"(?P<short>20\d\d|19\d\d|\d\d)(?:Q[1-4])?(?![\d%]|[.,]\d)"
    r"|(?<![\d.,$€£+])(?<!\w)(?P<long>1[5-9]\d\d|20\d\d|21\d\d)(?![\d%\w]|[.,]\d|’s|'s)",
    re.IGNORECASE,
)


def dates_in(text: str) -> list[Date]:
    """The dates of one line of text, in order; the longest where they overlap."""
    found: list[Date] = []
    for form in _FORMS if _may_have_days(text) else ():
        for match in form.finditer(text):
            if not _taken(found, match.start(), match.end()):
                found += _dates(match)
    for match in _YEARS.finditer(text):
        if not _taken(found, match.start(), match.end()):
            year = _whole_year(match["short"] or match["long"])
            found.append(Date(match.start(), match.end(), ((year, None, None),)))
    return sorted(found, key=lambda date: date.start)


def same_date(one: Date, other: Date) -> bool:
    """Whether ``other`` is, or is part of what tells, the same date: what ``one`` tells it has to tell alike."""
    return any(
        all(a is None or a == b for a, b in zip(mine, theirs, strict=True))
        for mine, theirs in product(one.readings, other.readings)
    )


def _may_have_days(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _taken(found: list[Date], start: int, end: int) -> bool:
    return any(start < date.end and end > date.start for date in found)


def _dates(match: re.Match[str]) -> Iterator[Date]:
    """In "December 31, 2018 and 2017" there are two: the second one's year stands apart from its day."""
    parts = match.groupdict()
    if "one" in parts:
        one, two, year = int(parts["one"]), int(parts["two"]), _whole_year(parts["year"])
        readings = dict.fromkeys((year, m, d) for m, d in ((one, two), (two, one)) if m <= 12)
        if readings:
            yield Date(match.start(), match.end(), tuple(readings))
        return
    month = int(parts["number"]) if parts.get("number") else MONTHS[parts["month"].lower().rstrip(".")]
    if parts.get("month") and parts["month"].lower() in {"may", "mar", "mai"} and parts["month"].islower():
        return  # "may 5" is no date
    day = int(parts["day"]) if parts.get("day") else None
    told = int(parts["year"]) if parts.get("year") else None
    more = parts.get("more") or ""
    yield Date(match.start(), match.end() - len(more), ((told, month, day),))
    for other in re.finditer(r"\d{4}", more):
        begin = match.end() - len(more)
        yield Date(begin + other.start(), begin + other.end(), ((int(other[0]), month, day),))


def _whole_year(digits: str) -> int:
    """Of two digits those of this century, unless they are far ahead."""
    year = int(digits)
    return year if year > 99 else (1900 if year > 60 else 2000) + year
