"""Text that lies another way than its page: a note along the margin, a wide table set sideways, a stamp across it.

It is read in its own direction, apart from the text around it, and put where a reader comes to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from docexplain.ingest.page.reading_order import reading_order
from docexplain.ingest.text.blocks import Block, PageBlocks, Rect, union
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.ingest.text.lines import line_of
from docexplain.ingest.text.paragraph_breaks import commonest_size, set_lines
from docexplain.ingest.text.rotation import UPRIGHT, Turn, Way, moved
from docexplain.records import BlockClass

_TOGETHER = 40.0
"""Points between two blocks, at most, that are read one after the other."""
_LARGE = 1.8
"""Font size of a stamp across a page over that of its text, at least."""
MARGIN = "margin"
"""What a line is that an archive printed along the outer margin."""
_ARCHIVE = re.compile(r"arXiv:(?:\d{4}\.\d{4,5}|[a-z.-]+/\d{7})|downloaded (?:from|by|on)\b", re.IGNORECASE)
"""How what archives print on their copies begins."""
_SLACK = 2.0
"""Points by which what stands beside each other may overlap."""


def by_way(words: Iterable[Glyphs]) -> dict[Way, list[Glyphs]]:
    """The words that lie each way."""
    found: dict[Way, list[Glyphs]] = defaultdict(list)
    for word in words:
        found[word.way].append(word)
    return found


def stays(block_class: BlockClass, words: Sequence[Glyphs]) -> Callable[[Glyphs], bool]:
    """Which words of a region are read with it: heads of columns and names of axes may be set sideways."""
    upright = [word for word in words if word.way == UPRIGHT]
    most = 2 * sum(word.characters for word in upright) >= sum(w.characters for w in words if not w.way.aslant)
    if upright and most and block_class in {BlockClass.TABLE, BlockClass.PICTURE}:
        largest = _LARGE * commonest_size(upright)
        return lambda word: word.way == UPRIGHT or word.size < largest
    return lambda word: word.way == UPRIGHT


def upright(words: Iterable[Glyphs], turn: Turn) -> list[Glyphs]:
    """The words as they stand when the page is turned."""
    return [replace(word, rect=moved(turn.forth, word.rect), way=UPRIGHT) for word in words]


def brought_back(block: Block, turn: Turn) -> Block:
    """A block of the turned page, just around its words, where it is seen."""
    _, top, _, bottom = tight = union([line.rect for line in block.lines])
    return replace(_moved(replace(block, rect=tight), turn.back), band=(top, bottom, turn.size[1]))


def turned_as(page: PageBlocks, after: Turn | None) -> PageBlocks:
    """A page's blocks as they stand when it is turned as after; None: as it is seen."""

    def change(x: float, y: float) -> tuple[float, float]:
        seen = (x, y) if page.turn is None else page.turn.back(x, y)
        return seen if after is None else after.forth(*seen)

    if page.turn == after:
        return page
    return replace(
        page,
        blocks=tuple(_moved(block, change) for block in page.blocks),
        stamps=tuple(_moved(block, change) for block in page.stamps),
        pictures=tuple(moved(change, rect) for rect in page.pictures),
        height=after.size[1] if after is not None else page.turn.height if page.turn is not None else page.height,
        turn=after,
    )


def _moved(block: Block, change: Callable[[float, float], tuple[float, float]]) -> Block:
    lines = []
    for line in block.lines:
        words = tuple(word._replace(rect=moved(change, word.rect)) for word in line.words)
        lines.append(replace(line, rect=moved(change, line.rect), words=words))
    return replace(block, rect=moved(change, block.rect), lines=tuple(lines), columns=None)


def aslant(number: int, words: Sequence[Glyphs], size: float) -> list[Block]:
    """Blocks of words that lie aslant, in MuPDF's order; in much larger letters than the page's they are a stamp upon
    it, as at its edge.

    Args:
        size: font size of most of the page.
    """
    blocks = []
    for inside in _near(words):
        lines = tuple(line for line in (line_of(line.words) for line in set_lines(inside)) if line.text)
        if lines:
            count, own = sum(word.characters for word in inside), commonest_size(inside)
            kind = BlockClass.PAGE_HEADER if own >= _LARGE * size else BlockClass.TEXT
            blocks.append(Block(number, around(inside), kind, lines, own, count, band=(0.0, 0.0, 1.0)))
    return blocks


def _near(words: Iterable[Glyphs]) -> list[list[Glyphs]]:
    """Words that MuPDF found together, and those close by: of text along a circle each letter is set by itself."""
    groups: list[list[Glyphs]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        if last and (last.block == word.block or _distance(last.rect, word.rect) < min(last.size, word.size)):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def inserted(blocks: Sequence[Block], others: Sequence[Block]) -> list[Block]:
    """A page's blocks in reading order, with those of another way, which are in their reading order, among them: what
    stands apart from the text at its place, what stands beside all of it or across it after it."""
    result = list(blocks)
    after: list[Block] = []
    for group in _groups(others):
        at = _place(result, union([block.rect for block in group]))
        if at is None and _is_stamped(group, blocks):
            after += [replace(block.as_class(BlockClass.PAGE_HEADER), aside=MARGIN) for block in group]
        elif at is None:
            # Nothing stands under a margin's heading.
            after += [_plain(block) for block in group]
        else:
            result[at:at] = group
    return [*result, *after]


def _is_stamped(group: Sequence[Block], blocks: Sequence[Block]) -> bool:
    """One line along the outer margin that an archive printed; other notes may be of somebody who read the page."""
    lines = [line for block in group for line in block.lines]
    left, right = min(block.rect[0] for block in blocks), max(block.rect[2] for block in blocks)
    rect = union([block.rect for block in group])
    outside = rect[2] <= left + _SLACK or rect[0] >= right - _SLACK
    return outside and len(lines) == 1 and _ARCHIVE.match(lines[0].text) is not None


def _plain(block: Block) -> Block:
    return block.as_class(BlockClass.TEXT) if block.block_class is BlockClass.SECTION_HEADER else block


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and _distance(groups[-1][-1].rect, block.rect) <= _TOGETHER:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _distance(one: Rect, other: Rect) -> float:
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    return max(across, down)


def _place(blocks: Sequence[Block], rect: Rect) -> int | None:
    """Before which block it is read; None: after all."""
    if not blocks:
        return 0
    text = union([block.rect for block in blocks])
    if rect[2] <= text[0] + _SLACK or rect[0] >= text[2] - _SLACK:
        return None
    if any(_distance(block.rect, rect) < -_SLACK for block in blocks):
        return None
    order = reading_order([*(block.rect for block in blocks), rect])
    at = order.index(len(blocks))
    return order[at - 1] + 1 if at else 0
