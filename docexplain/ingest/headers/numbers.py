"""Numbers of sections that stand on a line of their own over the section's title: "§ 3" and then "Rent"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docexplain.ingest.text.blocks import Block, gap_between, union
from docexplain.records import BlockClass

_WORDS = (
    "section|article|chapter|part|clause|schedule|annex|appendix|title"  # English, some French
    "|artikel|abschnitt|kapitel|teil|anlage|anhang|chapitre|titre|annexe|capitolo|articolo|art\\u00edculo|cap\\u00edtulo"
)
_NUMBER = re.compile(
    rf"(?:\u00a7{{1,2}}|(?:{_WORDS}|art\.)) ?(?:\d{{1,3}}(?:er|\.?[a-z])?|[IVXLC]{{1,6}}|[A-Z]|premier)[.:]?",
    re.IGNORECASE,
)
_BEGINS_ANOTHER = re.compile(rf"(?:{_WORDS}|item|art\.|\u00a7|\d)\b|\u00a7", re.IGNORECASE)
_NEAR = 1.5
"""Line heights between the number and its title, at most."""
_NEAR_IN_THE_MIDDLE, _SAME_MIDDLE = 2.5, 2.0
"""The same where both have one middle, and points that the two middles differ at most: as in regulations."""
_MAY_BE = {BlockClass.TEXT, BlockClass.LIST_ITEM, BlockClass.SECTION_HEADER}


def with_numbers(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each number of a section that stands alone over a header as the beginning of this header.

    Args:
        blocks: of all pages, in reading order.
    """
    result = list(blocks)
    taken: list[int] = []
    read = [i for i, block in enumerate(blocks) if block.text and not block.hidden and not block.band]
    for at, then in pairwise(read):
        number, title = blocks[at], blocks[then]
        if (
            number.block_class in _MAY_BE
            and title.block_class is BlockClass.SECTION_HEADER
            and number.page == title.page
            and _NUMBER.fullmatch(number.text)
            and not _BEGINS_ANOTHER.match(title.text)
            and _stands_over(number, title)
        ):
            result[then] = replace(
                title,
                lines=(*number.lines, *title.lines),
                rect=union([number.rect, title.rect]),
                characters=number.characters + title.characters,
            )
            taken.append(at)
    return [block for i, block in enumerate(result) if i not in taken]


def _stands_over(number: Block, title: Block) -> bool:
    height = number.lines[0].rect[3] - number.lines[0].rect[1]
    above = number.rect[1] < title.rect[1]
    left, _, right, _ = number.rect
    in_the_middle = abs(left + right - title.rect[0] - title.rect[2]) / 2 <= _SAME_MIDDLE
    near = _NEAR_IN_THE_MIDDLE if in_the_middle and left - title.rect[0] > _SAME_MIDDLE else _NEAR
    return above and gap_between(number.rect, title.rect) <= near * max(height, number.size)
