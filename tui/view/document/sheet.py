"""A document laid out at one width: which rows are whose. No drawing, no widget."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.records import Paragraph, Passage, Source
from tui.view.document.passages import RowPart, row_parts, table_parts
from tui.view.document.rows import Row, RowKind, lay_out


class Sheet:
    """The rows of a document, and where in them its paragraphs and their passages stand."""

    def __init__(self, paragraphs: Sequence[Paragraph] = (), width: int = 0, sources: Sequence[Source] = ()) -> None:
        self._paragraphs = paragraphs
        self.width = width
        self.rows: list[Row] = lay_out(paragraphs, width, sources) if width > 0 else []
        self.starts = [y for y, row in enumerate(self.rows) if row.kind is RowKind.META]
        self._cut: dict[int, list[list[RowPart]]] = {}

    def extent(self, index: int) -> tuple[int, int]:
        """First row of a paragraph and the row after its last; it has none when nothing is laid out."""
        if not 1 <= index <= len(self.starts):
            return 0, 0
        top = self.starts[index - 1]
        bottom = self.starts[index] if index < len(self.starts) else len(self.rows)
        while bottom > top + 1 and self.rows[bottom - 1].kind in {RowKind.HEADING, RowKind.PAGE}:
            bottom -= 1
        return top, bottom

    def lines(self, index: int) -> list[Row]:
        """The rows of a paragraph's text."""
        top, bottom = self.extent(index)
        return self.rows[top + 1 : bottom]

    def first_on_page(self, page: int, part: Sequence[int]) -> int | None:
        """The first paragraph that stands on a page, or after it where none does.

        Args:
            part: indices of the paragraphs of the document that is meant.
        """
        return next((index for index in part if self._paragraphs[index - 1].page >= page), None)

    def mark_passages(self, passages: Sequence[Passage]) -> None:
        """Cut the rows where these passages begin and end."""
        of: dict[int, list[Passage]] = {}
        for passage in passages:
            of.setdefault(passage.paragraph, []).append(passage)
        self._cut = {index: self._pieces(index, those) for index, those in of.items()}

    def pieces_at(self, y: int) -> list[RowPart]:
        """The pieces of a row; none where its paragraph has no passages, or it is no row of its text."""
        row = self.rows[y]
        cut = self._cut.get(row.index, [])
        place = y - self.starts[row.index - 1] - 1
        return cut[place] if 0 <= place < len(cut) else []

    def rows_of_passage(self, index: int, position: int) -> tuple[int, int]:
        """First row of a passage and the row after its last; the paragraph's where the passage has none."""
        top, bottom = self.extent(index)
        cut = self._cut.get(index, [])
        within = [y for y, row in enumerate(cut, top + 1) if any(piece.passage == position for piece in row)]
        return (within[0], within[-1] + 1) if within else (top, bottom)

    def _pieces(self, index: int, passages: Sequence[Passage]) -> list[list[RowPart]]:
        rows = self.lines(index)
        if any(row.span is not None for row in rows):
            return table_parts([(row.text, row.span or (0, 0)) for row in rows], passages)
        return row_parts([row.text for row in rows], self._paragraphs[index - 1].text, passages)
