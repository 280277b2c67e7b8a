"""Which rows of a cited table give the answer, and how much of the table was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from docexplain.answers.strongest import STRONG, strength
from docexplain.records import Answer, BlockClass, Paragraph, Passage
from docexplain.records.grounds import Excerpt
from docexplain.records.read_text import read_in_parts
from docexplain.records.table_text import Row, Span, lines_of, rows_of

MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class CitedRow:
    """A row of a table that gives the answer.

    Attributes:
        passage: where it is, and what it gives: of its tokens together where these were measured.
        text: its cells that were read, each behind the name of its column.
    """

    passage: Passage
    text: str


def cited_rows(answer: Answer, paragraph: Paragraph) -> tuple[CitedRow, ...]:
    """The rows of a table that give the answer most, in the order of the table; heads are none of them. Empty where its
    rows were not measured, and for other paragraphs."""
    if paragraph.block_class is not BlockClass.TABLE:
        return ()
    passages = [passage for passage in answer.passages if passage.paragraph == paragraph.index]
    by = answer.settings.summary
    rows = []
    for row in rows_of(paragraph.text) if passages else ():
        within = [passage for passage in passages if row.span[0] <= passage.start < row.span[1]]
        if within and not row.is_head:
            rows.append(_as_one(within, row.span))
    limit = STRONG * max((strength(row, by) for row in rows), default=0.0)
    strong = sorted((row for row in rows if strength(row, by) > 0), key=lambda row: -strength(row, by))
    chosen = [row for row in strong[:MOST_ROWS] if strength(row, by) >= limit]
    excerpt = answer.excerpt_of(paragraph.index)
    return tuple(
        CitedRow(row, text_of_row(paragraph, excerpt, (row.start, row.end)))
        for row in sorted(chosen, key=lambda row: row.start)
    )


def read_lines(answer: Answer, paragraph: Paragraph) -> list[Span]:
    """The lines of a paragraph of which anything was read; of one that was read whole all."""
    excerpt, lines = answer.excerpt_of(paragraph.index), lines_of(paragraph.text)
    return lines if excerpt is None else [line for line in lines if _inside(excerpt, line)]


def text_of_row(paragraph: Paragraph, excerpt: Excerpt | None, row: Span) -> str:
    """What was read of a line, its cells beside each other."""
    if excerpt is None:
        return paragraph.text[slice(*row)]
    return read_in_parts(paragraph.text, _inside(excerpt, row)).text


def read_in_part(answer: Answer, paragraph: Paragraph) -> str:
    """A sentence that says how much of a long table was read; empty for a paragraph that was read whole."""
    excerpt = answer.excerpt_of(paragraph.index)
    if excerpt is None:
        return ""
    rows = [row for row in rows_of(paragraph.text) if not row.is_head]
    read = [row for row in rows if _inside(excerpt, row.span)]
    those = f"all {len(rows)}" if len(read) == len(rows) > 1 else f"{len(read)} of {len(rows)}"
    return f"Read of this table: {those} {'row' if len(rows) == 1 else 'rows'}{_columns(paragraph, excerpt, read)}."


def _columns(paragraph: Paragraph, excerpt: Excerpt, read: Sequence[Row]) -> str:
    left_out = any(
        not _inside(excerpt, (cell.start, cell.end))
        for row in read
        for cell in row.cells
        if paragraph.text[cell.start : cell.end].strip()
    )
    return ", not all of their columns" if left_out else ""


def _inside(excerpt: Excerpt, line: Span) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in excerpt.parts if start < line[1] and end > line[0])


def _as_one(within: Sequence[Passage], row: Span) -> Passage:
    """A row's passages as one: parts by path add up, of rows that were hidden the strongest counts."""
    if len(within) == 1:
        return replace(within[0], start=row[0], end=row[1])
    best = max(within, key=lambda passage: passage.effect)
    if best.per_token or not best.per_claim:
        return replace(best, start=row[0], end=row[1])
    per_claim = tuple(map(sum, zip(*(passage.per_claim for passage in within), strict=True)))
    quiet = all(passage.below_noise for passage in within)
    return replace(best, start=row[0], end=row[1], effect=sum(per_claim), per_claim=per_claim, below_noise=quiet)
