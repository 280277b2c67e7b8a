"""Whether a block carries on the sentence of another, in the next column or on the next page."""

from __future__ import annotations

import re
from itertools import pairwise

from docexplain.ingest.strings.cleaning import word_set
from docexplain.ingest.strings.sentences import ABBREVIATIONS
from docexplain.ingest.text.blocks import Block, Rect

_ENDED = re.compile(r"[.!?:;\u2026][\])}\"'\u201d\u2019\u00bb]*(?:\[\d+\])?$")
_ENTRY = re.compile(r"\.\.\. ?\d{1,4}$")
"""Of contents: its page, which dots lead to."""
_GOES_ON = re.compile(r"[,(\u2010\u00ad\u2013\u2014-]$")
_OPEN_WORDS = word_set(
    "a an the of and or to in on at by for with from as that which than is are was were be has have had its their "
    "his her our no not but if when while between under over into per"
)
_LIST_ITEM = re.compile(
    "(?:[\u2022\u2023\u25aa\u25a0\u25cf\u25e6\u2043\u00b7\uf0a7\uf0b7*\u2013-] |\\(?(?:[a-z]|[ivx]{1,4}|\\d{1,3})[.)] )"
)
_OPENING = "($\u20ac\u00a3\"'\u201c\u2018"
_CLOSED = re.compile(r"[^()]{1,200}\)")
_FULL = 0.85
"""A last line that fills this share of its block's width may well go on."""
_PROSE = 30
"""Characters of a line of prose, on average at least."""
_AS_FAR = 1.15
"""Distance of two lines over the least within a paragraph that is still that of one."""
_AS_LARGE = 1.12
"""The same of two font sizes."""
_AS_FAR_IN = 0.4
"""Indentation of a line, in distances of lines, that does not begin a paragraph."""


def begins_list_item(text: str) -> bool:
    """A bullet, or a number or letter with a bracket or full stop, stands first."""
    return _LIST_ITEM.match(text) is not None


def runs_on(block: Block, following: Block) -> bool:
    """The following block, read after this one, belongs to the same paragraph.

    Below in the same column only a sentence that plainly goes on is joined (the layout model kept them apart); over a
    column or a page break an unfinished sentence whose last line is full is enough.
    """
    text, after = block.text, following.text
    begins = after[0].isalnum() or after[0] in _OPENING
    if following.page - block.page > 1 or not begins:
        return False
    ended = _has_ended(text)
    if _set_on(block, following) and (not ended or after[0].islower()):
        return True
    if ended:
        return False
    if after[0].islower() and (text[-1].isalnum() or _GOES_ON.search(text)):
        return True
    if following.page == block.page and following.rect[1] >= block.rect[1]:
        return False
    return (
        _GOES_ON.search(text) is not None
        or text.rsplit(maxsplit=1)[-1].lower().lstrip(_OPENING) in _OPEN_WORDS
        or _closes(text, after)
        or _last_line_full(block)
    )


def _set_on(block: Block, following: Block) -> bool:
    """The lines of both follow each other as those of one paragraph of prose do: as far apart as within it, the last
    one full, the next one no more to the right than the one before. OCR and the layout model part such."""
    several = [lines for lines in (block.lines, following.lines) if len(lines) > 1]
    lines = [*block.lines, *following.lines]
    if block.page != following.page or not several or sum(len(line.text) for line in lines) < _PROSE * len(lines):
        return False
    last, first = block.lines[-1].rect, following.lines[0].rect
    usual = min(_pitch(one.rect, other.rect) for lines in several for one, other in pairwise(lines))
    if not 0 < _pitch(last, first) <= _AS_FAR * usual or max(block.size, following.size) > _AS_LARGE * min(
        block.size, following.size
    ):
        return False
    left, right = (pick(line.rect[side] for line in lines) for pick, side in ((min, 0), (max, 2)))
    goes_on = abs(first[0] - last[0]) if len(block.lines) > 1 else first[0] - last[0]
    return last[2] - left >= _FULL * (right - left) and goes_on <= _AS_FAR_IN * usual


def _pitch(one: Rect, other: Rect) -> float:
    """From the middle of a line down to that of another."""
    return (other[1] + other[3] - one[1] - one[3]) / 2


def _has_ended(text: str) -> bool:
    if _ENTRY.search(text):
        return True
    if not _ENDED.search(text):
        return False
    return not text.endswith(".") or text.rsplit(maxsplit=1)[-1].rstrip(".").lower().lstrip("(") not in ABBREVIATIONS


def _closes(text: str, after: str) -> bool:
    """The sentence ends within a bracket that what follows closes."""
    return text.rfind("(") > text.rfind(")") and _CLOSED.match(after) is not None


def _last_line_full(block: Block) -> bool:
    if len(block.lines) < 2:
        return False
    x0, _, x1, _ = block.rect
    return block.lines[-1].rect[2] - x0 >= _FULL * (x1 - x0)
