import random
from itertools import pairwise

import pytest

from docexplain.ingest import sentence_spans


def sentences(text, train_on=None):
    return [text[start:end] for start, end in sentence_spans(text, train_on)]


@pytest.mark.parametrize(
    "text",
    [
        ["The U.S. Congress met.", "It was 3.5 degrees."],
        ["See No. 5 for more.", "Acme Inc. is large."],
        ["We sell to Acme Inc.", "The rest is kept."],
        ["J. R. Smith came.", "Dr. Who left e.g. Monday, i.e. early."],
        ["He left at 5 p.m. on Friday.", "She stayed."],
        ["Pay is $10.50 per hour.", "Sec. 4 applies."],
        ["Is it so?", "Yes!", '"Really."', "She said (no)."],
        ["Smith et al. wrote it in Vol. 3, pp. 4-7.", "We read it."],
        ["The fee is due on Jan. 5, 2024.", "Interest runs from then."],
        ["He said \u201cWe agree.\u201d", "They signed."],
        ["One sentence without an end"],
    ],
)
def test_sentences(text):
    assert sentences(" ".join(text)) == text


def test_training_text_does_not_break_short_ones():
    text = "The pay is fair. The work is hard. Ask Mr. Jones."
    assert sentences(text, train_on=text * 3) == ["The pay is fair.", "The work is hard.", "Ask Mr. Jones."]


def test_rows_of_a_table_are_apart():
    assert sentences("Region | 2025\nNorth | 136") == ["Region | 2025", "North | 136"]


def test_nothing():
    assert sentence_spans("") == sentence_spans(" \n ") == []


def test_spans_of_any_text_are_in_order_and_leave_out_only_white_space():
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choices('aB .!?)"\n1', k=chance.randrange(60)))
        spans = sentence_spans(text)
        assert all(start < end for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
