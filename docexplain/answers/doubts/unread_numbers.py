"""Numbers that stand in the document, but in nothing that the model read: it has them by chance or from elsewhere."""

from __future__ import annotations

from docexplain.answers.doubts.numbers import has_digits, is_year, text_of
from docexplain.records import Answer, Fact, FactKind, FoundIn


def unread_numbers(answer: Answer) -> tuple[Fact, ...]:
    """The answer's numbers of that kind, in its order."""
    facts = answer.checked.facts if answer.checked else ()
    elsewhere = (fact for fact in facts if fact.kind is FactKind.NUMBER and fact.found is FoundIn.DOCUMENT)
    return tuple(fact for fact in elsewhere if has_digits(said := text_of(answer, fact)) and not is_year(said))
