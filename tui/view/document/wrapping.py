"""Breaking text into lines of a fixed width. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells


def wrap(text: str, width: int) -> Iterator[str]:
    """Break lines at spaces so that each fits ``width`` cells; words that are too long are cut."""
    width = max(2, width)  # the widest character takes two cells
    for line in text.split("\n"):
        if len(line) <= width and cell_len(line) <= width:
            yield line.rstrip()
        else:
            yield from _fill(line.split(), width)


def _fill(words: Iterable[str], width: int) -> Iterator[str]:
    line: list[str] = []
    used = 0
    for word in words:
        size = cell_len(word)
        if line and used + 1 + size > width:
            yield " ".join(line)
            line, used = [], 0
        if size > width:
            *whole, word = chop_cells(word, width)  # noqa: PLW2901 - the rest of the word goes on as the word
            yield from whole
            size = cell_len(word)
        used += size + bool(line)
        line.append(word)
    yield " ".join(line)
