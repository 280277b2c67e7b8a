"""Rank texts by the words of a question: BM25."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from docexplain.common.garbage import collector_waits
from docexplain.common.questions.stems import stemmed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORD = re.compile(r"\w+", re.UNICODE)
_NO_WORD = {code: " " for code in range(128) if not _WORD.match(chr(code))}
_WORDS_OF_ASCII = bytes(ord(chr(code).lower().translate(_NO_WORD)) if code < 128 else code for code in range(256))
_END = b"\0"
_AT_ONCE = 100
"""Texts whose words are counted together."""

# Words that say nothing about which paragraph is meant. BM25 weighs frequent words down, but in a short document it
# has too few paragraphs to notice.
_STOP = frozenset(
    """
    a an and are as at be been but by can did do does for from had has have how if in into is it its
    long many much of on or that the their there these they this to was were what when where which who
    whom whose why will with would
    """.split()
)
_SAYS_NOTHING = _STOP | {_END.decode()}
_K1, _B = 1.5, 0.75
"""BM25's parameters: how soon more of a word counts no more, and how much a long text's words count less."""


class WordIndex:
    """The words of texts, to be searched again and again.

    BM25 (Robertson and Zaragoza 2009, with Lucene's weights of words) on stemmed words, summed in single precision.
    Only the words of the question are scored: to score every word of a big document once, as libraries do that answer
    thousands of questions, takes longer than many questions do.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def rank(self, question: str) -> list[int]:
        """Positions of the texts, best match to the question first; ties in document order."""
        weights = Counter(stems(question))
        return [int(position) for position in (-self.scores(weights)).argsort(kind="stable")]

    def scores(self, weights: Mapping[str, float]) -> NDArray[Any]:
        """How well each text matches words by their stems, which count by their weights; float32, (texts,)."""
        import numpy as np

        if not self._texts:
            return np.zeros(0, np.float32)
        found = self._occurrences
        return _scores(
            found, {found.numbers[stem]: weight for stem, weight in weights.items() if stem in found.numbers}
        )

    @cached_property
    def _occurrences(self) -> _Occurrences:
        with collector_waits():
            return _occurrences(self._texts)


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """The words of all texts that say something, one after the other.

    Attributes:
        numbers: of each stem.
        stems: the number of each word's stem; int32, (words,).
        texts: the position of the text that has it; int32, (words,).
        lengths: words of each text; int64, (texts,).
    """

    numbers: dict[str, int]
    stems: NDArray[Any]
    texts: NDArray[Any]
    lengths: NDArray[Any]


def _occurrences(texts: Sequence[str]) -> _Occurrences:
    import numpy as np

    forms: defaultdict[bytes, int] = defaultdict(count().__next__)
    end = forms[_END]
    parts = []
    for start in range(0, len(texts), _AT_ONCE):
        words = _joined(texts[start : start + _AT_ONCE]).split()
        parts.append(np.fromiter(map(forms.__getitem__, words), np.int32, len(words)))
    written = np.concatenate(parts)
    numbers: dict[str, int] = {}
    known = [form.decode() for form in forms]
    stem_of = [
        -1 if form in _SAYS_NOTHING else numbers.setdefault(stem, len(numbers))
        for form, stem in zip(known, stemmed(known), strict=True)
    ]
    stems = np.array(stem_of, np.int32)[written]
    where = np.cumsum(written == end, dtype=np.int32)
    said = stems >= 0
    where = where[said]
    return _Occurrences(numbers, stems[said], where, np.bincount(where, minlength=len(texts)))


def _joined(texts: Sequence[str]) -> bytes:
    """The words of the texts with a space between two, and after each text :data:`_END`."""
    between = b" " + _END + b" "
    if all(map(str.isascii, texts)):  # to look each byte up in a table takes a fraction of a regular expression's time
        return between.join([*(text.encode().translate(_WORDS_OF_ASCII) for text in texts), b""])
    return between.join([*(" ".join(_words(text)).encode() for text in texts), b""])


def _scores(found: _Occurrences, query: Mapping[int, float]) -> NDArray[Any]:
    """Of each text, for the stems with these numbers, by their weights; float32, (texts,)."""
    import numpy as np

    texts = len(found.lengths)
    scores = np.zeros(texts, np.float32)
    if not query:
        return scores
    length = _K1 * ((1 - _B) + _B * found.lengths / found.lengths.mean())
    for number, times in query.items():
        counts = np.bincount(found.texts[found.stems == number], minlength=texts)
        have = np.count_nonzero(counts)
        weight = np.float32(times * math.log(1 + (texts - have + 0.5) / (have + 0.5)))
        scores += (weight * (counts / (length + counts))).astype(np.float32)
    return scores


def rank(texts: Sequence[str], question: str) -> list[int]:
    """See :meth:`WordIndex.rank`; for texts that are searched once."""
    return WordIndex(texts).rank(question)


def _words(text: str) -> list[str]:
    text = text.lower()
    # The same of both; to split takes half the time, but not where translate has to look each character up.
    return text.translate(_NO_WORD).split() if text.isascii() else _WORD.findall(text)


def stems(text: str) -> list[str]:
    """The stem of each word of a text that says something, in order."""
    return stemmed([word for word in _words(text) if word not in _STOP])
