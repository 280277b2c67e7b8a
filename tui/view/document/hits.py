"""Searching in a document: which paragraphs say it, and where in their rows it stands. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from docexplain.common.display_text import plain
from docexplain.records import Paragraph
from tui.view.document.rows import Row


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: a paragraph's index, and which of the places in it, from 0."""

    paragraph: int
    number: int


class Hits:
    """All places of some words in a document, in order, and the one that is looked at.

    Letters may be small or capital and white space of any kind; else the words are found as they are typed.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], words: str, start: int = 1) -> None:
        """Look for ``words``; the first place from paragraph ``start`` on is looked at, or the first of all."""
        self.words = words
        self._pattern = _pattern(words)
        self._count = (
            {
                p.index: len(self._pattern.findall(plain(p.text)))
                for p in paragraphs
                if self._pattern.search(plain(p.text))
            }
            if words.strip()
            else {}
        )
        self._places = [Hit(index, number) for index, count in self._count.items() for number in range(count)]
        self.at = next((i for i, hit in enumerate(self._places) if hit.paragraph >= start), 0)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, paragraph: int) -> bool:
        """Whether a paragraph, by its index, says it."""
        return paragraph in self._count

    @property
    def here(self) -> Hit | None:
        """The place looked at; None without any."""
        return self._places[self.at] if self._places else None

    def step(self, by: int) -> Hit | None:
        """Look at the next or previous place, and round again."""
        if self._places:
            self.at = (self.at + by) % len(self._places)
        return self.here

    def says(self) -> str:
        """Which of how many, in words."""
        if not self._places:
            return f"“{self.words}” is not in this document." if self.words.strip() else ""
        paragraphs = len(self._count)
        where = "one paragraph" if paragraphs == 1 else f"{paragraphs:,} paragraphs"
        return f"{self.at + 1:,} of {len(self):,} in {where}"

    def in_rows(self, rows: Sequence[Row]) -> list[list[tuple[int, int, int]]]:
        """Where it stands in the rows of a paragraph: for each start, end (exclusive) and which place it is."""
        found: list[list[tuple[int, int, int]]] = [[] for _ in rows]
        if not self.words.strip():
            return found
        starts = [0, *accumulate(len(row.text) + 1 for row in rows)]
        for number, match in enumerate(self._pattern.finditer("\n".join(row.text for row in rows))):
            for y, row in enumerate(rows):
                start, end = match.start() - starts[y], match.end() - starts[y]
                if start < len(row.text) and end > 0:
                    found[y].append((max(0, start), min(len(row.text), end), number))
        return found


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in plain(words).split()) or r"(?!)", re.IGNORECASE)
