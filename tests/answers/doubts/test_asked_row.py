"""Numbers of another row than the one that is all a question asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.doubts.named_rows import named_rows
from docexplain.answers.doubts.other_rows import other_rows
from docexplain.answers.said.verdicts import verdict_line
from docexplain.records import BlockClass, Box, Cited, Coverage, Document, Lowered, Paragraph, Verdict
from docexplain.session.pipeline.looking_up import looked_up

BOX = Box(3, 0, 0, 1, 1)
INCOME = (
    "Millions | 2018 | 2019\n"
    "Operating income | 2018: 12,421 | 2019: 14,541\n"
    "Total interest | 2018: 1,417 | 2019: 1,600\n"
    "Net income | 2018: 10,073 | 2019: 11,588\n"
    "Net income per share | 2018: 20.68 | 2019: 23.46\n"
    "Taxes | 2018: 1,197 | 2019: 2,374"
)


def document(*texts):
    paragraphs = tuple(
        Paragraph(i, text, (BOX,), BlockClass.TEXT if i > 1 else BlockClass.TABLE) for i, text in enumerate(texts, 1)
    )
    return Document("ab" * 32, "x.pdf", "p", paragraphs, (), Coverage(3, 1, 1, 0))


@pytest.fixture
def says(make_answer):
    def said(text, question, *more):
        of = document(INCOME, *more)
        hidden = {paragraph.index: (0.5,) for paragraph in of.paragraphs}
        answer = make_answer((text,), (0.9,), hidden, (0.1,), cited=Cited((1,), (0.5,), (0.5,)))
        return looked_up(replace(answer, question=question, verdict=Verdict.SUPPORTED, checked=None), of), of

    return said


@pytest.mark.parametrize(
    "question",
    [
        "What was net income in 2019?",
        "By using the accounts, what is Amazon's FY2019 net income attributable to shareholders (in millions)?",
        "How much net income did it report for 2019?",
        "What were the company's Net Incomes?",
    ],
)
def test_a_row_that_is_asked_for_is_named(says, question):
    answer, of = says("It is $14,541.", question)
    assert [(row.stands, row.named) for row in other_rows(answer, of)] == [("Operating income", "Net income")]
    assert answer.checked.lowered == (Lowered.OTHER_ROW,) and answer.verdict is Verdict.WEAK
    assert "“$14,541” stands in the row “Operating income”, not “Net income”" in verdict_line(answer, of)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("It is $11,588.", "What was net income in 2019?"),
        ("It is $23.46.", "What was net income in 2019?"),  # its row's name says all of it
        ("It is $14,541.", "What was the net income margin in 2019?"),  # goes on
        ("It is $2,374.", "What was the tax on net income in 2019?"),  # is about something of it
        ("It is $14,541.", "What was earned beside net income in 2019?"),
        ("It is $14,541.", "What were taxes in 2019?"),  # one word
        ("It is $14,541.", "Which is larger, operating income or net income?"),
    ],
)
def test_what_may_be_meant_is_left_alone(says, text, question):
    answer, of = says(text, question)
    assert other_rows(answer, of) == () and answer.verdict is Verdict.SUPPORTED


REGIONS = (
    "Millions | 2018 | 2019\n"
    "United States | 2018: 980 | 2019: 1,250\n"
    "Germany | 2018: 312 | 2019: 412\n"
    "Total | 2018: 1,300 | 2019: 1,670\n"
    "Net sales | 2018: 1,292 | 2019: 1,662"
)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("It is 412.", "What were net sales in Germany in 2019?"),
        ("It is 412.", "What were German net sales in 2019?"),
        ("It is 1,250.", "What were net sales in the States in 2019?"),
        ("It is 1,250.", "What were US net sales in 2019?"),
        ("It is 1,250.", "What were net sales in America in 2019?"),
        ("It is 1,670.", "What were net sales in 2019?"),  # sums them up
    ],
)
def test_a_part_of_what_a_row_sums_up_is_left_alone(says, text, question):
    answer, of = says(text, question)
    of = replace(of, paragraphs=(Paragraph(1, REGIONS, (BOX,), BlockClass.TABLE),))
    assert other_rows(looked_up(answer, of), of) == ()
    assert other_rows(looked_up(replace(answer, text="It is 412.", question="What were net sales in 2019?"), of), of)


def test_a_column_of_that_name_is_asked_for_as_well(says):
    answer, of = says("It is 112.", "What was net income in 2019?", "Months follow.")
    months = Paragraph(
        2, "End | Net income\nDecember 31 | Net income: 112\nJune 30 | Net income: 85", (BOX,), BlockClass.TABLE
    )
    of = replace(of, paragraphs=(of.paragraphs[0], months))
    assert other_rows(looked_up(answer, of), of) == ()
    unnamed = replace(months, text=months.text.replace("Net income", "Cost"))
    of = replace(of, paragraphs=(of.paragraphs[0], unnamed))
    assert other_rows(looked_up(answer, of), of)


def test_a_row_may_stand_in_another_table_of_the_page(says):
    answer, of = says("It is $1,600.", "What are the total current liabilities?")
    other = Paragraph(2, "Current assets | 55\nTotal current liabilities | 77", (BOX,), BlockClass.TABLE)
    assert other_rows(answer, of) == ()
    (row,) = other_rows(answer, replace(of, paragraphs=(*of.paragraphs, other)))
    assert (row.stands, row.named) == ("Total interest", "Total current liabilities")
    far = replace(other, boxes=(replace(BOX, page=4),))
    assert other_rows(answer, replace(of, paragraphs=(*of.paragraphs, far))) == ()


def test_a_number_that_stands_in_running_text_is_left_alone(says):
    answer, of = says("It is $14,541.", "What was net income in 2019?", "Net income before charges was $14,541.")
    assert other_rows(answer, of) == ()


def test_a_page_is_gone_through_once(says, monkeypatch):
    answer, of = says("It is $14,541, $1,600 and $12,421.", "What was net income in 2019?")
    gone_through = []

    def counted(own, parts):
        gone_through.append(parts)
        return named_rows(own, parts)

    monkeypatch.setattr("docexplain.answers.doubts.asked_row.named_rows", counted)
    assert len(other_rows(answer, of)) == 3 and gone_through == [[1]]
