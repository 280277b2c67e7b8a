"""Second thoughts about the classes that the layout model gives, from what only the whole document shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from docexplain.ingest.document.notes import with_notes
from docexplain.ingest.document.page_rows import Word, top_of_text, without
from docexplain.ingest.fields.mail_heads import says_who_or_when
from docexplain.ingest.headers.clauses import with_clauses
from docexplain.ingest.headers.contents import without_contents_headers
from docexplain.ingest.headers.numbers import with_numbers
from docexplain.ingest.strings.cleaning import unnumbered
from docexplain.ingest.strings.sentences import is_sentence
from docexplain.ingest.text.blocks import Block, PageBlocks, Rect, gap_between
from docexplain.ingest.text.paragraph_breaks import SIGNED
from docexplain.records import BlockClass

FURNITURE = {BlockClass.PAGE_HEADER, BlockClass.PAGE_FOOTER}

_CAPTION = re.compile(r"(?:figure|fig\.|table|chart|exhibit) *\d+(?:\.\d+)?[.:]", re.IGNORECASE)
_EDGE = 0.12
"""Share of a page's height, at the top and at the bottom, in which furniture stands."""
_REPEATS = 3
"""Pages on which the same text at the edge counts as furniture though the model missed it."""
_NEAR = 40.0
"""Points between a caption and its picture, at most."""
_LONGEST_FURNITURE = 200
_LONGEST_HEADER = 200
_SAYS_SOMETHING = re.compile(
    r"[$\u20ac\u00a3]|\d,\d{3}\b| \d+\.\d|^(?:item|section|article|note) \d|^\(\w{1,3}\) ", re.IGNORECASE
)
NONE_FOUND: Mapping[int, Collection[Word]] = MappingProxyType({})


def refine(pages: Sequence[PageBlocks], found: Mapping[int, Collection[Word]] = NONE_FOUND) -> list[Block]:
    """The blocks of all pages, with better classes where the model's cannot be right.

    Args:
        found: of each page, words that are furniture, whatever block they are in.
    """
    repeated = _repeated(pages, _REPEATS)
    pages_of = {
        page.number: [_unless_number(block, page, found.get(page.number, ()), repeated) for block in page.blocks]
        for page in pages
    }
    # Of a few pages none need be like another.
    few = len(pages) < _REPEATS
    again = _repeated(pages, 1 if few else 2)
    whole = [
        (page, _furniture(_if_again(block, page.height, again, few), page.height, repeated))
        for page in pages
        for block in pages_of[page.number]
    ]
    tops = {page.number: top_of_text(page, found[page.number]) for page in pages if found.get(page.number)}
    blocks = [part for page, block in whole for part in _without(block, found.get(page.number, ()), tops)]
    if all(block.block_class in FURNITURE for block in blocks):
        # A page of one line: the model takes it for a header, but it is all the document says.
        every = [block for _, block in whole]
        said = [block for block in every if not block.aside] or every
        return [block.as_class(BlockClass.TEXT) if block in said else block for block in every]
    blocks = with_clauses(without_contents_headers(with_numbers([_header(block) for block in blocks])))
    blocks = with_notes(blocks, {page.number: page.height for page in pages})
    return _title(_captions(blocks, {page.number: page.pictures for page in pages}))


def _furniture(block: Block, height: float, repeated: set[tuple[bool, str]]) -> Block:
    at_edge = _at_edge(block, height)
    if block.aside:
        return block
    if block.block_class in FURNITURE:
        if not at_edge or len(block.text) > _LONGEST_FURNITURE:
            return block.as_class(BlockClass.TEXT)
    elif at_edge and _pattern(block, height) in repeated:
        at_top, _ = _pattern(block, height)
        if at_top and is_sentence(block.text):
            return block
        return block.as_class(BlockClass.PAGE_HEADER if at_top else BlockClass.PAGE_FOOTER)
    return block


