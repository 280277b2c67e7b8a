"""What stands together on one level of a table, and what it looks like: a value, a year, a unit. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import inf

from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import line_of, rows_of

_SPACE = 0.65
"""White space between two words of one cell, in font sizes, at most."""
_THOUSANDS, _DIGIT = 0.42, 1.06
"""The same between two groups of digits of one number, and over the width of a digit."""
_FIRST, _GROUP = re.compile("[(+\u2212-]?[1-9]\\d{0,2}"), re.compile(r"\d{3}")
"""The digits before the thousands, and the thousands, which may stand further apart where nothing shows two columns."""
_UNEVEN = 1.3
"""Between two columns over between the thousands of one number, at least."""
_OFF = 0.3
"""Font sizes that the ends of two values of a column stand apart."""
_SIGN_APART, _END_APART = 14.0, 4.0
"""The same between a currency sign and its number, and between a number and the bracket or sign after it."""
_CURRENCIES = "$\u20ac\u00a3\u00a5"
_CODES = "US|C|A|HK|NZ|S|R|NT|USD|EUR|GBP|CHF|JPY|CNY|NOK|SEK|DKK|CAD|AUD|Rs|kr"
_SIGN = re.compile(rf"(?:(?:{_CODES})?[$\u20ac\u00a3\u00a5]|{_CODES})? ?\(?")
_NEXT_SIGN = re.compile(rf"(.*[\d)%\u2014\u2013])([{_CURRENCIES}].*)")
_END = re.compile(r"\)? ?%? ?\)?")
_YEAR = re.compile(
    r"(?:FY ?|Q[1-4] ?|[1-4]Q ?)?['\u2019]?(?:19|20)\d\d(?:[/\u2013-]\d\d(?:\d\d)?)?[AEP]?[*\u2020\u2021]*(?: ?\(\w\))*"
)
_OPEN_TIME = re.compile(r"[^\d]*(?:\d{1,2},|\bended|\b\d{1,2}(?:\.|er)? (?:de )?[^\W\d]{3,})", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_NOTE = re.compile(r"(?:\(\w\) ?)+|\d?[*\u2020\u2021]+")
_VALUE = re.compile(rf"(?:{_CODES})?[^A-Za-z]*\d[^A-Za-z]*(?:[A-Za-z]{{1,3}}\.?)?")
_AMOUNT = re.compile(rf"[(+\u2212-]?[{_CURRENCIES}]?\d{{1,3}}(?:([,.'\u2019]?)\d{{3}})*[.,]\d\d?\)?-?%?")
_NOTHING = re.compile(r"[$\u20ac\u00a3\u00a5 ]*[\u2014\u2013\u2212-]{1,3} ?%?")
_DURATION = re.compile(r"\d+\.\d+ (?:years?|months?|weeks?|days?)", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:19|20)\d\d(?!-\d{3})|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d|\bq[1-4]\b"
    r"|\b(?:year|month|week|quarter|half|day|period)s?\b|\bended\b|\bas of\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one level with no more than a space between them.

    Attributes:
        text: as it is read.
        bold: all of it.
        size: of its letters, in points.
    """

    words: tuple[Glyphs, ...]
    rect: Rect
    text: str
    bold: bool
    size: float

    @property
    def centre(self) -> float:
        """From left to right, in points."""
        return (self.rect[0] + self.rect[2]) / 2

    @property
    def level(self) -> float:
        """The middle of its height, in points."""
        return (self.rect[1] + self.rect[3]) / 2

    @property
    def is_value(self) -> bool:
        """A number or a dash for none; a year or a date is a name."""
        return is_value(self.text)


def phrase_of(words: Sequence[Glyphs]) -> Phrase:
    """One of these words, in their order."""
    size = max(size_of(word) for word in words)
    return Phrase(tuple(words), around(words), line_of(words).text, all(word.bold for word in words), size)


def size_of(word: Glyphs) -> float:
    """Font size in points, also where none is known."""
    return word.size or 0.8 * (word.rect[3] - word.rect[1])


def levels_of(words: Iterable[Glyphs], cuts: Sequence[tuple[float, float, float]] = ()) -> list[list[Phrase]]:
    """The levels of a table from the top down, each from left to right.

    Args:
        cuts: x, top and bottom of drawn lines, across which no phrase goes.
    """
    levels = []
    parts = [part for word in words for part in _without_next_sign(word)]
    rows = [sorted(row, key=lambda word: word.rect[0]) for row in rows_of(parts, lambda word: word.rect)]
    white = _White(rows)
    for row in rows:
        groups: list[list[Glyphs]] = []
        for at, word in enumerate(row):
            if groups and _together(row, at, white, cuts):
                ends = _END.fullmatch(word.text) and groups[-1][-1].text[-1].isdigit()
                groups[-1].append(replace(word, glued=True) if ends else word)
            else:
                groups.append([word])
        levels.append(_with_signs([phrase_of(group) for group in groups]))
    return levels


@dataclass(frozen=True)
class _White:
    """The white space between the words of a table's rows, each from left to right."""

    rows: Sequence[Sequence[Glyphs]]

    def shows_columns(self, left: Glyphs, right: Glyphs) -> bool:
        """Two words of another row are of two columns there, or one value ends where the left one does."""
        x0, end, begin, x1 = left.rect[0], left.rect[2], right.rect[0], right.rect[2]
        middle, off = (end + begin) / 2, _OFF * size_of(left)
        return any(
            (x0 <= a <= middle <= b <= x1) or (is_one and abs(a - end) <= off and b > x1) for a, b, is_one in self._gaps
        )

    @cached_property
    def _gaps(self) -> set[tuple[float, float, bool]]:
        """Where each begins and ends, and whether a value stands before it; without those in a number."""
        found: set[tuple[float, float, bool]] = set()
        for row in self.rows:
            found.add((round(row[-1].rect[2]), inf, is_value(row[-1].text)))
            for at, (left, right) in enumerate(pairwise(row), 1):
                if not _is_number_so_far(row, at) and _gap(left, right) > _THOUSANDS * size_of(left):
                    found.add((round(left.rect[2]), round(right.rect[0]), is_value(left.text)))
        return found


