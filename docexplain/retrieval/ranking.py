"""The paragraphs of a document in the order in which they are worth reading for a question."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from docexplain.records import BlockClass
from docexplain.retrieval.question import Sought, sought
from docexplain.retrieval.searched_text import searched
from docexplain.retrieval.statements import find_statements
from docexplain.retrieval.words import WordIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from docexplain.records import Document
    from docexplain.retrieval.terms import Statement

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

    def rank(self, question: str) -> list[int]:
        """Positions of the paragraphs, counted from 0, best first; ties in document order."""
        return [int(position) for position in (-self.scores(question)).argsort(kind="stable")]

    def scores(self, question: str) -> NDArray[np.float32]:
        """Of each paragraph; (paragraphs,)."""
        import numpy as np

        meant = sought(question)
        words = self._words.scores(meant.weights)
        best = float(words.max(initial=0.0))
        if best > 0.0:
            words = np.where(self._headings, words * np.float32(_HEADING), words) / np.float32(best)
        scores = words.copy()
        for page, gain in self._gains(meant):
            tables = sorted(self._tables.get(page, ()), key=lambda position: -words[position])
            for place, position in enumerate(tables):
                scores[position] += gain * _NEXT**place
        return scores

    def _gains(self, meant: Sought) -> Iterator[tuple[int, float]]:
        """Pages of statements that are asked for, and what their best table gains."""
        if not (meant.named or meant.meant):
            return
        less = _MEANT / 2 if meant.named else _MEANT
        for kinds, gain in ((meant.named, _NAMED), (meant.meant, less)):
            for kind in kinds:
                for page, sure in self._statements[kind].items():
                    yield page, gain * sure

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
    def _tables(self) -> dict[int, list[int]]:
        """Positions of the tables, by page."""
        found: dict[int, list[int]] = {}
        for position, paragraph in enumerate(self._document.paragraphs):
            if paragraph.block_class is BlockClass.TABLE:
                found.setdefault(paragraph.page, []).append(position)
        return found

    @cached_property
    def _statements(self) -> dict[Statement, dict[int, float]]:
        return find_statements(self._document)


def rank(document: Document, question: str) -> list[int]:
    """See :meth:`Ranker.rank`; for a document that is asked once."""
    return Ranker(document).rank(question)
