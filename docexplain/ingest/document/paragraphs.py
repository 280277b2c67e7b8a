"""Paragraphs from blocks: pure functions.

A paragraph that runs over a column or a page is made whole, section headers become the heading path of what stands
below them, over-long paragraphs are split at sentences and tiny ones merged. No text is dropped: a header that heads
nothing becomes a paragraph itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from docexplain.ingest.document.tiny import LONGEST, Unnumbered, merge_tiny
from docexplain.ingest.files.file_bytes import Waiting
from docexplain.ingest.page.headings import Heading, Outline
from docexplain.ingest.strings.cleaning import is_ideograph, join_lines, vocabulary
from docexplain.ingest.strings.sentences import sentence_spans
from docexplain.ingest.strings.struck import Span, marked, within
from docexplain.ingest.text.blocks import Block, Line, box_of, union
from docexplain.ingest.text.continuation import begins_list_item, runs_on
from docexplain.records import BlockClass, Box, Paragraph
from docexplain.records.word_boxes import WordBox, pack

LONGEST_IDEOGRAPHIC = 400
"""The same in a script of which a character is about a token."""

_LEAST_PART = 6
"""A part of an over-long sentence is at least about this part of the longest paragraph: no two words are left over."""

_PROSE = {BlockClass.TEXT, BlockClass.LIST_ITEM}
_FLOATING = {BlockClass.TABLE, BlockClass.PICTURE, BlockClass.CAPTION, BlockClass.FOOTNOTE}
"""What may stand between the two parts of a paragraph that runs over a column or a page."""


@dataclass(slots=True)
class _Draft:
    """A paragraph in the making."""

    blocks: list[Block]
    headings: tuple[Heading, ...]

    @property
    def block_class(self) -> BlockClass:
        return self.blocks[0].block_class


def explained_paragraphs(blocks: Sequence[Block], waiting: Waiting = lambda: None) -> tuple[tuple[Paragraph, str], ...]:
    """The paragraphs of a document, from the blocks of all its pages in reading order, without furniture; each with the
    reason why nobody sees it, empty for one that can be seen. None is of both kinds.

    ``waiting`` is called for each of them: in a long document all of them together take many seconds.
    """
    words = vocabulary([line.text for block in blocks for line in block.lines])
    pieces: list[Unnumbered] = []
    for draft in _drafts(blocks, words):
        waiting()
        pieces += _split(draft, words)
    explained = []
    for number, piece in enumerate(merge_tiny(pieces), start=1):
        waiting()
        words_of = pack(piece.words)
        paragraph = Paragraph(number, piece.text, piece.boxes, piece.block_class, piece.path, words_of)
        explained.append((paragraph, piece.hidden))
    return tuple(explained)


def _drafts(blocks: Sequence[Block], words: frozenset[str]) -> list[_Draft]:
    """One draft for each paragraph, parts joined; headers that head nothing among them."""
    outline = Outline()
    drafts: list[_Draft] = []
    unfinished: _Draft | None = None
    for block in blocks:
        if not block.text:
            continue
        outline.leave(block)
        if block.hidden:  # it belongs to nothing that is seen, nor does it part what belongs together
            drafts.append(_Draft([block], ()))
        elif block.block_class is BlockClass.SECTION_HEADER:
            heading = outline.enter(block, _text_of(block, words))
            if not block.implied:
                drafts.append(_Draft([block], (heading,)))
                unfinished = None
        elif block.band:  # beside or across what is read before and after it
            drafts.append(_Draft([block], outline.path()))
        elif unfinished and _continues(unfinished, block):
            unfinished.blocks.append(block)
        else:
            draft = _Draft([block], outline.path() if block.block_class is not BlockClass.TITLE else ())
            drafts.append(draft)
            if block.block_class not in _FLOATING:
                unfinished = draft if block.block_class in _PROSE else None
    return [d for d in drafts if d.block_class is not BlockClass.SECTION_HEADER or not d.headings[0].used]


def _continues(draft: _Draft, block: Block) -> bool:
    if block.block_class not in _PROSE or begins_list_item(block.text):
        return False
    return runs_on(draft.blocks[-1], block)


def _split(draft: _Draft, words: frozenset[str]) -> Iterator[Unnumbered]:
    """The paragraphs of a draft: one, or several if it is over-long."""
    lines = [(block, line) for block in draft.blocks for line in block.lines]
    if draft.block_class is BlockClass.SECTION_HEADER:
        path: tuple[str, ...] = draft.headings[0].above
    else:
        path = tuple(heading.text for heading in draft.headings)
    if in_rows := draft.block_class is BlockClass.TABLE:
        rows = [line.text for _, line in lines]
        text, starts = "\n".join(rows), list(accumulate((len(row) + 1 for row in rows[:-1]), initial=0))
    else:
        text, starts = join_lines([line.text for _, line in lines], words)
    ends = [*starts[1:], len(text) + 1]
    spans = list(zip(lines, starts, ends, strict=True))
    placed = [word for (block, line), at, to in spans for word in _placed(block, line, at, to)]
    struck = [span for (_, line), at, to in spans for span in _struck(line, at, to)]
    for begin, end in _pieces(text, list(zip(starts, ends, strict=True)) if in_rows else None):
        inside = [pair for pair, at, to in spans if at < end and to > begin]
        whole = (begin, end) == (0, len(text))
        boxes = tuple(block.box for block in draft.blocks) if whole else _boxes(inside)
        said, inner = marked(text[begin:end], _within(placed, begin, end), within(struck, begin, end))
        first = draft.blocks[0]
        yield Unnumbered(said, boxes, draft.block_class, path, inner, first.hidden, first.band is not None)


def _placed(block: Block, line: Line, at: int, to: int) -> Iterator[WordBox]:
    """The words of a line that stands from ``at`` up to ``to`` in a text, the hyphen that joining took away cut off."""
    for place in line.words:
        x0, y0, x1, y1 = place.rect
        yield WordBox(at + place.start, min(at + place.end, to), block.page, x0, y0, x1, y1)


def _struck(line: Line, at: int, to: int) -> Iterator[Span]:
    """What is struck through of a line that stands from ``at`` up to ``to`` in a text."""
    return ((at + place.start, min(at + place.end, to)) for place in line.words if place.struck)


def _text_of(block: Block, words: frozenset[str]) -> str:
    """The text of a header."""
    text, starts = join_lines([line.text for line in block.lines], words)
    ends = [*starts[1:], len(text)]
    struck = (span for line, at, to in zip(block.lines, starts, ends, strict=True) for span in _struck(line, at, to))
    return marked(text, (), struck)[0]


def _within(words: Sequence[WordBox], begin: int, end: int) -> tuple[WordBox, ...]:
    """What of the words lies from ``begin`` up to ``end``, counted from there."""
    return tuple(
        WordBox(max(word.start, begin) - begin, min(word.end, end) - begin, *word[2:])
        for word in words
        if max(word.start, begin) < min(word.end, end)
    )


def _boxes(lines: Sequence[tuple[Block, Line]]) -> tuple[Box, ...]:
    """One box around the lines of each block."""
    blocks = list(dict.fromkeys(block for block, _ in lines))
    return tuple(box_of(block.page, union([line.rect for owner, line in lines if owner is block])) for block in blocks)


def _pieces(text: str, rows: Sequence[Span] | None = None) -> list[Span]:
    """Spans of at most LONGEST characters, cut after sentences; within a sentence only if it alone is longer.

    Args:
        rows: of a table, which is cut after these instead; each with its line break.
    """
    if len(text) <= LONGEST_IDEOGRAPHIC:
        return [(0, len(text))]
    longest = LONGEST_IDEOGRAPHIC if 2 * sum(map(is_ideograph, text)) > len(text) else LONGEST
    if len(text) <= longest:
        return [(0, len(text))]
    pieces: list[Span] = []
    whole = sentence_spans(text, train_on=text) if rows is None else [(start, end - 1) for start, end in rows]
    for start, end in _short_spans(text, whole, longest):
        if pieces and end - pieces[-1][0] <= longest:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces


def _short_spans(text: str, whole: Sequence[Span], longest: int) -> Iterator[Span]:
    for start, end in whole:
        begin = start
        while end - begin > longest:
            cut = _cut(text, begin, min(begin + longest, end - 1 - min(longest, end - begin) // _LEAST_PART))
            yield begin, cut
            begin = cut + (text[cut] == " ")
        if begin < end:
            yield begin, end


def _cut(text: str, begin: int, latest: int) -> int:
    """Where to cut a sentence: after a semicolon, else a comma, else a word, else anywhere."""
    for sign in ("; ", ", "):
        if (at := text.rfind(sign, (begin + latest) // 2, latest)) >= 0:
            return at + 1
    space = text.rfind(" ", begin + 1, latest + 1)
    return space if space > begin else latest
