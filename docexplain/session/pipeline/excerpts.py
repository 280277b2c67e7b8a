"""Long tables in short: for one question the rows of them that matter, so that no table takes the room of all else."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from docexplain.grounding.table_titles import table_starts, title_of
from docexplain.records import BlockClass
from docexplain.records.grounds import Excerpt
from docexplain.records.read_text import read_in_parts
from docexplain.retrieval.row_choice import Asked, Matched, asked, rows_that_matter
from docexplain.session.search.search_index import SEPARATOR_TOKENS

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.records import Document
    from docexplain.records.table_text import Span
    from docexplain.session.search.search_index import TokenCosts

SHARE = 8
"""A table longer than one part in so many of what is to be read is not read whole, nor are more parts of one table
begun when they have taken twice as much. Of the numbers that the answers to 19 questions about filings need 0.78 were
read within 2,048 tokens, 0.66 with tables read whole or up to a quarter of it."""
LEAST_LIMIT = 64
"""Tokens that an excerpt may always have: its title and two or three rows."""
SMALL = 128
"""Tokens of a table that is read whole in any case: a question about all of it finds all of it."""
_NO_LIMIT = 1 << 40
_LEAST = 8
"""Tokens of the shortest excerpt, about."""


class Excerpts:
    """What is read of the tables of a document for one question, made when it is first asked for; and what each
    paragraph costs then.

    Args:
        costs: what each paragraph costs when it is read whole.
        budget: tokens that are to be read; 0: there is room for every row.
    """

    def __init__(self, model: LanguageModel, document: Document, question: str, costs: TokenCosts, budget: int) -> None:
        self._model, self._document, self._question, self._costs = model, document, question, costs
        self._limit = max(budget // SHARE, LEAST_LIMIT) if budget else _NO_LIMIT
        self._whole = max(self._limit, SMALL)
        self._made: dict[int, Excerpt | None] = {}
        self._counted: dict[int, int] = {}

    def __getitem__(self, position: int, /) -> int:
        """Tokens that a paragraph takes, with the separator after it."""
        excerpt = self.of(position)
        if excerpt is None:
            return self._costs[position]
        if position not in self._counted:
            text = read_in_parts(self._document.paragraphs[position].text, excerpt.parts, excerpt.title).text
            [count] = self._model.count_tokens([text])
            self._counted[position] = count + SEPARATOR_TOKENS
        return self._counted[position]

    @cached_property
    def least(self) -> list[int]:
        """What each takes at least."""
        return [
            min(least, _LEAST + SEPARATOR_TOKENS) if self._is_table(position) else least
            for position, least in enumerate(self._costs.least)
        ]

    def of(self, position: int) -> Excerpt | None:
        """What is read of a paragraph; None: all of it."""
        if position not in self._made:
            self._made[position] = self._excerpt(position) if self._is_table(position) else None
        return self._made[position]

    def without_more_of_one(self, order: Sequence[int], kept: Container[int] = ()) -> Iterator[int]:
        """The positions in their order, without further parts of a table of which enough was taken already.

        Args:
            kept: positions that stay whatever was taken.
        """
        taken: dict[int, int] = {}
        for position in order:
            if not self._is_table(position):
                yield position
                continue
            table = self._starts[position]
            if position in kept or taken.get(table, 0) < 2 * self._limit:
                yield position
                taken[table] = taken.get(table, 0) + self._known(position)

    def _known(self, position: int) -> int:
        """What it takes, if that was asked for; else nobody wanted it."""
        return self[position] if position in self._made else 0

    def _is_table(self, position: int) -> bool:
        return self._document.paragraphs[position].block_class is BlockClass.TABLE

    @cached_property
    def _starts(self) -> list[int]:
        return table_starts(self._document)

    @cached_property
    def _asked(self) -> Asked:
        return asked(self._question)

    def _excerpt(self, position: int) -> Excerpt | None:
        """Of a long table as many of the rows as the limit has room for, one at least; of another all of them, where
        columns are left out; both under the table's title. None where that is no less than the table."""
        paragraph = self._document.paragraphs[position]
        long = self._costs[position] > self._whole
        if not long and not self._asked.years:
            return None
        matched = rows_that_matter(paragraph.text, self._asked)
        own, index = self._document.own(paragraph.index)
        title = title_of(own.paragraphs, index)
        if long:
            rows = self._fitting(paragraph.text, matched, title)
        else:
            rows = [row.parts for row in matched] if any(row.narrowed for row in matched) else []
        parts = tuple(sorted({part for row in rows for part in row}))
        [count] = self._model.count_tokens([read_in_parts(paragraph.text, parts, title).text])
        self._counted[position] = count + SEPARATOR_TOKENS
        shorter = parts and self._counted[position] < self._costs[position]
        return Excerpt(paragraph.index, title, parts) if shorter else None

    def _fitting(self, text: str, matched: Sequence[Matched], title: str) -> list[tuple[Span, ...]]:
        """With little room only rows that match: of several rows a small model takes any."""
        least = matched[0].score / 2 if matched and self._limit == LEAST_LIMIT else 0.0
        rows = [row.parts for row in matched if row.score >= least and row.parts]
        counts = self._model.count_tokens([title or " ", *(read_in_parts(text, row).text for row in rows)])
        room = self._limit - SEPARATOR_TOKENS - counts[0] - 1
        chosen: list[tuple[Span, ...]] = []
        for row, count in zip(rows, counts[1:], strict=True):
            if not chosen or count + 1 <= room:
                chosen.append(row)
                room -= count + 1
        return chosen
