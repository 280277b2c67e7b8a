"""Heading paths: which section headers stand above a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docexplain.ingest.blocks import Block

_NUMBER = re.compile(
    r"(?:(?:section|article|chapter|part|\u00a7) *)?(\d{1,3}(?:\.\d{1,3})*)[.):]?(?= |$)", re.IGNORECASE
)
_SAME_SIZE = 0.5
"""Font sizes that differ by less than this, in points, count as equal."""


@dataclass(slots=True)
class Heading:
    """A section header.

    Attributes:
        level: depth by its number ("2" is 1, "2.1" is 2); None without a number.
        above: the texts of the headings it stands under.
        used: a paragraph carries it in its path.
    """

    text: str
    level: int | None
    size: float
    above: tuple[str, ...]
    used: bool = False

    def is_above(self, other: Heading) -> bool:
        """By number where both have one, else by font size."""
        if self.level is not None and other.level is not None:
            return self.level < other.level
        return self.size > other.size + _SAME_SIZE


class Outline:
    """The headings that are open while a document is read from front to back."""

    def __init__(self) -> None:
        self._open: list[Heading] = []

    def enter(self, block: Block, text: str) -> Heading:
        """Opens the header's section and closes those it ends."""
        number = _NUMBER.match(text)
        heading = Heading(text, number.group(1).count(".") + 1 if number else None, block.size, ())
        while self._open and not self._open[-1].is_above(heading):
            self._open.pop()
        heading.above = tuple(above.text for above in self._open)
        self._open.append(heading)
        return heading

    def path(self) -> tuple[Heading, ...]:
        """The open headings, outermost first, marked as used."""
        for heading in self._open:
            heading.used = True
        return tuple(self._open)
