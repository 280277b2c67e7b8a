"""Choose the paragraphs a model reads when it should not, or cannot, read them all: BM25 within a token budget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, Protocol

from docexplain.common.lazy_imports import lean_imports

_WORD = re.compile(r"\w+", re.UNICODE)

# Words that say nothing about which paragraph is meant. BM25 weighs frequent words down, but in a short document it
# has too few paragraphs to notice.
_STOP = frozenset(
    """
    a an and are as at be been but by can did do does for from had has have how if in into is it its
    long many much of on or that the their there these they this to was were what when where which who
    whom whose why will with would
    """.split()
)


class WordIndex:
    """The words of texts, to be searched again and again.

    BM25 (Robertson and Zaragoza 2009) on stemmed words, as bm25s computes it.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def rank(self, question: str) -> list[int]:
        """Positions of the texts, best match to the question first; ties in document order."""
        query = [word for word in _words(question) if word in self._known]
        if not query or not self._texts:
            return list(range(len(self._texts)))
        scores = self._index.get_scores(query)
        return sorted(range(len(self._texts)), key=lambda i: (-float(scores[i]), i))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(word for words in self._corpus for word in words)

    @cached_property
    def _index(self) -> Any:
        with lean_imports():
            import bm25s

        index = bm25s.BM25()
        index.index(self._corpus, show_progress=False)
        del self._corpus  # several times the size of the texts
        return index

    @cached_property
    def _corpus(self) -> list[list[str]]:
        return [_words(text) for text in self._texts]


def rank(texts: Sequence[str], question: str) -> list[int]:
    """See :meth:`WordIndex.rank`; for texts that are searched once."""
    return WordIndex(texts).rank(question)


class Costs(Protocol):
    """A cost by position; may be found when it is asked for."""

    def __getitem__(self, position: int, /) -> int: ...


def choose(
    order: Sequence[int], costs: Costs, budget: int, most: int | None = None, least: Sequence[int] = ()
) -> list[int]:
    """Take positions in ``order`` while their costs fit the budget, ``most`` at most; returned in document order.

    One that does not fit is passed over: a later, shorter one may.

    Args:
        least: what each costs at least, by position; who costs more than is left that way is not asked for its cost.
    """
    taken: list[int] = []
    for position in order:
        if most is not None and len(taken) == most:
            break
        if least and least[position] > budget:
            continue
        if costs[position] <= budget:
            taken.append(position)
            budget -= costs[position]
    return sorted(taken)


def _words(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_stemmer().stem(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    with lean_imports():
        from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer("english")
