"""The paragraphs of a document in the order in which they are worth reading for a question."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from docexplain.records import BlockClass
from docexplain.retrieval.question import Sought, sought
from docexplain.retrieval.searched_text import searched
from docexplain.retrieval.statements import Place, find_statements
from docexplain.retrieval.words import WordIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from docexplain.records import Document
    from docexplain.retrieval.meaning import Meaning
    from docexplain.retrieval.terms import Statement

LOOKED_AT_AGAIN = 100
"""Paragraphs whose meaning is compared with the question's. To embed all of a filing takes a minute, and finds little
that these do not have."""
_HEADING = 0.25
"""A heading counts that much: it answers nothing, and the paragraphs below are found by it."""
_NAMED, _MEANT = 1.0, 0.5
"""What a table of a statement gains when the question names the statement, or asks for what stands in it: the best
match by words has 1."""
_NEXT = 0.8
"""Of that gain, what the next best table on the page has left."""


class Ranker:
    """The paragraphs of one document, to be ranked again and again. What that takes of the document is made when it is
    first asked for.

    Words decide (BM25, on the text with its headings and captions, for the question's words and what they are also
    called), and then the primary statements: a balance sheet says neither "balance sheet" nor "net PP&E" as often as
    the notes do.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def rank(self, question: str, meaning: Meaning | None = None) -> list[int]:
        """Positions of the paragraphs, counted from 0, best first; ties in document order.

        Args:
            meaning: of the same document: the best paragraphs by words are looked at again, for what they mean.
        """
        scores = self.scores(question)
        order = (-scores).argsort(kind="stable")
        if meaning is not None and len(order):
            best = order[:LOOKED_AT_AGAIN]
            scores[best] += meaning.closeness(question, best.tolist())
            order = (-scores).argsort(kind="stable")
        return [int(position) for position in order]

    def scores(self, question: str) -> NDArray[np.float32]:
        """Of each paragraph; (paragraphs,)."""
        import numpy as np

        meant = sought(question)
        words = self._words.scores(meant.weights)
        best = float(words.max(initial=0.0))
        if best > 0.0:
            words = np.where(self._headings, words * np.float32(_HEADING), words) / np.float32(best)
        scores = words.copy()
        for tables, gain in self._gains(meant):
            for before, position in enumerate(sorted(tables, key=lambda position: -words[position])):
                scores[position] += gain * _NEXT**before
        return scores

    def _gains(self, meant: Sought) -> Iterator[tuple[tuple[int, ...], float]]:
        """Tables of each page of a statement that is asked for, and what the best of them gains."""
        if not (meant.named or meant.meant):
            return
        less = _MEANT / 2 if meant.named else _MEANT
        for kinds, gain in ((meant.named, _NAMED), (meant.meant, less)):
            for kind in kinds:
                for place in self._statements[kind]:
                    yield place.tables, gain * place.sure

    @cached_property
    def _words(self) -> WordIndex:
        paragraphs = self._document.paragraphs
        texts = searched(paragraphs)
        return WordIndex([" ".join([*p.heading_path, text]) for p, text in zip(paragraphs, texts, strict=True)])

    @cached_property
    def _headings(self) -> NDArray[np.bool_]:
        import numpy as np

        above = (BlockClass.SECTION_HEADER, BlockClass.TITLE)
        return np.array([paragraph.block_class in above for paragraph in self._document.paragraphs], bool)

    @cached_property
    def _statements(self) -> dict[Statement, list[Place]]:
        return find_statements(self._document)


def rank(document: Document, question: str) -> list[int]:
    """See :meth:`Ranker.rank`; for a document that is asked once."""
    return Ranker(document).rank(question)
