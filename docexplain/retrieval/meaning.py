"""How close paragraphs are to a question in meaning, whatever their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from docexplain.records import BlockClass
from docexplain.retrieval.searched_text import searched

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from docexplain.records import Document
    from docexplain.retrieval.embedder import Embedder

_HEADINGS = 2
"""The innermost ones say what a paragraph is about."""
_PIECES_OF_A_TABLE = 2

Vectors = dict[int, "NDArray[np.float16]"]
"""By the position of a paragraph, of each of its pieces; (pieces, dimensions) each."""


class Meaning:
    """The vectors of one document's paragraphs, made when they are first asked for.

    Args:
        kept: those made earlier by the same model; those made now are put there too.
        progress: called with paragraphs done and in all while vectors are made; what it raises ends that, and those of
            this time are lost.
    """

    def __init__(
        self,
        embedder: Embedder,
        document: Document,
        kept: Vectors,
        progress: Callable[[int, int], None],
    ) -> None:
        self._embedder, self._document, self._kept, self._progress = embedder, document, kept, progress
        self.id = embedder.id

    def closeness(self, question: str, positions: Sequence[int]) -> NDArray[np.float32]:
        """Cosine of the question and the closest piece of each paragraph; (positions,)."""
        import numpy as np

        missing = [position for position in positions if position not in self._kept]
        if missing:
            texts = searched(self._document.paragraphs)
            found = self._embedder.embed(
                [self._said(position, texts[position]) for position in missing], self._progress
            )
            self._kept.update(zip(missing, found, strict=True))
        asked = self._embedder.embed_question(question).astype(np.float32)
        closest = [float((self._kept[position].astype(np.float32) @ asked).max()) for position in positions]
        return np.array(closest, np.float32)

    def _said(self, position: int, text: str) -> tuple[str, str, int]:
        paragraph = self._document.paragraphs[position]
        pieces = _PIECES_OF_A_TABLE if paragraph.block_class is BlockClass.TABLE else 1
        return " ".join(paragraph.heading_path[-_HEADINGS:]), text, pieces
