"""What of a paragraph stands in a prompt, and which characters of the one are which of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from docexplain.records.table_text import CELLS, Span


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a paragraph as a model reads it.

    Attributes:
        text: as it stands in the prompt.
        pieces: where characters of it stand in the paragraph's own text: ``(at, start, end)`` says that those from
            ``at`` on are the paragraph's from ``start`` up to ``end``. In order; what is in none, as a title and the
            separators, is not of the paragraph.
    """

    text: str
    pieces: tuple[tuple[int, int, int], ...]

    @property
    def is_whole(self) -> bool:
        """Whether it is the paragraph's own text and nothing else."""
        return self.pieces == ((0, 0, len(self.text)),)

    def there(self, start: int, end: int) -> Span | None:
        """Characters of the prompt's text that stand for what was read of the paragraph's from ``start`` up to
        ``end``, from the first to the last; None where nothing of it was read."""
        inside = [
            (at + max(start, a) - a, at + min(end, b) - a) for at, a, b in self.pieces if max(start, a) < min(end, b)
        ]
        return (inside[0][0], inside[-1][1]) if inside else None

    def back(self, start: int, end: int) -> Span | None:
        """The same the other way: characters of the paragraph for some of the prompt's; None where these are not of
        the paragraph."""
        inside = [
            (a + max(start, at) - at, a + min(end, at + b - a) - at)
            for at, a, b in self.pieces
            if max(start, at) < min(end, at + b - a)
        ]
        return (inside[0][0], inside[-1][1]) if inside else None


def read_whole(text: str) -> ReadText:
    """A paragraph that is read as it is."""
    return ReadText(text, ((0, 0, len(text)),))


def read_in_parts(text: str, parts: Sequence[Span], title: str = "") -> ReadText:
    """Parts of a paragraph's text, in order, under a title: those of one line beside each other, as cells stand."""
    said = title + "\n" if title else ""
    pieces: list[tuple[int, int, int]] = []
    for (_, before), (start, end) in pairwise([(0, 0), *parts]):
        if pieces:
            said += "\n" if "\n" in text[before:start] else CELLS
        pieces.append((len(said), start, end))
        said += text[start:end]
    return ReadText(said, tuple(pieces))
