"""Numbers that stand with another year or day than the one that is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.doubts.other_times import other_times
from docexplain.answers.said.facts import stands_in
from docexplain.answers.said.taken_away import citation
from docexplain.answers.said.verdicts import verdict_line
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
STATEMENT = (
    "Date | Text | Balance\n"
    "Date: 1 March 2024 | Text: Opening balance | Balance: 2,410.00\n"
    "Date: 18 March 2024 | Text: Card, bakery of 1987 | Balance: 2,160.50"
)
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


def times(answer, *of):
    return [(time.stands, time.asked) for time in other_times(answer, document(*of))]


def test_an_expected_amount_is_not_what_was_spent(says):
    text = "The Company expects 2019 capital spending to be approximately $1.7 billion to $1.9 billion."
    answer = says("It spent approximately $1.7 billion in 2018.", SPENT, text)
    assert times(answer, text) == [(("2019",), ("2018",))]
    assert answer.checked.lowered == (Lowered.OTHER_TIME,) and answer.verdict is Verdict.WEAK
    told = "“$1.7 billion” stands with 2019, and the question asks about 2018"
    assert told in citation(answer, document(text))
    assert told in verdict_line(answer, document(text)) and told not in stands_in(answer, document(text))
    unsupported = replace(answer, verdict=Verdict.UNSUPPORTED)  # its verdict tells something else
    assert told in stands_in(unsupported, document(text))
    (amount,) = [fact for fact in json_answer(answer, document(text))["facts"] if fact["kind"] == "number"]
    assert amount["other_time"] == {"stands": ["2019"], "asked": ["2018"]}


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
        ("Rent was 1,373.", "Answer the following question by using the plant's costs: what is FY2018 rent?", True),
        ("Rent was 1,373.", "By the end of 2018, what was rent?", False),
        ("Rent was 1,373.", "From the table of costs, what was rent in 2018?", True),
        ("Rent was 1,373.", "How was rent from fiscal 2016 to 2018?", False),
        ("Interest was 71.", "What was the interest paid in 2018?", False),  # the row's name has that year
    ],
)
def test_a_column_is_of_its_year(says, text, question, told):
    assert bool(times(says(text, question, COSTS, BlockClass.TABLE), COSTS, BlockClass.TABLE)) is told


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
    assert bool(times(answer, ENDS, BlockClass.TABLE)) is told


@pytest.mark.parametrize(
    ("question", "value", "told"),
    [
        ("What was the balance on 18 March 2024?", "2,410.00", True),  # that of 1 March
        ("What was the balance on 18 March 2024?", "2,160.50", False),
        ("What was the balance on 18 March?", "2,410.00", True),
        ("What was the balance on March 1, 2024?", "2,410.00", False),
        ("What was the balance in March 2024?", "2,410.00", False),
        ("What was the balance in April 2024?", "2,410.00", True),
        ("What was the balance from 1 March 2024 to 18 March 2024?", "2,410.00", False),
        ("What does the statement of 31 March 2024 give as the opening balance?", "2,410.00", False),
        ("What was the balance in 2022?", "2,410.00", True),
    ],
)
def test_a_row_is_of_its_day(says, question, value, told):
    answer = says(f"It was {value}.", question, STATEMENT, BlockClass.TABLE)
    assert bool(times(answer, STATEMENT, BlockClass.TABLE)) is told


@pytest.mark.parametrize(
    ("asked", "told"), [("December 31, 2018", False), ("March 31, 2018", True), ("31.12.2017", True), ("2018", False)]
)
def test_a_sentence_is_of_its_day(says, asked, told):
    text = "As of December 31, 2018, we had cash of $1.7 billion."
    assert bool(times(says("It was $1.7 billion.", f"What was cash as of {asked}?", text), text)) is told


@pytest.mark.parametrize("column", ["January 31, 2019", "2018", "2019"])
def test_a_day_in_the_first_half_may_be_of_a_fiscal_year_called_after_either(says, column):
    table = f"Millions | {column} | June 2011\nCash | {column}: 1,700 | June 2011: 1,200"
    question = "What was cash on January 31, 2019?"
    assert times(says("It was 1,700.", question, table, BlockClass.TABLE), table, BlockClass.TABLE) == []
    assert times(says("It was 1,200.", question, table, BlockClass.TABLE), table, BlockClass.TABLE)


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
    assert times(says("It was $1.7 billion.", SPENT, text), text) == []


@pytest.mark.parametrize(
    ("question", "value", "text"),
    [
        ("What was the rate of the notes in 2018?", "2.75%", "In May 2016 we issued $500 million of notes at 2.75%."),
        ("What was the tax rate in 2018?", "21%", "The Act, enacted on December 22, 2017, has a rate of 21%."),
        ("What is the rent under the 2018 lease?", "$4,500", "In January 2020 the monthly rent is $4,500."),
        (
            "What outlook did the 2018 report give?",
            "$1.7 billion",
            "We expect to spend $1.7 billion in 2019.",
        ),
        ("What did Smith et al. (2017) report?", "92.1%", "The accuracy on ImageNet 2012 was 92.1%."),
        ("How well does it do on WMT 2014?", "28.4 BLEU", "On a set of 2013 our model achieves 28.4 BLEU."),
        ("What is due next year, as of 2018?", "$120 million", "In 2019 that is $120 million."),
        ("What did the storm of 2018 cost?", "$12 million", "We recorded a charge of $12 million in late 2019."),
        ("What is the warranty of cars from 2018?", "36,000 miles", "The 2017-2019 models have 36,000 miles."),
        ("What warranty had cars in 2018?", "36,000 miles", "The 2017-2019 models have 36,000 miles."),
        ("What was revenue in 2017/18?", "$1.7 billion", "Revenue of 2018 was $1.7 billion."),
        ("What was paid in 2018?", "1.950,25 EUR", "Der Betrag von 1.950,25 EUR wurde 2018 bezahlt."),
    ],
)
def test_a_time_that_may_be_of_something_else_is_left_alone(says, question, value, text):
    assert times(says(f"It is {value}.", question, text), text) == []


def test_a_number_that_also_stands_without_a_year_is_left_alone(says):
    text = "In 2019 we spent $1.7 billion. The most we ever spent is $1.7 billion."
    assert times(says("It was $1.7 billion.", SPENT, text), text) == []


def test_what_may_be_a_name_is_no_amount(says):
    text = "In 2011 a 737 cost $80,000."
    assert times(says("The 737.", "What was sold in 2018?", text), text) == []
    assert times(says("For 80,000.", "What was paid in 2018?", text), text) == [(("2011",), ("2018",))]
