"""What an answer says, and the numbers of it that a check may doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docexplain.records import Answer, Fact, FactKind, FoundIn

_MANY = 5
"""As many places as are kept of a fact: there may be more."""
_LEAST_DIGITS = 2
_YEAR = re.compile(r"\D*(?:19|20)\d\d\D*")


def text_of(answer: Answer, fact: Fact) -> str:
    """A number, date or name as the answer has it."""
    return answer.text[fact.start : fact.end]


def has_known_places(fact: Fact) -> bool:
    """It stands somewhere, and no more often than is kept."""
    return 0 < len(fact.places) < _MANY


def has_digits(said: str) -> bool:
    """Enough of them to be no count, such as "3 of them", and to stand somewhere by chance less often."""
    return sum(map(str.isdigit, said)) >= _LEAST_DIGITS


def is_year(said: str) -> bool:
    """Perhaps: it may tell when another number is of, and stands over columns or is known."""
    return _YEAR.fullmatch(said) is not None


def numbers_read(answer: Answer) -> Iterator[Fact]:
    """Those of which it is known where they stand in what was read, in the answer's order."""
    for fact in answer.checked.facts if answer.checked else ():
        was_read = fact.kind is FactKind.NUMBER and fact.found in (FoundIn.CITED, FoundIn.READ)
        if was_read and has_known_places(fact) and has_digits(text_of(answer, fact)):
            yield fact
