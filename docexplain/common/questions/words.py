"""Which of some texts says a question's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")
_SHORT = 4
"""Fewer letters have words that say little, mostly; numbers count from two digits on."""
_STEM = 5
"""Letters that a word is known by in its other forms."""
_SAYS_NOTHING = frozenset(
    "about after also amount been before between could does down during each from given give gives have having into "
    "list long many more most much name named other over said should some such tell than that their them then there "
    "these they this those through under until upon very were what when where which while whom whose will with would "
    "your document according report text".split()
)
_LEAST, _SHARE = 2, 0.6
"""So many of the words, and such a share of them, a text has to say."""


def says_words_of(question: str, texts: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
    """The position of the text that says most of the question's words, and these words as they are asked; None where
    none says two of them and most."""
    words = {_stem(word): word for word in reversed(_WORD.findall(question)) if _counts(word)}
    best: tuple[int, tuple[str, ...]] | None = None
    for position, text in enumerate(texts):
        held = {_stem(word) for word in _WORD.findall(text)}
        said = tuple(word for stem, word in reversed(words.items()) if stem in held)
        if len(said) >= max(_LEAST, _SHARE * len(words), len(best[1]) + 1 if best else 0):
            best = position, said
    return best


def _counts(word: str) -> bool:
    return (len(word) > 1 and word.isdigit()) or (len(word) >= _SHORT and word.casefold() not in _SAYS_NOTHING)


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]
