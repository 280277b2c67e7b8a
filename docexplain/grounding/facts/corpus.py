"""A document to look things up in: first in some of its paragraphs, then, where they lack it, quickly in all."""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from docexplain.common.captions import caption_of
from docexplain.grounding.facts.lines import Line, lines_of
from docexplain.grounding.facts.probes import Probe, probes_for
from docexplain.grounding.facts.wanted import Hit, Wanted
from docexplain.records import Paragraph

_BETWEEN = "\x1e"
"""Stands between paragraphs in the text of all; no paragraph holds it."""
_DROPPED = (string.ascii_lowercase + ",.'\xa0").encode("latin-1")
"""What is taken out to find digits: signs between the thousands, and most of the rest for speed. Capitals stay, since
they part digits as in "FY2018Q1"."""

_THOUSANDS = re.compile(r"(?<=\d)(?<!\d{4}) (?=\d{3}(?!\d))")
"""A space between the thousands of one number, not between a year and a number behind it."""


class Corpus:
    """The paragraphs of a document.

    Args:
        paragraphs: all of them; their indices count from 1.
        decimal_comma: see :func:`docexplain.grounding.values.numbers.has_decimal_commas`.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], *, decimal_comma: bool = False) -> None:
        self._paragraphs, self._decimal_comma = paragraphs, decimal_comma
        self._lines: dict[int, list[Line]] = {}

    def lines(self, index: int) -> list[Line]:
        """The lines of a paragraph."""
        if index not in self._lines:
            caption = caption_of(self._paragraphs, index)
            paragraph = self._paragraphs[index - 1]
            self._lines[index] = lines_of(paragraph, decimal_comma=self._decimal_comma, caption=caption)
        return self._lines[index]

    def hits(self, wanted: Wanted, indices: Iterable[int]) -> Iterator[tuple[Line, Hit]]:
        """Where something stands in some paragraphs."""
        for index in indices:
            for line in self.lines(index):
                yield from ((line, hit) for hit in wanted.hits(line))

    def hits_anywhere(self, wanted: Wanted) -> Iterator[tuple[Line, Hit]]:
        """Where something stands in all paragraphs; only lines that may hold it are looked at closely."""
        seen: set[tuple[int, int]] = set()
        for probe in probes_for(wanted.what):
            for place in self._digits_at(probe) if probe.is_digits else self._words_at(probe.text):
                if place not in seen:
                    seen.add(place)
                    index, number = place
                    line = self.lines(index)[number]
                    yield from ((line, hit) for hit in wanted.hits(line, strict=True))

    def _digits_at(self, probe: Probe) -> Iterator[tuple[int, int]]:
        """The lines, by paragraph and number, in which digits stand that no others but zeros go before."""
        text, digits = self._digits, probe.text.encode()
        at = text.find(digits)
        while at >= 0:
            end = at + len(digits)
            while probe.zeros and text[end : end + 1] == b"0":
                end += 1
            begin = at
            while probe.begins and text[begin - 1 : begin] == b"0":
                begin -= 1
            if not b"1" <= text[begin - 1 : begin] <= b"9" and not (probe.zeros and text[end : end + 1].isdigit()):
                position = bisect_right(self._digit_starts, at) - 1
                yield position + 1, text.count(b"\n", self._digit_starts[position], at)
            at = text.find(digits, end)

    def _words_at(self, word: str) -> Iterator[tuple[int, int]]:
        """The lines, by paragraph and number, in which a word begins so."""
        text = self._text
        at = text.find(word)
        while at >= 0:
            if not (word[0].isalnum() and text[at - 1 : at].isalnum()):
                position = bisect_right(self._starts, at) - 1
                yield position + 1, text.count("\n", self._starts[position], at)
            at = text.find(word, at + len(word))

    @cached_property
    def _text(self) -> str:
        return _BETWEEN.join([paragraph.text for paragraph in self._paragraphs])

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(paragraph.text) + 1 for paragraph in self._paragraphs)][:-1]

    @cached_property
    def _digits(self) -> bytes:
        text = _THOUSANDS.sub("", self._text) if self._decimal_comma else self._text
        text = text.replace("’", "'").replace("\u202f", "\xa0").replace("\u2009", "\xa0")
        return text.encode("latin-1", "replace").translate(None, _DROPPED)

    @cached_property
    def _digit_starts(self) -> list[int]:
        return [0, *accumulate(len(piece) + 1 for piece in self._digits.split(_BETWEEN.encode()))][:-1]
