"""Of several documents asked together, those that the question names come first."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docexplain.records import Document

_PIECES = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}(?![a-z])|(?<!\d)\d{4}(?!\d)")
"""Words of a piece such as ``AnnualReport2018`` or ``FY2018``."""
_RUN_TOGETHER = 6
"""From this length on a word of a name is also found where the question writes it as several."""
_SOON = 60
"""Reciprocal ranks are of rank + 60, as in Cormack, Clarke and Buettcher 2009."""


def named_first(order: Sequence[int], document: Document, question: str) -> list[int]:
    """Positions of paragraphs, best first, with those of documents that the question names moved up.

    Reciprocal ranks are added: that of a paragraph, and for its document that of the best one, by how much of its name
    the question says. On 62 questions over 34 filings the page with the evidence was among 7,900 tokens for 0.61 of
    them, without this for 0.29, with the right filing alone for 0.68.

    Args:
        order: of the paragraphs of all documents, counted from 0.
        document: one, whose order stays as it is, or a collection.
    """
    if len(document.parts) < 2:
        return list(order)
    scores = _scores([part.name for part in document.parts], question)
    most = max(scores)
    if most <= 0:
        return list(order)
    given = [score / most / (_SOON + 1) for score, part in zip(scores, document.parts, strict=True)
             for _ in part.paragraphs]  # fmt: skip
    ranked = ((-1 / (_SOON + rank) - given[position], rank, position) for rank, position in enumerate(order))
    return [position for _, _, position in sorted(ranked)]


def _scores(names: Sequence[str], question: str) -> list[float]:
    """How much of each name the question says: the rarer a word is among the names, the more it counts; one that more
    than half of them have says nothing. Numbers, such as a year, count for names of which it says a word too, if there
    are such."""
    cards = [_words(PurePath(name).stem) for name in names]
    having = Counter(word for card in cards for word in card)
    said = {word for word in having if having[word] <= len(names) / 2 and _says(question, word)}
    named = [bool([word for word in card & said if not word.isdecimal()]) for card in cards]
    weights = {word: math.log((len(names) + 1) / (having[word] + 0.5)) for word in said}
    scores = [sum(weights.get(word, 0.0) for word in card) for card in cards]
    return [score if is_named or not any(named) else 0.0 for score, is_named in zip(scores, named, strict=True)]


def _says(question: str, word: str) -> bool:
    """Whether the question has this word of a name, also as several words, or as the capitals that it begins with."""
    pieces = _PIECES.findall(question)
    if word in _words(question) or (len(word) >= _RUN_TOGETHER and word in "".join(pieces).lower()):
        return True
    return any(piece.isupper() and len(piece) > 2 and word.startswith(piece.lower()) for piece in pieces)


def _words(text: str) -> frozenset[str]:
    pieces = _PIECES.findall(text)
    return frozenset(word.lower() for piece in pieces for word in (piece, *_WITHIN.findall(piece)))
