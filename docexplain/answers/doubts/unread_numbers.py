"""Numbers that stand in the document, but in nothing that the model read: it has them by chance or from elsewhere."""

from __future__ import annotations

import re

from docexplain.records import Answer, Fact, FactKind, FoundIn

_LEAST_DIGITS = 2
"""Fewer may be counted: "3 of them"."""
_YEAR = re.compile(r"\D*(?:19|20)\d\d\D*")
"""May tell when a number is of, which stands over the column or is known."""


def unread_numbers(answer: Answer) -> tuple[Fact, ...]:
    """The answer's numbers of that kind, in its order."""
    facts = answer.checked.facts if answer.checked else ()
    return tuple(
        fact
        for fact in facts
        if fact.kind is FactKind.NUMBER
        and fact.found is FoundIn.DOCUMENT
        and sum(map(str.isdigit, answer.text[fact.start : fact.end])) >= _LEAST_DIGITS
        and not _YEAR.fullmatch(answer.text[fact.start : fact.end])
    )
