"""The numbers of a text, with what they count and measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from docexplain.grounding.values.number_words import value_of, written_out
from docexplain.grounding.values.taken import Taken
from docexplain.grounding.values.vocabulary import (
    ABOUT,
    CURRENCIES,
    LETTERS,
    MONEY,
    PERCENT,
    REFERENCES,
    SCALES,
    TIMES,
    UNITS,
    either_of,
    power,
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text.

    Attributes:
        start, end: its characters, end exclusive, with its currency, thousands and unit.
        value: as it is written, without its sign: "(1.5) million" is 1.5.
        decimals: digits behind its decimal point.
        scale: what a word behind it multiplies it by; None: no word does.
        unit: a currency or what is measured; empty where nothing tells.
        ordinal: it is a place in an order, such as "third".
        about: it is said to be no exact one, as in "about 500".
        other: the value, where its point or comma may be read otherwise too.
    """

    start: int
    end: int
    value: Decimal
    decimals: int = 0
    scale: Decimal | None = None
    unit: str = ""
    ordinal: bool = False
    about: bool = False
    other: Decimal | None = None


_GROUPED = "[,.'’\u00a0\u202f\u2009]"
_INDIAN = r"\d{1,2}(?:,\d\d){1,6},\d{3}(?!\d)"
_DIGITS = rf"\d{{1,3}}(?:{_GROUPED}\d{{3}})+(?:[.,]\d+)?(?!\d)|{_INDIAN}|\d+[.,]\d+|\d+|\.\d+"
_FIGURES = {False: re.compile(_DIGITS), True: re.compile(rf"\d{{1,3}}(?: \d{{3}})+(?:,\d+)?(?!\d)|{_DIGITS}")}
"""By whether decimals stand behind commas; then there may be spaces between thousands, too."""
_WORDS = [word for word in CURRENCIES if word.isalpha()]
_BETWEEN = "  ([-−–+"
"""What may stand between a currency and its amount."""
_SIGNS = (
    "us$",
    "ca$",
    "au$",
    "rs.",
    "c$",
    "a$",
    "rs",
    *(word for word in CURRENCIES if word.isalpha() and len(word) == 3),
)
_SCALE = re.compile(rf"\)?[\s-]?(?P<scale>{either_of(SCALES)})(?![\w])", re.IGNORECASE)
_LETTER = re.compile(rf"\s?(?P<scale>{either_of(LETTERS)})(?!\w)", re.IGNORECASE)
_UNIT = re.compile(
    rf"\)?(?:[\s-]|-\s)?(?P<unit>(?:{either_of([*UNITS, *_WORDS])})(?!\w)|[$€£¥₹](?!\s?[(-]?\d))", re.IGNORECASE
)
_TH = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|—|to|or|bis|à|bzw\.)\s?", re.IGNORECASE)
_LIST = re.compile(r",\s|,?\s(?:and|or|und|et|y|e|en)\s", re.IGNORECASE)
_YEAR = range(1900, 2101)
_LONGEST = 1000
"""Characters of a number: with a million of digits the arithmetic of decimals overflows."""


def numbers_in(text: str, *, decimal_comma: bool = False, without: Iterable[Span] = ()) -> list[Number]:
    """The numbers of one line of text, in order.

    Args:
        decimal_comma: 1.577,5 is meant by what looks like it; see :func:`has_decimal_commas`.
        without: parts of the text that are something else, such as dates.
    """
    taken = Taken(without)
    found = [
        number for match in _FIGURES[decimal_comma].finditer(text) if (number := _figure(text, match, decimal_comma))
    ]
    found += [_written_out(text, match) for match in written_out(text) if not _named(text, match)]
    free = [n for n in found if not taken.overlap(n.start, n.end)]
    return _ranges(text, sorted(free, key=lambda number: number.start))


def has_decimal_commas(texts: Iterable[str]) -> bool:
    """Whether these texts write 1.577,5 rather than 1,577.5: by their numbers that can be read in one way only, else by
    the small words of languages that write so."""
    commas = points = 0
    words = {True: 0, False: 0}
    for text in texts:
        commas += len(re.findall(r"(?<![\d.,])\d+(?:\.\d{3})*,\d{1,2}(?![\d.,])(?!,)|\d\.\d{3}\.\d{3}(?!\d)", text))
        points += len(re.findall(r"(?<![\d.,])\d+(?:,\d{3})*\.\d{1,2}(?![\d.,])|\d,\d{3},\d{3}(?!\d)", text))
        for word in re.findall(r"\b(?:the|of|and|der|die|und|ist|le|les|des|est|el|los|las|del|het|een|di|il)\b", text):
            words[word not in {"the", "of", "and"}] += 1
    return commas > points if commas != points else words[True] > words[False]


def _named(text: str, match: re.Match[str]) -> bool:
    """It is part of a name, such as "Two Peaks"; not in "Ten Thousand Dollars"."""
    following = re.match(r"\s([A-Z][a-z]+)", text[match.end() : match.end() + 24])
    return bool(match[0][0].isupper() and following and following[1].lower() not in {*UNITS, *CURRENCIES, *SCALES})


