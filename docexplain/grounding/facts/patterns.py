"""What to look for first in a long text: patterns that miss nothing and find little else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docexplain.grounding.facts.codes import Code
from docexplain.grounding.facts.dates import MONTHS, Date, Reading
from docexplain.grounding.facts.names import Name, pattern_of, short_form
from docexplain.grounding.facts.number_words import in_words
from docexplain.grounding.facts.numbers import Number
from docexplain.grounding.facts.vocabulary import PERCENT, POINTS

_ONES = "|".join(in_words(Decimal(number)) for number in range(1, 10))
_GAP = "[.,'’\u00a0\u202f\u2009]?"
"""What may stand between the digits of a number."""


def pattern_for(what: Number | Date | Code, asked: frozenset[Decimal]) -> re.Pattern[str]:
    """Finds whatever may be like a number, date or code."""
    if isinstance(what, Code):
        return re.compile(r"[^\d\n]{0,3}".join(re.escape(character) for character in what.digits))
    if isinstance(what, Date):
        return re.compile("|".join(_date(reading) for reading in what.readings))
    return re.compile("|".join(dict.fromkeys(_number(what, asked))))


def whole_words(name: Name) -> Iterator[bytes | re.Pattern[str]]:
    """The longest word of a name, in small letters without accents, as bytes where it is ASCII; then its other form."""
    if name.capitals:
        yield pattern_of(name.words, capitals=True)
        return
    word = max(name.words, key=len)
    stem = word[:-1] if len(word) > 4 and word.endswith("s") else word
    yield stem.encode() if stem.isascii() else re.compile(re.escape(stem), re.IGNORECASE)
    other = short_form(name)
    if other is not None:
        yield other


def _number(what: Number, asked: frozenset[Decimal]) -> Iterator[str]:
    values = [what.value] if what.other is None else [what.value, what.other]
    if {what.unit} & {PERCENT, POINTS}:
        values += [value.scaleb(shift) for value in values for shift in (-2, 2)]
    for value in values:
        shown = value.normalize().as_tuple()
        digits = "".join(map(str, shown.digits)) if value else "0"
        scaled = what.scale is not None or bool(asked)
        yield _digits(digits) + (r"(?:[.,]?0)*(?!\d)" if not scaled else rf"(?:{_GAP}0)*(?!\d)")
        if words := in_words(value, ordinal=what.ordinal):
            yield rf"\b(?i:{words.replace('-', '[- ]')})\b"
        if value >= 100 and value == int(value):
            yield _in_hundreds(int(value * (what.scale or 1)))
        if (len(digits) > 1 or what.about) and value:
            yield _rounded(digits)
        elif value and (what.unit or what.scale or asked):
            yield rf"(?<![1-9.,]){digits}[.,]?\d"


def _digits(digits: str) -> str:
    return r"(?<![1-9])" + _GAP.join(digits)


def _rounded(digits: str) -> str:
    """More digits, of which these are left by rounding."""
    last = int(digits[-1])
    return r"(?<![1-9])" + _GAP.join([*digits[:-1], f"[{max(last - 1, 0)}{last}]"]) + rf"{_GAP}\d"


def _in_hundreds(value: int) -> str:
    """The first word of a longer number that is written out."""
    while value >= 1000:
        value //= 1000
    first = in_words(Decimal(value // 100 if value >= 100 else value)).partition("-")[0]
    return rf"\b(?i:{first})[ -](?i:hundred|thousand|million|billion|trillion|{_ONES})\b"


def _date(reading: Reading) -> str:
    year, month, day = reading
    if month is None:
        short = f"{(year or 0) % 100:02}"
        separated = f"{str(year)[0]}[,.]{str(year)[1:]}"
        return rf"{year}|(?:FY|fy|[’'QH][1-4]?|[QH1-4][1-4QH]|cal year ){short}(?!\d)|[./-]{short}(?!\d)|{separated}"
    names = "|".join(
        sorted({f"{name[:3].capitalize()}|{name[:3]}|{name[:3].upper()}" for name, m in MONTHS.items() if m == month})
    )
    if day is None:
        return rf"(?:{names})[^\n]{{0,14}}{year}|{year}-0?{month}|(?<!\d)0?{month}[./-][^\n]{{0,3}}{year}"
    numeric = rf"(?<!\d)0?{day}[./-]0?{month}[./-]|(?<!\d)0?{month}[./-]0?{day}[./-]|{year}-0?{month}-0?{day}"
    return (
        rf"(?:{names})[\w.]*\s+0?{day}(?!\d)|(?<!\d)0?{day}[^\d\n]{{1,6}}(?:{names})|{numeric}|(?<!\d){year}/0?{month}"
    )
