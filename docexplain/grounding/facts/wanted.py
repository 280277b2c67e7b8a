"""What of an answer is to be looked up, and whether it is what stands in a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from docexplain.grounding.facts.lines import Line
from docexplain.grounding.values.agreement import Asking, agreement
from docexplain.grounding.values.codes import Code, codes_in
from docexplain.grounding.values.dates import Date, dates_in, same_date
from docexplain.grounding.values.names import Name, names_in, pattern_of, short_form
from docexplain.grounding.values.numbers import Number, Span, numbers_in
from docexplain.grounding.values.taken import Taken
from docexplain.grounding.values.vocabulary import MONEY, asked_scales
from docexplain.records import FactKind, Likeness

_T = TypeVar("_T", Code, Date, Name)

_MARKER = re.compile(r"(?:^|\n)[^\S\n]*\(?\d{1,2}[.)](?=\s)|(?<!\w)\(\d{1,2}\)(?=\s+[^\W\d])|\[\d+(?:,\s?\d+)*\]")
"""A list's number, or the mark of a citation."""
_SAYS_LITTLE = frozenset({"one", "first", "second"})
"""Words that stand for a number too seldom to be looked up on their own."""
_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|wird|werden|nicht|den|dem|eine?[rnms]?)\b")
_SHORT_ANSWER = 5
"""Words of an answer in which the first one may well be a name."""


class Hit(NamedTuple):
    """A piece of a line that is like what is wanted; characters of the line, end exclusive."""

    start: int
    end: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number, date or name of an answer; characters of the answer, end exclusive.

    Attributes:
        in_words: a number is written out: it does not stand in what only numbers a list, a section or a footnote.
    """

    kind: FactKind
    start: int
    end: int
    what: Number | Date | Code | Name
    asked: frozenset[Decimal] = frozenset()
    in_words: bool = False

    def hits(self, line: Line, *, strict: bool = False) -> Iterator[Hit]:
        """Where it stands in a line.

        Args:
            strict: the model did not read it, so that what is only like it does not count.
        """
        what = self.what
        if isinstance(what, Code):
            yield from (Hit(c.start, c.end, Likeness.SAME) for c in line.codes if c.digits == what.digits)
        elif isinstance(what, Date):
            yield from _dated(what, line)
        elif isinstance(what, Number):
            for there in line.numbers:
                if self.in_words and line.is_mark(there):
                    continue
                if likeness := agreement(what, there, line.setting, Asking(self.asked, strict)):
                    yield Hit(there.start, there.end, likeness)
        else:
            yield from (hit for hit in _named(what, line) if not strict or hit.likeness is Likeness.SAME)


def wanted_of(answer: str, question: str = "", *, decimal_comma: bool = False) -> list[Wanted]:
    """What is to be looked up of an answer, in its order.

    Args:
        question: tells what amounts are counted in.
    """
    asked = asked_scales(question)
    skipped = [match.span() for match in _MARKER.finditer(answer)]
    codes = _free(codes_in(answer), skipped)
    dates = _free(dates_in(answer), [*skipped, *_spans(codes)])
    taken = [*skipped, *_spans(codes), *_spans(dates)]
    numbers = [n for n in numbers_in(answer, decimal_comma=decimal_comma, without=taken) if _tells(answer, n)]
    names = _free(_names(answer), [*taken, *_spans(numbers)])
    found = [Wanted(FactKind.NUMBER, code.start, code.end, code) for code in codes]
    found += [Wanted(FactKind.NUMBER, n.start, n.end, n, asked, _in_words(answer, n)) for n in numbers]
    found += [Wanted(FactKind.DATE, date.start, date.end, date) for date in dates]
    found += [Wanted(FactKind.NAME, name.start, name.end, name) for name in names]
    return sorted(found, key=lambda wanted: wanted.start)


def repeats(wanted: Wanted, question: Line) -> bool:
    """The question says it already."""
    return any(hit.likeness is Likeness.SAME for hit in wanted.hits(question))


def _tells(answer: str, number: Number) -> bool:
    said = answer[number.start : number.end].lower()
    return number.value != 0 and (said not in _SAYS_LITTLE or len(answer.split()) < _SHORT_ANSWER)


def _in_words(answer: str, number: Number) -> bool:
    return not any(character.isdigit() for character in answer[number.start : number.end])


def _names(answer: str) -> list[Name]:
    """A single word that begins a sentence is a name only in an answer that says little else; so is any one in German,
    where all nouns have capitals."""
    short = len(answer.split()) < _SHORT_ANSWER
    german = len(_GERMAN.findall(answer)) > 0
    return [n for n in names_in(answer) if short or len(n.words) > 1 or n.short or not (n.first or german)]


def _spans(found: Sequence[Code | Date | Number]) -> list[Span]:
    return [(one.start, one.end) for one in found]


def _free(found: Sequence[_T], taken: Sequence[Span]) -> list[_T]:
    already = Taken(taken)
    return [one for one in found if not already.overlap(one.start, one.end)]


def _dated(wanted: Date, line: Line) -> Iterator[Hit]:
    """Also where the day stands in a line, and its year apart from it, as in a table: "December 31" and "2018"."""
    for date in line.dates:
        if same_date(wanted, date) or (not date.is_year and _dated_apart(wanted, date, line)):
            yield Hit(date.start, date.end, Likeness.SAME)
    if wanted.is_year:
        (year, _, _) = wanted.readings[0]
        for number in line.numbers:
            amount = not number.unit or number.unit in MONEY
            if number.value == year and amount and number.end - number.start > 4:  # more than its digits: 1,874
                yield Hit(number.start, number.end, Likeness.SAME)


def _dated_apart(wanted: Date, date: Date, line: Line) -> bool:
    for year, month, day in wanted.readings:
        if year and month and (None, month, day) in date.readings:
            return any(year == other for there in line.dates for other, _, _ in there.readings)
    return False


def _named(wanted: Name, line: Line) -> Iterator[Hit]:
    found = False
    capitals = wanted.capitals
    for match in pattern_of(wanted.words, capitals).finditer(line.text if capitals else line.folded):
        found = True
        yield Hit(match.start(), match.end(), Likeness.SAME)
    other = None if found else short_form(wanted)
    if other is not None:
        yield from (Hit(match.start(), match.end(), Likeness.SHORT) for match in other.finditer(line.text))
