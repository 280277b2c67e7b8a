"""Heading paths: which section headers stand above a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from docexplain.ingest.text.blocks import Block, Line, OutlineEntry, PageBlocks
from docexplain.records import BlockClass

_NUMBER = re.compile(
    r"(?:(?:section|article|chapter|part|\u00a7) *)?(\d{1,3}(?:\.\d{1,3})*)[.):]?(?= |$)", re.IGNORECASE
)
_CLAUSE = re.compile(r"(?:section|article|clause|\u00a7) ?(\d{1,3})\b|(\d{1,3})[.)] ", re.IGNORECASE)
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_MAY_BE_HEADERS = {BlockClass.SECTION_HEADER, BlockClass.TITLE, BlockClass.TEXT, BlockClass.LIST_ITEM}
_page = attrgetter("page")
_SAME_LEFT = 6.0
"""Points between the left edges of two clauses, at most."""
_SAME_SIZE = 0.5
"""Font sizes that differ by less than this, in points, count as equal."""


@dataclass(slots=True)
class Heading:
    """A section header.

    Attributes:
        level: depth by the file's outline, or else by its number ("2" is 1, "2.1" is 2); None without both.
        above: the texts of the headings it stands under.
        used: a paragraph carries it in its path.
        clause: its number, of a clause's title; 0 for any other.
        left: where it begins, in points.
        until: see :class:`docexplain.ingest.text.blocks.Block`.
    """

    text: str
    level: int | None
    size: float
    above: tuple[str, ...]
    used: bool = False
    clause: int = 0
    left: float = 0.0
    until: int = 0

    def is_above(self, other: Heading) -> bool:
        """By number where both have one, else by font size."""
        if self.level is not None and other.level is not None:
            return self.level < other.level
        return self.size > other.size + _SAME_SIZE


def with_outline(blocks: Sequence[Block], entries: Sequence[OutlineEntry]) -> list[Block]:
    """The blocks, with the headers that the file's outline names: a block of the same text on the same page, or else
    one that is implied where the page begins. The blocks stand in the order of their pages."""
    result = list(blocks)
    for entry in entries:
        first, end = (side(result, entry.page, key=_page) for side in (bisect_left, bisect_right))
        at = next((i for i in range(first, end) if _is_header(result[i], entry)), None)
        if at is not None:
            result[at] = replace(result[at], block_class=BlockClass.SECTION_HEADER, level=entry.level)
            continue
        begin = next((i for i, block in enumerate(result) if block.page >= entry.page and not block.implied), None)
        if begin is not None:
            line = Line(entry.title, _NOWHERE)
            implied = Block(entry.page, _NOWHERE, BlockClass.SECTION_HEADER, (line,), level=entry.level, implied=True)
            result.insert(begin, implied)
    return result


def without_wrong_headers(page: PageBlocks, entries: Sequence[OutlineEntry]) -> PageBlocks:
    """A page of a file whose outline names every header: what else looks like one is text."""
    titles = {_letters(entry.title) for entry in entries if entry.page == page.number}
    headers = {BlockClass.SECTION_HEADER, BlockClass.TITLE}
    blocks = [
        block.as_class(BlockClass.TEXT)
        if block.block_class in headers and _letters(block.text) not in titles
        else block
        for block in page.blocks
    ]
    return replace(page, blocks=tuple(blocks))


def _is_header(block: Block, entry: OutlineEntry) -> bool:
    if block.page != entry.page or block.level is not None or block.block_class not in _MAY_BE_HEADERS:
        return False
    text, title = _letters(block.text), _letters(entry.title)
    return bool(title) and (text == title or _letters(_NUMBER.sub("", block.text, count=1)) == title)


def _letters(text: str) -> str:
    """What is compared: outlines are typed by hand, with other spaces and dots."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class Outline:
    """The headings that are open while a document is read from front to back."""

    def __init__(self) -> None:
        self._open: list[Heading] = []
        self._deeper = 0  # levels that the outline has above those that the numbers know

    def enter(self, block: Block, text: str) -> Heading:
        """Opens the header's section and closes those it ends."""
        number = _NUMBER.match(text)
        level = number.group(1).count(".") + 1 if number else None
        if block.level is not None:
            self._deeper = block.level - level if level is not None else self._deeper
            level = block.level
        elif level is not None:
            level += self._deeper
        heading = Heading(text, level, block.size, (), clause=block.clause, left=block.rect[0], until=block.until)
        while self._open and not self._open[-1].is_above(heading):
            self._open.pop()
        heading.above = tuple(above.text for above in self._open)
        self._open.append(heading)
        return heading

    def leave(self, block: Block) -> None:
        """Closes what a block ends that is none of its titles: contents, where it stands on a later page; the clause
        that is open, where text begins the next one: "8. Notices. The parties ..." is no part of clause 7."""
        ended = next((at for at, title in enumerate(self._open) if 0 < title.until < block.page), len(self._open))
        del self._open[ended:]
        found = _CLAUSE.match(block.text) if block.block_class in _MAY_BE_HEADERS and not block.hidden else None
        if found is None:
            return
        number = int(found[1] or found[2])
        for at, clause in enumerate(self._open):
            if clause.clause == number - 1 > 0 and block.rect[0] <= clause.left + _SAME_LEFT:
                del self._open[at:]
                return

    def path(self) -> tuple[Heading, ...]:
        """The open headings, outermost first, marked as used."""
        for heading in self._open:
            heading.used = True
        return tuple(self._open)
