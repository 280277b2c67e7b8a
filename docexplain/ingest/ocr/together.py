"""What the file says of a page and what OCR reads from its picture, put together: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docexplain.ingest.page.reading_order import reading_order
from docexplain.ingest.text.blocks import Block, PageBlocks, Rect
from docexplain.records import Illegible

_MOST = 0.5
"""Share of a page's text that cannot be read; of a page with more, all is read from its picture."""
_NEAR = 4.0
"""Points outside the text that cannot be read in which what is read for it may stand."""


def known_places(page: PageBlocks) -> tuple[Rect, ...]:
    """Where the page has text that OCR need not read."""
    return tuple(line.rect for block in (*_good(page), *page.stamps) for line in block.lines)


def put_together(page: PageBlocks, found: PageBlocks) -> PageBlocks:
    """The page, with what OCR found on it.

    Args:
        found: by OCR that did not look at :func:`known_places`; turned as the page is.
    """
    good = _good(page)
    unread = [block.rect for block in page.blocks if block.is_illegible]
    # On a scan all that is found is new, otherwise what stands where text cannot be read.
    all_new = page.scanned or not good
    read = tuple(block for block in found.blocks if all_new or _is_at(block, unread))
    missing = page.damage or found.damage
    garbled = any(text.reason is Illegible.GARBLED for text in found.illegible)
    # What OCR reads in a language that it does not know is no better than what is garbled.
    if not read or (garbled and page.illegible):
        return replace(page, confidence=0.0, damage=missing)
    unseen = tuple(block for block in page.blocks if block.hidden and not block.is_illegible)
    # What nobody sees is not in the picture that was read.
    shown = _ordered((*good, *read)) if good else read
    stamped = sum(block.characters for block in (*good, *page.stamps))
    whole = not good and not page.stamps
    count = found.characters if whole else sum(block.characters for block in read) + stamped
    return replace(
        page,
        blocks=(*shown, *unseen),
        characters=count + page.hidden,
        pictures=found.pictures if whole else page.pictures,
        confidence=found.confidence,
        turn=page.turn or found.turn,
        damage=missing,
        illegible=tuple(replace(text, recognised=True) for text in page.illegible) or found.illegible,
    )


def _good(page: PageBlocks) -> tuple[Block, ...]:
    """Blocks of the page's text that stay."""
    lost = sum(text.characters for text in page.illegible)
    shown = page.characters - page.hidden
    if lost > _MOST * shown:
        return ()
    return tuple(block for block in page.blocks if not block.hidden and set(block.text) - {" ", "\ufffd"})


def _is_at(block: Block, places: Sequence[Rect]) -> bool:
    """Its middle is in one of the places, or near it."""
    x, y = (block.rect[0] + block.rect[2]) / 2, (block.rect[1] + block.rect[3]) / 2
    return any(x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR for x0, y0, x1, y1 in places)


def _ordered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(blocks[i] for i in reading_order([block.rect for block in blocks]))
