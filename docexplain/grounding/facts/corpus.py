"""A document to look things up in: first in some of its paragraphs, then, where they lack it, quickly in all."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from docexplain.grounding.facts.lines import Line, lines_of
from docexplain.grounding.facts.names import Name
from docexplain.grounding.facts.patterns import pattern_for, whole_words
from docexplain.grounding.facts.wanted import Hit, Wanted
from docexplain.records import Paragraph

_BETWEEN = "\n\x1e"
"""Stands between paragraphs in the text of all; a line never holds it."""


class Corpus:
    """The paragraphs of a document.

    Args:
        paragraphs: all of them; their indices count from 1.
        decimal_comma: see :func:`docexplain.grounding.facts.numbers.has_decimal_commas`.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], *, decimal_comma: bool = False) -> None:
        self._paragraphs, self._decimal_comma = paragraphs, decimal_comma
        self._lines: dict[int, list[Line]] = {}

    def lines(self, index: int) -> list[Line]:
        """The lines of a paragraph."""
        if index not in self._lines:
            self._lines[index] = lines_of(self._paragraphs[index - 1], self._decimal_comma)
        return self._lines[index]

    def hits(self, wanted: Wanted, indices: Iterable[int]) -> Iterator[tuple[Line, Hit]]:
        """Where something stands in some paragraphs."""
        for index in indices:
            for line in self.lines(index):
                yield from ((line, hit) for hit in wanted.hits(line))

    def hits_anywhere(self, wanted: Wanted) -> Iterator[tuple[Line, Hit]]:
        """Where something stands in all paragraphs; only lines that may hold it are looked at closely."""
        seen: set[tuple[int, int]] = set()
        for at in self._candidates(wanted):
            line = self._line_at(at)
            place = (line.paragraph.index, line.start)
            if place not in seen:
                seen.add(place)
                yield from ((line, hit) for hit in wanted.hits(line, strict=True))

    def _candidates(self, wanted: Wanted) -> Iterator[int]:
        """Characters of the text of all paragraphs near which it may stand."""
        if isinstance(wanted.what, Name):
            yield from self._name_candidates(wanted.what)
            return
        for match in pattern_for(wanted.what, wanted.asked).finditer(self._text):
            yield match.start()

    def _name_candidates(self, name: Name) -> Iterator[int]:
        for pattern in whole_words(name):
            if isinstance(pattern, bytes):
                starts = self._plain_starts
                for match in re.finditer(re.escape(pattern), self._plain):
                    paragraph = bisect_right(starts, match.start()) - 1
                    yield from self._line_starts(paragraph)
            else:
                yield from (match.start() for match in pattern.finditer(self._text))

    def _line_starts(self, position: int) -> Iterator[int]:
        """Where the lines of a paragraph begin in the text of all."""
        begin = self._starts[position]
        yield from (begin + line.start for line in self.lines(position + 1))

    def _line_at(self, at: int) -> Line:
        position = bisect_right(self._starts, at) - 1
        lines, inside = self.lines(position + 1), at - self._starts[position]
        return lines[bisect_right(lines, inside, key=lambda line: line.start) - 1]

    @cached_property
    def _text(self) -> str:
        return _BETWEEN.join(paragraph.text for paragraph in self._paragraphs)

    @cached_property
    def _starts(self) -> list[int]:
        lengths = (len(paragraph.text) + len(_BETWEEN) for paragraph in self._paragraphs)
        return [0, *accumulate(lengths)][:-1]

    @cached_property
    def _plain(self) -> bytes:
        """The text in small letters without accents; letters that no accent makes are left out."""
        text = self._text if self._text.isascii() else unicodedata.normalize("NFKD", self._text)
        return text.encode("ascii", "ignore").lower()

    @cached_property
    def _plain_starts(self) -> list[int]:
        between = _BETWEEN.encode()
        return [0, *(match.end() for match in re.finditer(between, self._plain))]
