"""What to look for first in a long text: plain strings, which are found fast, near which the thing itself may stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from docexplain.grounding.values.codes import Code
from docexplain.grounding.values.dates import Date
from docexplain.grounding.values.names import Name
from docexplain.grounding.values.number_words import first_words
from docexplain.grounding.values.numbers import Number

_FEW_DIGITS = 3
"""Digits of a number that rounding may have left in text that the model did not read."""


class Probe(NamedTuple):
    """A string to look for.

    Attributes:
        text: digits without the signs between them, or the beginning of a word.
        zeros: behind digits nothing but zeros may follow; else any digits may.
        begins: a number begins with them, so that zeros before them begin it too: of a number no digits go before, as
            they may of a date, 12.03.2018.
    """

    text: str
    zeros: bool = True
    begins: bool = False

    @property
    def is_digits(self) -> bool:
        """It is looked for among digits only."""
        return self.text.isdigit()


def probes_for(what: Number | Date | Code | Name) -> list[Probe]:
    """One of them stands wherever something may be like what is wanted, in text that the model did not read."""
    if isinstance(what, Code):
        found = iter([Probe("".join(character for character in what.digits if character.isdigit())[:2], zeros=False)])
    elif isinstance(what, Date):
        found = _date(what)
    elif isinstance(what, Number):
        found = _number(what)
    else:
        found = _name(what)
    return list(dict.fromkeys(found))


def _number(what: Number) -> Iterator[Probe]:
    """The digits that tell it, whatever is counted in: those of 1,577 million and of 1.577 billion are the same."""
    values = [what.value] if what.other is None else [what.value, what.other]
    for value in values:
        digits = "".join(map(str, value.normalize().as_tuple().digits))
        yield Probe(digits, begins=True)
        if len(digits) >= _FEW_DIGITS:
            yield from (Probe(digits, False, True), Probe(str(int(digits) - 1), False, True))
        for word in first_words(value, ordinal=what.ordinal):
            yield from (Probe(word), Probe(word.capitalize()))


def _date(what: Date) -> Iterator[Probe]:
    """Its year, where it has one: that always stands in the same line; else its day."""
    for year, _, day in what.readings:
        if year is not None:
            yield Probe(str(year))
            yield from (Probe(f"FY{year % 100:02}"), Probe(f"FY {year % 100:02}"))
            yield from (Probe(f"{year % 100:02}"), Probe(f"’{year % 100:02}"))
        elif day is not None:
            yield Probe(str(day))


def _name(what: Name) -> Iterator[Probe]:
    """Its longest word, with and without accents, as words are written at any place."""
    word = what.longest
    if what.capitals:
        yield from (Probe(word), Probe(".".join(word)))
        return
    stem = word[:-1] if len(word) > 4 and word.endswith("s") else word
    bare = "".join(c for c in unicodedata.normalize("NFKD", stem) if not unicodedata.combining(c))
    for text in dict.fromkeys((stem, bare)):
        yield from (Probe(way) for way in (text, text.lower(), text.upper()))
