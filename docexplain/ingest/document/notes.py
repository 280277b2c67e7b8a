"""Small print at the foot of a column that the layout model takes for text: footnotes and copyright lines.

Taken for text, such a block parts the paragraph that goes on in the next column or on the next page, or becomes a part
of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from docexplain.ingest.text.blocks import Block, union
from docexplain.records import BlockClass

_SMALLER = 0.93
"""Of the size of the page's text, at most."""
_FOOT = 0.3
"""Share of the page's height, from its top, below which a note begins."""
_NEAR = 1.5
"""Lines between the notes of a column, at most."""
_TEXT = {BlockClass.TEXT, BlockClass.LIST_ITEM}
_MARKED = re.compile(
    r"(?:\d{1,3}|[*\u2020\u2021\u00a7\u00b6]{1,3}) ?(?:[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]|https?:|www\.)"
)
"""A raised mark has no full stop. One of digits stands close: with a space it may be a number that the text goes on
with."""
_WORD = re.compile(r"[a-z\u00df-\u00ff]{2}")
"""In small letters: a raised mark may be one letter, before a capital."""
_FULL = 0.85
"""A last line that fills this share of its note's width may well go on."""
_SPACED_NUMBER = re.compile(r"\d+ ")
_COPYRIGHT = re.compile("(?:c\u20dd|[c\u00a9]\u20dd?|\\(c\\)|copyright) ?(?:\u00a9 ?)?\\d{4}|\u00a9", re.IGNORECASE)


def with_notes(blocks: Sequence[Block], heights: dict[int, float]) -> list[Block]:
    """The blocks, the notes among them as footnotes.

    Args:
        blocks: of all pages, in reading order.
        heights: of each page, in points.
    """
    result: list[Block] = []
    for page, inside in groupby(blocks, key=lambda block: block.page):
        for block in _on_page(list(inside), heights.get(page, 0.0)):
            if result and _is_rest(result[-1], block):
                result[-1] = _with_rest(result[-1], block)
            else:
                result.append(block)
    return result


def _on_page(blocks: list[Block], height: float) -> Iterator[Block]:
    sizes: Counter[float] = Counter()
    for block in blocks:
        if block.block_class in _TEXT:
            sizes[round(block.size, 1)] += block.characters
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    text = [block for block in blocks if block.block_class in _TEXT and block.size > _SMALLER * usual]
    notes = [block for block in blocks if block.block_class is BlockClass.FOOTNOTE]
    for block in blocks:
        small = block.block_class in _TEXT and 0 < block.size <= _SMALLER * usual and not block.band
        last = block.rect[1] > _FOOT * height and not any(_is_below(other, block) for other in text)
        if small and last and (_begins_note(block.text) or any(_is_beside(note, block) for note in notes)):
            notes.append(block.as_class(BlockClass.FOOTNOTE))
            yield notes[-1]
        else:
            yield block


def _is_rest(note: Block, block: Block) -> bool:
    """Of a note that the layout model parted: small letters, right below its last, full line."""
    if not (note.block_class is block.block_class is BlockClass.FOOTNOTE) or note.page != block.page or block.band:
        return False
    below = block.rect[1] >= note.rect[3] - note.size and _is_beside(note, block)
    full = note.lines[-1].rect[2] - note.rect[0] >= _FULL * (block.rect[2] - note.rect[0])
    return below and full and _WORD.match(block.text) is not None


def _with_rest(note: Block, rest: Block) -> Block:
    return replace(
        note,
        rect=union([note.rect, rest.rect]),
        lines=(*note.lines, *rest.lines),
        characters=note.characters + rest.characters,
    )


def _begins_note(text: str) -> bool:
    if _COPYRIGHT.match(text):
        return True
    return _MARKED.match(text) is not None and not _SPACED_NUMBER.match(text)


def _is_below(other: Block, block: Block) -> bool:
    """In the same column."""
    return _overlap(other, block) and other.rect[1] >= block.rect[3] - 1


def _is_beside(note: Block, block: Block) -> bool:
    """The note stands right above or below it, in the same column and about as small."""
    gap = max(note.rect[1] - block.rect[3], block.rect[1] - note.rect[3])
    return _overlap(note, block) and gap <= _NEAR * block.size and abs(note.size - block.size) <= 0.15 * block.size


def _overlap(one: Block, other: Block) -> bool:
    return min(one.rect[2], other.rect[2]) > max(one.rect[0], other.rect[0])
