"""The paragraphs of a document in the order in which they are worth reading for a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docexplain.retrieval.searched_text import searched
from docexplain.retrieval.words import WordIndex

if TYPE_CHECKING:
    from docexplain.records import Document


class Ranker:
    """The paragraphs of one document, to be ranked again and again."""

    def __init__(self, document: Document) -> None:
        self._words = WordIndex(searched(document.paragraphs))

    def rank(self, question: str) -> list[int]:
        """Positions of the paragraphs, counted from 0, best first; ties in document order."""
        return self._words.rank(question)


def rank(document: Document, question: str) -> list[int]:
    """See :meth:`Ranker.rank`; for a document that is asked once."""
    return Ranker(document).rank(question)
