"""Numbers that stand with another year than the one that is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.doubts.other_years import other_years
from docexplain.answers.said.facts import stands_in
from docexplain.answers.said.taken_away import citation
from docexplain.cli.output.as_json.objects import answer as json_answer
from docexplain.records import BlockClass, Box, Cited, Coverage, Document, Lowered, Paragraph, Verdict
from docexplain.session.pipeline.looking_up import looked_up

BOX = Box(3, 0, 0, 1, 1)
COSTS = (
    "Millions | 2017 | 2018\n"
    "Rent | 2017: 1,373 | 2018: 1,577\n"
    "Wages | 2017: 240 | 2018: 262\n"
    "Interest paid in 2018 | 2017: 71 | 2018: 83"
)
ENDS = "Sales | February 2, 2019: 4,512 | February 3, 2018: 4,399"
SPENT = "What was spent in 2018?"


def document(text, kind=BlockClass.TEXT):
    return Document("ab" * 32, "x.pdf", "p", (Paragraph(1, text, (BOX,), kind),), (), Coverage(3, 1, 1, 0))


@pytest.fixture
def says(make_answer):
    """What a document with one paragraph makes of an answer."""

    def said(text, question, paragraph, kind=BlockClass.TEXT):
        answer = make_answer((text,), (0.9,), {1: (0.5,)}, (0.1,), cited=Cited((1,), (0.5,), (0.5,)))
        answer = replace(answer, question=question, verdict=Verdict.SUPPORTED, read=(1,), checked=None)
        return looked_up(answer, document(paragraph, kind))

    return said


def years(answer, *of):
    return [(year.stands, year.asked) for year in other_years(answer, document(*of))]


def test_an_expected_amount_is_not_what_was_spent(says):
    text = "The Company expects 2019 capital spending to be approximately $1.7 billion to $1.9 billion."
    answer = says("It spent approximately $1.7 billion in 2018.", SPENT, text)
    assert years(answer, text) == [((2019,), (2018,))]
    assert answer.checked.lowered == (Lowered.OTHER_YEAR,) and answer.verdict is Verdict.WEAK
    told = "“$1.7 billion”: stands with 2019, and the question asks about 2018"
    assert told in stands_in(answer, document(text)) and told in citation(answer, document(text))
    (amount,) = [fact for fact in json_answer(answer, document(text))["facts"] if fact["kind"] == "number"]
    assert amount["other_year"] == {"stands": [2019], "asked": [2018]}


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        ("Rent was 1,373.", "What was rent in 2018?", True),
        ("Rent was 1,577.", "What was rent in 2018?", False),
        ("Rent was 1,373.", "What was rent in FY18?", True),
        ("Rent was 1,373.", "What was rent, 2017 and 2018?", False),
        ("Rent was 1,373.", "How did rent change from 2017 to 2018?", False),
        ("Rent was 1,373.", "What was rent since 2018?", False),
        ("Rent was 1,373.", "What was rent?", False),
        ("Interest was 71.", "What was the interest paid in 2018?", False),  # the row's name has that year
    ],
)
def test_a_column_is_of_its_year(says, text, question, told):
    assert bool(years(says(text, question, COSTS, BlockClass.TABLE), COSTS, BlockClass.TABLE)) is told


@pytest.mark.parametrize(
    ("asked", "value", "told"),
    [
        ("fiscal 2018", "4,512", False),  # the year that ended on February 2, 2019
        ("fiscal 2019", "4,512", False),
        ("fiscal 2016", "4,512", True),
        ("fiscal 2019", "4,399", True),
    ],
)
def test_a_year_that_ends_early_may_be_called_after_the_one_before(says, asked, value, told):
    answer = says(f"Sales were {value}.", f"What were sales in {asked}?", ENDS, BlockClass.TABLE)
    assert bool(years(answer, ENDS, BlockClass.TABLE)) is told


@pytest.mark.parametrize(
    "text",
    [
        "In 2018 we spent $1.7 billion, and expect as much in 2019.",
        "We spent $1.7 billion, compared with 2017's budget.",
        "We spent $1.7 billion on notes due in 2025.",
        "We spent $1.7 billion under the 2014 Credit Agreement.",
        "We spent $1.7 billion on shares of our 2008 and 2003 Employee Stock Plans.",
        "We spent $1.7 billion as ASU 2017-12 asks for.",
        "We spent $1.7 billion.",
        "We spent $1.7 billion. In 2019 nothing was spent.",
        "In 2019 it was planned. It is $1.7 billion, they say, and in 2019 it was $1.7 billion, too, as in 2018.",
    ],
)
def test_no_false_alarm(says, text):
    assert years(says("It was $1.7 billion.", SPENT, text), text) == []


def test_a_number_that_also_stands_without_a_year_is_left_alone(says):
    text = "In 2019 we spent $1.7 billion. The most we ever spent is $1.7 billion."
    assert years(says("It was $1.7 billion.", SPENT, text), text) == []


def test_what_may_be_a_name_is_no_amount(says):
    text = "In 2011 the 737 was launched, at $80,000 each."
    assert years(says("The 737.", "What was sold in 2018?", text), text) == []
    assert years(says("For 80,000.", "What was paid in 2018?", text), text) == [((2011,), (2018,))]
