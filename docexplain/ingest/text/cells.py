"""Words of a line that white space parts from the others of their level: pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from docexplain.ingest.text.blocks import Line, Rect, union
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import line_of, rows_of
from docexplain.ingest.text.paragraph_breaks import commonest_size, set_lines

_WIDE = 1.2
"""White space between two words, in line heights, that parts two cells."""
_SAME_SIZE = 0.6
"""Points by which the sizes of like letters differ, at most."""
_OPENED = re.compile(r"\([^\W\d]")


@dataclass(frozen=True)
class Cell:
    """Words of one line that white space parts from the others."""

    words: tuple[Glyphs, ...]

    @cached_property
    def rect(self) -> Rect:
        """Around them."""
        return union([word.rect for word in self.words])

    @cached_property
    def line(self) -> Line:
        """As it is read."""
        return line_of(self.words)

    @property
    def text(self) -> str:
        """Of the line."""
        return self.line.text

    @property
    def height(self) -> float:
        """In points."""
        return max(self.rect[3] - self.rect[1], 1.0)

    @property
    def is_opened(self) -> bool:
        """It begins as a label in parentheses does."""
        return _OPENED.match(self.words[0].text) is not None

    @property
    def is_words(self) -> bool:
        """It has letters and no digits."""
        return any(map(str.isalpha, self.text)) and not any(map(str.isdigit, self.text))

    def is_like(self, other: Cell) -> bool:
        """Set in the same letters."""
        size, its = (commonest_size(cell.words) for cell in (self, other))
        return abs(size - its) <= _SAME_SIZE and all(w.bold for w in self.words) == all(w.bold for w in other.words)


def cell_rows(words: Sequence[Glyphs]) -> list[list[Cell]]:
    """What stands on one level, from the top down, from left to right."""
    cells: list[Cell] = []
    for line in set_lines(words):
        cell: list[Glyphs] = []
        for word in line.words:
            if cell and not -line.height < word.rect[0] - cell[-1].rect[2] <= _WIDE * line.height:
                cells.append(Cell(tuple(cell)))
                cell = []
            cell.append(word)
        cells.append(Cell(tuple(cell)))
    rows = rows_of(cells, lambda cell: cell.rect)
    return [_joined_cells(sorted(row, key=lambda cell: cell.rect[0])) for row in rows]


def _joined_cells(row: Sequence[Cell]) -> list[Cell]:
    """Cells of a row that MuPDF took for lines of their own, though hardly anything stands between them, as one."""
    result: list[Cell] = []
    for cell in row:
        if result and -1 < cell.rect[0] - result[-1].rect[2] <= 0.5 * cell.height:
            result[-1] = Cell((*result[-1].words, *cell.words))
        else:
            result.append(cell)
    return result