def _without_next_sign(word: Glyphs) -> list[Glyphs]:
    """A number, and the currency sign of the next column where that stands so close that both are one word."""
    found = _NEXT_SIGN.fullmatch(word.text)
    if found is None:
        return [word]
    x0, y0, x1, y1 = word.rect
    x = x0 + (x1 - x0) * found.end(1) / len(word.text)
    left, right = found.groups()
    return [
        replace(word, text=left, rect=(x0, y0, x, y1)),
        replace(word, text=right, rect=(x, y0, x1, y1), glued=False),
    ]


def _together(row: Sequence[Glyphs], at: int, white: _White, cuts: Sequence[tuple[float, float, float]]) -> bool:
    """The word at this place of a row, and the one before it."""
    left, right = row[at - 1], row[at]
    if _gap(left, right) > _SPACE * max(size_of(left), size_of(right)):
        return False
    two = is_value(left.text) and is_value(right.text) and (_apart(left, right) or _are_amounts(left, right))
    if two and (not _is_number_so_far(row, at) or white.shows_columns(left, right)):
        return False
    if right.text[0] in _CURRENCIES and (left.text[-1].isdigit() or left.text[-1] in ")%\u2014"):
        return False  # the sign of the next column
    y, begin, end = right.centre[1], left.centre[0], right.centre[0]
    return not any(begin < x < end and top <= y <= bottom for x, top, bottom in cuts)


def _are_amounts(left: Glyphs, right: Glyphs) -> bool:
    """Both have a fraction of their own: no number goes on after that, however close the next column stands."""
    return _AMOUNT.fullmatch(left.text) is not None and _AMOUNT.fullmatch(right.text) is not None


def _apart(left: Glyphs, right: Glyphs) -> bool:
    """Two numbers stand further apart than the thousands of one, also where a space is as wide as a digit."""
    gap, digit = _gap(left, right), (left.rect[2] - left.rect[0]) / len(left.text)
    return gap > max(_THOUSANDS * size_of(left), _DIGIT * digit)


def _is_number_so_far(row: Sequence[Glyphs], at: int) -> bool:
    """The word at this place may be the thousands of a number that begins before it: groups of three digits, all as far
    from each other."""
    begin = at - 1
    while begin > 0 and _GROUP.fullmatch(row[begin].text) and _follows(row[begin - 1], row[begin]):
        begin -= 1
    end = at
    while end + 1 < len(row) and _GROUP.fullmatch(row[end + 1].text) and _follows(row[end], row[end + 1]):
        end += 1
    gaps = [_gap(row[i], row[i + 1]) for i in range(begin, end)]
    whole = _FIRST.fullmatch(row[begin].text) and _GROUP.fullmatch(row[at].text)
    return whole is not None and _gap(row[at - 1], row[at]) <= _UNEVEN * min(gaps)


def _follows(left: Glyphs, right: Glyphs) -> bool:
    return (_FIRST.fullmatch(left.text) or _GROUP.fullmatch(left.text)) is not None and _gap(left, right) <= _SPACE * (
        max(size_of(left), size_of(right))
    )


def _gap(left: Glyphs, right: Glyphs) -> float:
    return right.rect[0] - left.rect[2]


def _with_signs(level: list[Phrase]) -> list[Phrase]:
    """A currency sign, a closing bracket or a per cent sign that stands apart is joined to its number."""
    result: list[Phrase] = []
    for phrase in level:
        last = result[-1] if result else None
        apart = phrase.rect[0] - last.rect[2] if last else 0.0
        if last and _END.fullmatch(phrase.text) and _is_number(last.text) and apart < _END_APART * phrase.size:
            result[-1] = phrase_of([*last.words, replace(phrase.words[0], glued=True), *phrase.words[1:]])
        elif last and _SIGN.fullmatch(last.text) and _is_number(phrase.text) and apart < _SIGN_APART * phrase.size:
            first = replace(phrase.words[0], glued=last.text.endswith("("))
            result[-1] = phrase_of([*last.words, first, *phrase.words[1:]])
        else:
            result.append(phrase)
    return result


def _is_number(text: str) -> bool:
    """Digits and what stands about them, a bracket or none closed, or a dash."""
    return is_value(text) or is_value(text.strip("()")) or _NOTE.fullmatch(f"{text})") is not None


def is_value(text: str) -> bool:
    """See :attr:`Phrase.is_value`."""
    if _NOTHING.fullmatch(text):
        return True
    if not _VALUE.fullmatch(text):
        return False
    return not (_YEAR.fullmatch(text) or _DATE.fullmatch(text) or _NOTE.fullmatch(text))


def is_period(text: str) -> bool:
    """It tells a time, as heads do, and not how long something lasts."""
    return _PERIOD.search(text) is not None and not _DURATION.fullmatch(text)


def is_year(text: str) -> bool:
    """A year and no more, or its quarter."""
    return _YEAR.fullmatch(text) is not None


def lacks_year(text: str) -> bool:
    """A time that its year ends, as "Year ended December 31," or "zum 31. Dezember"."""
    return _OPEN_TIME.fullmatch(text) is not None
