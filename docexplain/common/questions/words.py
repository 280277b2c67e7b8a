"""Which of some texts says a question's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docexplain.common.questions.stems import stemmed

_WORD = re.compile(r"[^\W_]+")
_SHORT = 4
"""Fewer letters have words that say little, mostly; numbers count from two digits on."""
_SAYS_NOTHING = frozenset(
    "about after also amount been before between could does down during each from given give gives have having into "
    "list long many more most much name named other over said should some such tell than that their them then there "
    "these they this those through under until upon very were what when where which while whom whose will with would "
    "your document according report text".split()
)
_LEAST, _SHARE = 2, 0.6
"""So many of the words, and such a share of them, a text has to say."""


def says_words_of(question: str, texts: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
    """The position of the text that says most of the question's words, in any form, and these as the text has them, in
    the question's order; None where none says two of them and most."""
    asked = words_of(question)
    best: tuple[int, tuple[str, ...]] | None = None
    for position, text in enumerate(texts):
        held = words_of(text)
        said = tuple(held[stem] for stem in asked if stem in held)
        if len(said) >= max(_LEAST, _SHARE * len(asked), len(best[1]) + 1 if best else 0):
            best = position, said
    return best


def words_of(text: str) -> dict[str, str]:
    """The words of a text that say something, in its order: of each stem the first one as it is written."""
    words = [word for word in _WORD.findall(text) if _counts(word)]
    found: dict[str, str] = {}
    for stem, word in zip(stemmed([word.casefold() for word in words]), words, strict=True):
        found.setdefault(stem, word)
    return found


def _counts(word: str) -> bool:
    return (len(word) > 1 and word.isdigit()) or (len(word) >= _SHORT and word.casefold() not in _SAYS_NOTHING)