def _if_again(block: Block, height: float, again: set[tuple[bool, str]], few: bool) -> Block:
    """The layout model takes what stands at a page's edge for a header or footer, above all on a page with little
    text: only what other pages have too, or a number alone, is one; and what says something only by the rules below.

    Args:
        few: pages were read, on which the head of a letter or mail repeats no more than a page's header.
    """
    if block.block_class not in FURNITURE or block.aside:
        return block
    known = _pattern(block, height) in again or not any(letter.isalpha() for letter in block.text)
    if few and block.block_class is BlockClass.PAGE_HEADER and says_who_or_when(block.text):
        return block.as_class(BlockClass.TEXT)
    return block if known and not _says_something(block) else block.as_class(BlockClass.TEXT)


def _says_something(block: Block) -> bool:
    """A sentence, an amount, a row of a table, a numbered heading."""
    text = block.text
    return len(block.lines) > 2 or is_sentence(text) or _SAYS_SOMETHING.search(text) is not None


def _unless_number(block: Block, page: PageBlocks, found: Collection[Word], repeated: set[tuple[bool, str]]) -> Block:
    """A lone number at the edge of a page whose own number is another one is text, such as a cell of a table."""
    if block.block_class not in FURNITURE or not block.text.isdecimal() or _pattern(block, page.height) in repeated:
        return block
    numbers = {word.text for word in found if word.text.isdecimal()}
    return block.as_class(BlockClass.TEXT) if numbers and block.text not in numbers else block


def _without(block: Block, found: Collection[Word], tops: Mapping[int, float]) -> list[Block]:
    if block.block_class in FURNITURE or block.page not in tops:
        return [block]
    return without(block, found, tops[block.page])


def _at_edge(block: Block, height: float) -> bool:
    top, bottom, height = block.band or (block.rect[1], block.rect[3], height)
    return bottom <= _EDGE * height or top >= (1 - _EDGE) * height


def _pattern(block: Block, height: float) -> tuple[bool, str]:
    """What repeats: the edge and the text, whatever its numbers."""
    top, _, height = block.band or (block.rect[1], 0.0, height)
    return top < height / 2, unnumbered(block.text)


def _repeated(pages: Sequence[PageBlocks], least: int) -> set[tuple[bool, str]]:
    seen: dict[tuple[bool, str], set[int]] = defaultdict(set)
    for page in pages:
        for block in page.blocks:
            if _at_edge(block, page.height) and len(block.text) <= _LONGEST_FURNITURE:
                seen[_pattern(block, page.height)].add(page.number)
    return {pattern for pattern, numbers in seen.items() if len(numbers) >= least}


def _header(block: Block) -> Block:
    """A header in small letters is the rest of a paragraph; one of many words is a paragraph, and a signature too."""
    header = block.block_class is BlockClass.SECTION_HEADER
    if header and (block.text[:1].islower() or block.text.startswith(SIGNED) or len(block.text) > _LONGEST_HEADER):
        return block.as_class(BlockClass.TEXT)
    return block


def _captions(blocks: list[Block], pictures: Mapping[int, Sequence[Rect]]) -> list[Block]:
    """Text beside a table or picture that begins like a caption is one."""
    shown = {BlockClass.TABLE, BlockClass.PICTURE}
    result = list(blocks)
    for i, block in enumerate(blocks):
        beside = blocks[max(i - 1, 0) : i] + blocks[i + 1 : i + 2]
        if (
            block.block_class is BlockClass.TEXT
            and _CAPTION.match(block.text)
            and (
                any(other.block_class in shown and other.page == block.page for other in beside)
                or any(gap_between(block.rect, picture) < _NEAR for picture in pictures.get(block.page, ()))
            )
        ):
            result[i] = block.as_class(BlockClass.CAPTION)
    return result


def _title(blocks: list[Block]) -> list[Block]:
    """Without a title, the header that the document begins with is it, if it is set larger than all others."""
    if any(block.block_class is BlockClass.TITLE for block in blocks):
        return blocks
    headers = [i for i, block in enumerate(blocks) if block.block_class is BlockClass.SECTION_HEADER]
    body = [i for i, block in enumerate(blocks) if block.block_class not in FURNITURE]
    if headers and headers[0] == body[0] and blocks[headers[0]].page == 1:
        first = headers[0]
        if all(blocks[i].size < blocks[first].size for i in headers[1:]):
            return [*blocks[:first], blocks[first].as_class(BlockClass.TITLE), *blocks[first + 1 :]]
    return blocks