def _figure(text: str, match: re.Match[str], decimal_comma: bool) -> Number | None:
    start, end = match.span()
    before = text[max(0, start - 1) : start]
    if end - start > _LONGEST or (before and (before.isalnum() or before in "_.,")):
        return None
    first, unit = _money_before(text, start)
    last = _word_before(text, first)
    if _in_word(text, start) or (not unit and last in REFERENCES):
        return None
    value, decimals, other = _value(match[0], decimal_comma)
    about = last in ABOUT or text[first - 1 : first] in set("~≈")
    if not unit and (th := _TH.match(text, end)):
        return Number(first, th.end(), value, ordinal=True)
    number = _measured(text, Number(first, end, value, decimals, None, unit, False, about, other))
    if text[first - 1 : first] == "(" and ")" in text[first : number.end]:
        number = replace(number, start=first - 1)
    following = text[number.end : number.end + 2]
    glued = following[:1].isalnum() or following[:1] == "_" or (following[:1] == "-" and following[1:].isupper())
    return None if glued else number


def _money_before(text: str, start: int) -> tuple[int, str]:
    """Where an amount begins with its currency, and which that is; empty where there is none."""
    at = start
    while at > max(0, start - 4) and text[at - 1] in _BETWEEN:
        at -= 1
    small = text[max(0, at - 3) : at].lower()
    for sign in _SIGNS:
        if small.endswith(sign) and not text[at - len(sign) - 1 : at - len(sign)].isalnum():
            return at - len(sign), CURRENCIES[sign]
    return (at - 1, CURRENCIES[small[-1]]) if small[-1:] in CURRENCIES else (start, "")


def _word_before(text: str, start: int) -> str:
    """The word before a place, in small letters, without a bracket that opens behind it."""
    words = text[max(0, start - 18) : start].rstrip(" ([-−–+").rsplit(maxsplit=1)
    return words[-1].lower().lstrip("(") if words else ""


def _in_word(text: str, start: int) -> bool:
    """As in "COVID-19" and "Q2"."""
    before = text[max(0, start - 2) : start]
    return before[-1:].isalpha() or (len(before) == 2 and before[1] == "-" and before[0].isalpha())


def _written_out(text: str, match: re.Match[str]) -> Number:
    value, ordinal = value_of(match[0]), match["ordinal"] is not None
    about = _word_before(text, match.start()) in ABOUT
    number = Number(match.start(), match.end(), value, ordinal=ordinal, about=about)
    return number if ordinal else _measured(text, number)


def _measured(text: str, number: Number) -> Number:
    """With the word of thousands and the unit that stand behind it."""
    found = _SCALE.match(text, number.end)
    if found is None and number.unit in MONEY:
        found = _LETTER.match(text, number.end)
    if found:
        number = replace(number, end=found.end(), scale=power(found["scale"]))
    unit = _UNIT.match(text, number.end)
    if unit:
        word = unit["unit"].lower()
        known = UNITS.get(word) or CURRENCIES[word]
        if unit["unit"] == "X" or (word == TIMES and text[number.end : number.end + 1] == "-"):
            return number  # "777X", "5-x"
        number = replace(number, end=unit.end(), unit=known if not number.unit or known == "%" else number.unit)
    return number


def _value(digits: str, decimal_comma: bool) -> tuple[Decimal, int, Decimal | None]:
    """The value, the digits behind its decimal point, and the value by the other reading, if there is one."""
    plain = re.sub("[ '’\u00a0\u202f\u2009]", "", digits)
    signs = re.findall("[.,]", plain)
    if not signs:
        return Decimal(plain), 0, None
    whole, _, rest = plain.rpartition(signs[-1])
    grouped = Decimal(re.sub("[.,]", "", plain))
    if len(signs) > 1 and len(set(signs)) == 1:
        return grouped, 0, None
    broken = Decimal(f"{re.sub('[.,]', '', whole) or '0'}.{rest}")
    if len(signs) > 1 or len(rest) != 3 or not whole or whole.startswith("0") or len(whole) > 3:
        return broken, len(rest), None
    if (signs[-1] == ",") == decimal_comma:
        return broken, len(rest), grouped if decimal_comma else None
    return grouped, 0, broken if decimal_comma else None


def _ranges(text: str, numbers: Sequence[Number]) -> list[Number]:
    """In "5 to 7 million" both are millions, in "3.1, 4 and 5.2 percent" all are percent."""
    result = list(numbers)
    for i in range(len(result) - 2, -1, -1):
        one, other = result[i], result[i + 1]
        if one.scale is not None or one.ordinal or one.unit not in {"", other.unit}:
            continue
        between = text[one.end : other.start]
        of_two = between == " and " and text[max(0, one.start - 8) : one.start].lower() == "between "
        if of_two or _RANGE.fullmatch(between):
            result[i] = replace(one, scale=other.scale, unit=other.unit)
        elif other.unit == PERCENT and _LIST.fullmatch(between) and one.value not in _YEAR:
            result[i] = replace(one, unit=PERCENT)
    return result
