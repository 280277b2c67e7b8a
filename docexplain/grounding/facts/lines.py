"""The lines of a paragraph, a sentence's text or a table's row, with what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property, lru_cache

from docexplain.grounding.values.agreement import Setting
from docexplain.grounding.values.codes import Code, codes_in
from docexplain.grounding.values.dates import Date, dates_in
from docexplain.grounding.values.names import folded
from docexplain.grounding.values.numbers import Number, Span, numbers_in
from docexplain.grounding.values.taken import Taken
from docexplain.grounding.values.vocabulary import table_unit
from docexplain.records import BlockClass, Paragraph
from docexplain.records.table_text import CELLS

_PERCENTS = re.compile(r"%|percent|per cent|prozent|pourcent", re.IGNORECASE)
_MARKS = re.compile(r"^\s*[(\[]?\d{1,2}[.)\]]+(?=\s|$)|(?:(?<=[^\W\d_])|(?<=[.,;)”\"’]))\s?(?:\(\d{1,2}\)|\[\d{1,2}\])")
"""The number of a list's item or a section at a line's start, and the mark of a footnote or item behind a word. Behind
a column's name or in a cell of its own "(2)" is a negative number."""
_STRUCK = re.compile(r"~~\S(?:[^~]*\S)?~~")


class Line:
    """One line of a paragraph's text; what stands in it is looked for when it is asked for.

    Args:
        paragraph: the paragraph.
        start: where the line begins in its text.
        text: what it says.
        decimal_comma: see :func:`docexplain.grounding.values.numbers.numbers_in`.
        caption: of the table that it is a row of.
    """

    def __init__(
        self, paragraph: Paragraph, start: int, text: str, *, decimal_comma: bool = False, caption: str = ""
    ) -> None:
        self.paragraph, self.start, self.text = paragraph, start, text
        self._decimal_comma, self._caption = decimal_comma, caption

    @cached_property
    def codes(self) -> Sequence[Code]:
        """The codes."""
        return codes_in(self.text)

    @cached_property
    def dates(self) -> Sequence[Date]:
        """The dates."""
        codes = Taken((code.start, code.end) for code in self.codes)
        return [date for date in dates_in(self.text) if not codes.hold(date.start, date.end)]

    @cached_property
    def numbers(self) -> Sequence[Number]:
        """The numbers, those of years among them, but not those of days."""
        taken = [(code.start, code.end) for code in self.codes]
        taken += [(date.start, date.end) for date in self.dates if not date.is_year]
        return numbers_in(self.text, decimal_comma=self._decimal_comma, without=taken)

    def is_mark(self, number: Number) -> bool:
        """Whether one of its numbers counts nothing: that of a list's item, a section or a footnote."""
        return not number.unit and number.scale is None and self._marks.overlap(number.start, number.end)

    @cached_property
    def _marks(self) -> Taken:
        return Taken(match.span() for match in _MARKS.finditer(self.text))

    @cached_property
    def folded(self) -> str:
        """The text in small letters without accents."""
        return folded(self.text)

    @cached_property
    def setting(self) -> Setting:
        """What holds for its numbers: told in the row, else in the table, its caption, or the headings above it."""
        if not self.is_row:
            return Setting()
        around = (self._caption, " ".join(self.paragraph.heading_path))
        told, percents = _told_in(self.paragraph.text)
        scale, money = table_unit(self.text) or told or next(filter(None, map(table_unit, around)), (None, ""))
        return Setting(True, scale, money, percents)

    @cached_property
    def struck(self) -> Sequence[Span]:
        """What is struck through."""
        return [match.span() for match in _STRUCK.finditer(self.text)]

    @property
    def is_row(self) -> bool:
        """It is a row of a table."""
        return self.paragraph.block_class is BlockClass.TABLE or CELLS in self.text

    def around(self, start: int, end: int, width: int = 200) -> str:
        """What tells what a piece of the line is about: a row's name and the piece's cell, or the words around it."""
        if not self.is_row:
            return self.text[max(0, start - width) : end + width]
        first, _, _ = self.text.partition(CELLS)
        begin = self.text.rfind(CELLS, 0, start)
        cell = self.text[max(begin, 0) :].lstrip(CELLS).partition(CELLS)[0]
        return f"{first} {cell}"


@lru_cache(8)
def _told_in(table: str) -> tuple[tuple[Decimal, str] | None, bool]:
    """The unit that a table tells, and whether it has percents; asked for each of its lines, which may be many."""
    return table_unit(table), bool(_PERCENTS.search(table))


def lines_of(paragraph: Paragraph, *, decimal_comma: bool = False, caption: str = "") -> list[Line]:
    """The lines of a paragraph, in order; see :class:`Line`."""
    lines, start = [], 0
    for text in paragraph.text.split("\n"):
        lines.append(Line(paragraph, start, text, decimal_comma=decimal_comma, caption=caption))
        start += len(text) + 1
    return lines
