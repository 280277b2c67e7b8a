"""What is said of how much was read, and whether more can be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.said.amount_read import amount_read, reads_more
from docexplain.records import Choice, Settings


@pytest.fixture
def answer(make_answer):
    row = (0.8, 0.5)
    found = make_answer(("ten", " dollars"), row, {1: row, 2: row, 4: row}, (0.1, 0.1))
    return replace(found, paragraphs_total=1421, choice=Choice("bm25", 2048))


def test_how_much_and_within_what(answer):
    assert amount_read(answer) == "3 of 1,421 paragraphs (2,048 tokens, chosen by words)"
    assert amount_read(answer, of="a.pdf") == "3 of 1,421 paragraphs of a.pdf (2,048 tokens, chosen by words)"
    assert reads_more(answer) == 6


def test_as_many_as_fit_cannot_be_more(answer):
    answer = replace(answer, choice=Choice("bm25"), settings=Settings(read="all"))
    assert amount_read(answer) == "3 of 1,421 paragraphs (chosen by words)"
    assert reads_more(answer) == 0


def test_of_a_number_of_paragraphs_more_can_be_read(answer):
    assert reads_more(replace(answer, choice=Choice("bm25"), settings=Settings(read="3"))) == 6


@pytest.mark.parametrize("choice", [None, Choice("", 256)])
def test_a_document_that_was_read_whole(answer, choice):
    answer = replace(answer, paragraphs_total=3, choice=choice)
    assert (amount_read(answer), reads_more(answer)) == ("3 of 3 paragraphs", 0)


def test_never_more_than_there_is(answer):
    assert reads_more(replace(answer, paragraphs_total=5)) == 5


def test_a_record_from_before_says_less(answer):
    answer = replace(answer, choice=None)
    assert (amount_read(answer), reads_more(answer)) == ("3 of 1,421 paragraphs", 0)


def test_another_way_of_choosing_is_named_as_it_is(answer):
    assert "chosen by words and meaning)" in amount_read(replace(answer, choice=Choice("bm25+some@1234", 1)))
    assert "\x1b" not in amount_read(replace(answer, choice=Choice("\x1b[31mluck", 1)))
    assert amount_read(replace(answer, choice=Choice("luck", 1))) == "3 of 1,421 paragraphs (1 token, chosen by luck)"


def test_meaning_is_said_without_the_name_of_its_model(answer):
    by = replace(answer, choice=Choice("bm25+all-MiniLM-L6-v2@53aa51172d14", 1))
    assert amount_read(by) == "3 of 1,421 paragraphs (1 token, chosen by words and meaning)"
