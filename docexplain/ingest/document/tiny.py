"""Tiny plain paragraphs, which say little alone: each is read with the one that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from docexplain.ingest.fields.mail_heads import says_who_or_when
from docexplain.ingest.strings.dates import is_date
from docexplain.ingest.text.blocks import are_near
from docexplain.ingest.text.continuation import begins_list_item
from docexplain.ingest.text.paragraph_breaks import SIGNED
from docexplain.records import BlockClass, Box
from docexplain.records.word_boxes import WordBox

LONGEST = 1200
"""Characters of the longest paragraph, some 300 tokens of English. A parse is kept for every model, so it cannot count
the tokens of one."""
TINY = 20
"""A plain paragraph with fewer characters than this is merged with its neighbour."""

_ONLY_BOXES = re.compile(r"(?:\[[x ]\] ?)+")
_ENDED = re.compile(r"[.!?][\])}\"'\u201d\u2019\u00bb]*$")
_APART = 0.8
"""White space between a date and what stands over or under it, in heights of the date, that parts them."""


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A finished paragraph but for its number."""

    text: str
    boxes: tuple[Box, ...]
    block_class: BlockClass
    path: tuple[str, ...] = field(default=())
    words: tuple[WordBox, ...] = ()
    hidden: str = ""
    apart: bool = False


def merge_tiny(pieces: Sequence[Unnumbered]) -> list[Unnumbered]:
    """Tiny plain paragraphs become the end of the one before, or else the beginning of the one after; at once of the
    one after where they open it, as a salutation or the name of who speaks."""
    merged: list[Unnumbered] = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        last = merged[-1] if merged else None
        if last and _belong(last, piece) and not _opens(last, piece, following):
            boxes = (*last.boxes, *(box for box in piece.boxes if box not in last.boxes))
            by = len(last.text) + 1
            words = (*last.words, *(word._replace(start=word.start + by, end=word.end + by) for word in piece.words))
            merged[-1] = Unnumbered(f"{last.text} {piece.text}", boxes, last.block_class, last.path, words, last.hidden)
        else:
            merged.append(piece)
    return merged


def _belong(one: Unnumbered, other: Unnumbered) -> bool:
    """One of the two is tiny, and read with the other."""
    tiny = len(one.text) < TINY or len(other.text) < TINY
    return tiny and not begins_list_item(other.text) and _fit(one, other) and not _dated(one, other)


def _opens(last: Unnumbered, piece: Unnumbered, following: Unnumbered | None) -> bool:
    """A tiny piece that what follows belongs to: a comma or colon says so ("Dear Mr Okafor,"), or that a sentence ended
    before it and none ends with it ("Laura Stein" over what she says)."""
    if piece.text.startswith(SIGNED):
        return True
    if len(piece.text) >= TINY or not piece.text[0].isupper():
        return False
    if piece.text[-1] in ",:":
        return True
    if following is not None and says_who_or_when(following.text):
        return False  # "Best, Ann" ends its mail, over the head of the next
    return (
        _ENDED.search(last.text) is not None
        and not _ENDED.search(piece.text)
        and following is not None
        and _belong(piece, following)
    )


def _dated(one: Unnumbered, other: Unnumbered) -> bool:
    """A date with white space around it, as that of a letter, is part of neither address; it is of a line that it
    completes ("For the year ended") or that says what it is."""
    upper, lower = one.boxes[-1], other.boxes[0]
    for date, box in ((one, upper), (other, lower)):
        if is_date(date.text) and lower.y0 - upper.y1 > _APART * (box.y1 - box.y0):
            before, after = one.text.rsplit(maxsplit=1)[-1], other.text[0]
            return not (before[0].islower() or before[-1] in ",:" or after in "(" or after.islower())
    return False


def _fit(one: Unnumbered, other: Unnumbered) -> bool:
    return (
        one.block_class is other.block_class is BlockClass.TEXT
        and one.path == other.path
        and one.hidden == other.hidden
        and not one.apart
        and not other.apart
        and (other.text[:1].islower() or are_near(one.boxes[-1], other.boxes[0]))
        and len(one.text) + 1 + len(other.text) <= LONGEST
        # A box whose label is not known would tick the next paragraph's.
        and not (_ONLY_BOXES.fullmatch(one.text) or _ONLY_BOXES.fullmatch(other.text))
    )
