"""Whether a block carries on the sentence of another, in the next column or on the next page."""

from __future__ import annotations

import re

from docexplain.ingest.strings.cleaning import word_set
from docexplain.ingest.strings.sentences import ABBREVIATIONS
from docexplain.ingest.text.blocks import Block

_ENDED = re.compile(r"[.!?:;\u2026][\])}\"'\u201d\u2019\u00bb]*(?:\[\d+\])?$")
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
    if following.page - block.page > 1 or not begins or _has_ended(text):
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


def _has_ended(text: str) -> bool:
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
