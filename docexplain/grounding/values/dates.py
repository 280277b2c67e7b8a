"""The dates of a text: days, months and years, each as far as it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from docexplain.grounding.values.taken import Taken

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


_WORD = re.compile(r"[^\W\d_]{3,10}")
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>1[5-9]\d\d|2[01]\d\d)(?!\d|[.,]\d)"
_MORE_YEARS = r"(?P<more>(?:(?:,? and |,? or |, | und | et | y )(?:1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d))*)"
_DAY_BEFORE = re.compile(rf"(?<![\w.,$€£-]){_DAY}(?:st|nd|rd|th|er|\.)?(?:\sof|\sde)?\s{{1,2}}$")
_YEAR_BEHIND = re.compile(rf"\.?,?\s{{1,2}}(?:of\s|de\s|del\s)?{_YEAR}{_MORE_YEARS}")
_DAY_BEHIND = re.compile(
    rf"\.?\s{{1,2}}{_DAY}(?:st|nd|rd|th)?(?!\w|[.,]\d)(?:,?\s{{1,2}}{_YEAR}{_MORE_YEARS})?", re.IGNORECASE
)
_PARTED = re.compile(r"\d[./-]\d\d?[./-]")
_IN_NUMBERS = (
    re.compile(
        r"(?<![\w./-])(?P<year>1[5-9]\d\d|20\d\d)[-/](?P<month>0[1-9]|1[0-2])[-/](?P<day>0[1-9]|[12]\d|3[01])(?![\w/-])"
    ),
    re.compile(
        r"(?<![\w./-])(?P<one>0?[1-9]|[12]\d|3[01])(?P<sep>[./-])(?P<two>0?[1-9]|[12]\d|3[01])(?P=sep)"
        r"(?P<year>1[5-9]\d\d|20\d\d|\d\d)(?![\w/-]|\.\d)"
    ),
)
_FOUR = re.compile(r"(?:1[5-9]|2[01])\d\d(?![\d%]|[.,]\d|(?<=0)[’']s)")
_FISCAL = re.compile(
    r"(?:(?<![\w])(?:FY|CY|[QH][1-4]|[1-4][QH])\s?[’']?|\bfiscal\s(?:year\s)?[’']?|(?<!\w)[’'])(?P<year>(?:19|20)?\d\d)"
    r"(?:Q[1-4])?(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
_HINTS = ("fy", "cy", "q", "h", "fiscal", "’", "'")


def dates_in(text: str) -> list[Date]:
    """The dates of one line of text, in order; the longest where they overlap."""
    found = list(_with_names(text))
    if _PARTED.search(text):
        for form in _IN_NUMBERS:
            found += _free(found, filter(None, map(_in_numbers, form.finditer(text))))
    small = text.lower()
    if any(hint in small for hint in _HINTS):
        fiscal = (Date(m.start(), m.end(), ((_whole_year(m["year"]), None, None),)) for m in _FISCAL.finditer(text))
        found += _free(found, fiscal)
    found += _free(found, _years(text))
    return sorted(found, key=lambda date: date.start)


def same_date(one: Date, other: Date) -> bool:
    """Whether ``other`` is, or is part of what tells, the same date: what ``one`` tells it has to tell alike."""
    return any(
        all(a is None or a == b for a, b in zip(mine, theirs, strict=True))
        for mine, theirs in product(one.readings, other.readings)
    )


def _free(found: Iterable[Date], more: Iterable[Date]) -> list[Date]:
    """Those that stand apart from what is found already; they stand apart from each other."""
    taken = Taken((date.start, date.end) for date in found)
    return [date for date in more if not taken.overlap(date.start, date.end)]


def _years(text: str) -> Iterator[Date]:
    for match in _FOUR.finditer(text):
        before, behind = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if not (before.isalnum() or before in set("_.,$€£+") or behind.isalnum()):
            yield Date(match.start(), match.end(), ((int(match[0]), None, None),))


def _with_names(text: str) -> Iterator[Date]:
    """Those with the name of a month. In "December 31, 2018 and 2017" there are two: the second one's year stands apart
    from its day."""
    for word in _WORD.finditer(text):
        month = MONTHS.get(word[0].lower())
        if month is None or word[0] in {"may", "mar", "mai", "set"}:
            continue
        before = _DAY_BEFORE.search(text[max(0, word.start() - 14) : word.start()])
        behind = None if before else _DAY_BEHIND.match(text, word.end())
        behind = behind or _YEAR_BEHIND.match(text, word.end())
        parts = behind.groupdict() if behind else {}
        told = before["day"] if before else parts.get("day")
        if behind is None and before is None:
            continue
        day, year, more = int(told) if told else None, parts.get("year"), parts.get("more") or ""
        start = word.start() - len(before[0]) if before else word.start()
        end = behind.end() if behind else word.end()
        yield Date(start, end - len(more), ((int(year) if year else None, month, day),))
        for other in re.finditer(r"\d{4}", more):
            begin = end - len(more)
            yield Date(begin + other.start(), begin + other.end(), ((int(other[0]), month, day),))


def _in_numbers(match: re.Match[str]) -> Date | None:
    """Day and month in either order, where both may be."""
    parts = match.groupdict()
    year, pairs = _whole_year(parts["year"]), [(parts.get("month"), parts.get("day"))]
    if "one" in parts:
        pairs = [(parts["one"], parts["two"]), (parts["two"], parts["one"])]
    readings = dict.fromkeys((year, int(month), int(day)) for month, day in pairs if month and day and int(month) <= 12)
    return Date(match.start(), match.end(), tuple(readings)) if readings else None


def _whole_year(digits: str) -> int:
    """Of two digits those of this century, unless they are far ahead."""
    year = int(digits)
    return year if year > 99 else (1900 if year > 60 else 2000) + year
