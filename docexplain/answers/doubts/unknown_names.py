"""Names that an answer gives and that its document does not know: "COVID-19", of a report that is silent about it.

Most names that are found nowhere tell nothing: models inflect, shorten and translate them, and capitals tell badly what
is one. Left are those of which not even a word stands in the document, in an answer that speaks its language: names
with a number in them, and names of several words inside of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docexplain.answers.doubts.numbers import text_of
from docexplain.records import Answer, Document, Fact, FactKind, FoundIn

_COINED = re.compile(r"[^\W\d_]{3,}-?\d{1,4}")
"""As "COVID-19": letters and a number in one word."""
_SEVERAL = re.compile(r"[A-Z][\w’'-]{2,}(?:\s(?:[A-Z]\.|[A-Z][\w’'-]+))*\s[A-Z][\w’'-]{2,}")
_INSIDE = re.compile(r"[a-z,]\s[“\"(]?$")
"""What a name stands behind that does not begin a sentence, a heading or a line of a list."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL = re.compile(r"(?<![\w-])[a-z]{2,3}(?![\w-])")
"""Words that a language has in every text, mostly: "it", "was", "the"."""
_STEM = 5
"""Letters that a word may be known by: "Mongolian" is, where the document has "Mongolia"."""
_LANGUAGE = 0.6
"""Share of the small words of an answer that the document holds, at least, where both are in one language."""
_FEW = 3
"""Fewer small words do not tell it; then those of the question count, too."""


def unknown_names(answer: Answer, document: Document) -> tuple[Fact, ...]:
    """The answer's names of that kind, in its order."""
    candidates = [fact for fact in spelled_so(answer) if not _known(answer, fact, [answer.question])]
    if not candidates:
        return ()
    texts = [
        document.name,
        *(text for p in document.paragraphs for text in (p.text, *p.heading_path)),
        *(furniture.text for furniture in document.furniture),
    ]
    folded = [text.casefold() for text in texts]
    if not _same_language(answer, folded):
        return ()
    return tuple(fact for fact in candidates if not _known(answer, fact, folded))


def spelled_so(answer: Answer) -> tuple[Fact, ...]:
    """Names that are found nowhere, and spelled so that they can only be names."""
    facts: Sequence[Fact] = answer.checked.facts if answer.checked else ()
    nowhere = (f for f in facts if f.kind is FactKind.NAME and f.found is FoundIn.NOWHERE)
    return tuple(fact for fact in nowhere if _is_spelled_so(answer, fact))


def _is_spelled_so(answer: Answer, fact: Fact) -> bool:
    said = text_of(answer, fact)
    inside = _INSIDE.search(answer.text[: fact.start]) is not None
    return bool(_COINED.fullmatch(said)) or (inside and _SEVERAL.fullmatch(said) is not None)


def _known(answer: Answer, fact: Fact, texts: Iterable[str]) -> bool:
    """Whether one of its words stands in these texts, or one that begins as it does."""
    words = [word.casefold()[:_STEM] for word in _WORD.findall(text_of(answer, fact))]
    begins = re.compile("|".join(rf"(?<![^\W\d_]){re.escape(word)}" for word in words))
    return any(begins.search(text.casefold()) for text in texts)


def _same_language(answer: Answer, folded: Sequence[str]) -> bool:
    small = {*_SMALL.findall(answer.text)}
    if len(small) < _FEW:
        small |= {*_SMALL.findall(answer.question)}
    held: set[str] = set()
    for text in folded:
        held.update(word for word in small - held if re.search(rf"\b{word}\b", text))
    return bool(small) and len(held) >= _LANGUAGE * len(small)
