"""Spans are looked up; by going through all of them the same comes out. Texts of one thing over and over end, too."""

from __future__ import annotations

import random

import pytest

from docexplain.grounding.facts.sentences import sentence_around
from docexplain.grounding.facts.wanted import wanted_of
from docexplain.grounding.values.dates import dates_in
from docexplain.grounding.values.names import names_in
from docexplain.grounding.values.numbers import numbers_in
from docexplain.grounding.values.taken import Taken


def test_overlaps_are_those_of_all_spans_gone_through():
    draw = random.Random(1)
    for _ in range(500):
        spans = [(start, start + draw.randint(1, 5)) for start in draw.choices(range(30), k=draw.randint(0, 6))]
        taken = Taken(spans)
        for start in range(32):
            end = start + draw.randint(1, 6)
            assert taken.overlap(start, end) == any(start < b and end > a for a, b in spans)


def test_a_piece_stands_within_one_of_several_that_touch():
    taken = Taken([(5, 9), (0, 5)])
    assert taken.hold(0, 5)
    assert taken.hold(6, 9)
    assert not taken.hold(4, 6)
    assert not taken.hold(9, 10)
    assert not Taken([]).hold(0, 1)


@pytest.mark.parametrize(
    ("read", "piece"),
    [(dates_in, "2025 "), (dates_in, "3/3/2025 "), (dates_in, "FY25 "), (numbers_in, "7 ")],
)
def test_each_of_very_many_is_found(read, piece):
    """Compared with each other, pair by pair, these would take hours."""
    assert len(read(piece * 20_000)) == 20_000


def test_long_runs_are_gone_through_once():
    """What takes back each step of a run of this length, at each of its places, takes hours."""
    assert numbers_in("11," * 100_000)
    assert wanted_of("\n" * 300_000) == []
    assert sentence_around("It ends" + " " * 300_000 + "• here", 0, 2) == (0, 7)
    assert sum(name.first for name in names_in("Abel. " * 20_000)) == 20_000
