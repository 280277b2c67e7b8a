"""Numbers that are copied from the text where the question asks for what is reckoned from others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.said.facts import stands_in
from docexplain.answers.said.taken_away import citation
from docexplain.answers.said.verdicts import verdict_line
from docexplain.cli.output.as_json.objects import answer as json_answer
from docexplain.records import BlockClass, Box, Cited, Coverage, Document, Lowered, Paragraph, Verdict
from docexplain.session.pipeline.looking_up import looked_up

BOX = Box(3, 0, 0, 1, 1)
FLOWS = (
    "Millions | 2018 | 2019 | Change | % of sales\n"
    "Net income | 2018: 1,813 | 2019: 1,503 | Change: (310) | % of sales: 23.2\n"
    "Capital expenditures | 2018: 131 | 2019: 116 | Change: (15) | % of sales: 1.8\n"
    "Average inventory | 2018: 52 | 2019: 57 | Change: 5 | % of sales: 0.9\n"
    "Gross margin | 2018: 4,981 | 2019: 4,395 | Change: (586) | % of sales: 67.7\n"
    "Asset turnover | 2018: 0.44 | 2019: 0.35 | Change: (0.09) | % of sales: n/a"
)
SHARE = "What is capex as a % of revenue?"
RATIO = "What is the fixed asset turnover ratio?"
MEAN = "What is the 3 year average of capex?"
CHANGE = "What is the year-over-year change in net income?"
DEFINED = "What is FCF? Define free flow as operating cash less capital expenditures."


def document(text, kind):
    return Document("ab" * 32, "x.pdf", "p", (Paragraph(1, text, (BOX,), kind),), (), Coverage(3, 1, 1, 0))


@pytest.fixture
def says(make_answer):
    def said(text, question, paragraph=FLOWS, kind=BlockClass.TABLE):
        answer = make_answer((text,), (0.9,), {1: (0.5,)}, (0.1,), cited=Cited((1,), (0.5,), (0.5,)))
        answer = replace(answer, question=question, verdict=Verdict.SUPPORTED, read=(1,), checked=None)
        return looked_up(answer, document(paragraph, kind))

    return said


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (SHARE, "a percentage"),
        (RATIO, "a ratio"),
        (MEAN, "an average"),
        (CHANGE, "a change"),
        ("What are days payable outstanding?", "a number of days"),
        (DEFINED, "“free flow” as it defines it"),
    ],
)
def test_a_copied_amount_is_not_what_is_reckoned(says, question, asked):
    answer, of = says("It is 1,503 million.", question), document(FLOWS, BlockClass.TABLE)
    assert answer.checked.lowered == (Lowered.UNCOMPUTED,) and answer.verdict is Verdict.WEAK
    told = f"“1,503 million” stands there as something else, and the question asks for {asked}"
    assert told in verdict_line(answer, of) and told in citation(answer, of)
    assert told in stands_in(replace(answer, verdict=Verdict.UNSUPPORTED), of)
    assert [fact["uncomputed"] for fact in json_answer(answer, of)["facts"]] == [asked]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("It is 1.8.", SHARE),  # the column says that
        ("It is 0.35.", RATIO),  # the row does
        ("It is 57.", "What is the average of inventory from 2018 to 2019?"),
        ("It is (310).", CHANGE),
        ("It is 1,503, of which 23.2 are left.", SHARE),  # one of them may be it
        ("It is 1,503.", "What is net income?"),  # nothing is to be reckoned
        ("It is 4,395.", "What is the gross margin?"),
        ("It grew in 2019.", CHANGE),
        ("It is 7.", SHARE),
    ],
)
def test_a_number_that_the_table_calls_so_is_left_alone(says, text, question):
    assert Lowered.UNCOMPUTED not in says(text, question).checked.lowered


@pytest.mark.parametrize(
    ("sentence", "text", "question", "told"),
    [
        ("Capital expenditures were 1.9% of revenue.", "It is 1.9%.", SHARE, False),
        ("Capital expenditures were 1.9 per cent of revenue.", "It is 1.9.", SHARE, False),
        ("Sales grew 31% to $177,866 million.", "It is $177,866 million.", SHARE, True),
        ("Sales were 177 and 135.", "It is 177.", SHARE, True),
        ("Sales rose by 41 to 177.", "It is 41.", "What is the total change in sales from 2016 to 2017?", False),
        (
            "Sales were 41 in the East and 177 in the West.",
            "It is 41.",
            "What is the difference between East and West?",  # may be one in words
            False,
        ),
        ("Sales were 135.", "It is 135.", "What is the change in sales between fiscal years 2016 and 2017?", True),
        ("Sales were 135 and 177.", "From 135 to 177.", "What was the change in sales from 2016 to 2017?", False),
        ("The Board raised pay by 135.", "It is 135.", "What was the increase in pay between 2016 and 2017?", False),
        ("Net debt/EBITDA was 2.31.", "It is 2.31.", "What is the leverage ratio?", False),
        ("The fee is $1,500.", "It is $1,500.", "What is the fee if the leverage ratio is exceeded?", False),
        ("AWS sold $1,500.", "AWS, by $1,500.", "What drove the year-over-year growth in sales?", False),
        ("Tests begin at $1,500.", "At $1,500.", "When does a test of the coverage ratio begin?", False),
        ("Women hold 412 of 1,030 jobs.", "412 of 1,030 jobs", "What percentage of jobs do women hold?", False),
        ("Harbor Fund: 24.5", "It is 24.5.", "What percentage does Harbor Fund hold?", False),
        ("FCF was 173.", "It is 173.", "Free cash flow is defined as cash less capex. What is it?", False),
        ("The current ratio was 1.73.", "It is 1.73.", "What is the current ratio?", False),
        ("Current assets were 173.", "It is 173.", "What is the current ratio?", True),
        ("The free flow was 173.", "It is 173.", DEFINED, False),
        ("The cash was 173.", "It is 173.", DEFINED, True),
        ("The cash was 173.49.", "It is 173.", DEFINED, False),  # rounded, so not copied
    ],
)
def test_a_sentence_says_what_its_numbers_are(says, sentence, text, question, told):
    lowered = says(text, question, sentence, BlockClass.TEXT).checked.lowered
    assert (Lowered.UNCOMPUTED in lowered) is told


def test_a_number_that_is_said_twice_is_told_once(says):
    answer = says("It is 995, which is 995.", SHARE, "Research costs were 995.", BlockClass.TEXT)
    line = verdict_line(answer, document("Research costs were 995.", BlockClass.TEXT))
    assert "“995” stands there as something else" in line
