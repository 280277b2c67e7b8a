"""What the yardstick of real filings counts as read, as ranked and as the right number."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from benchmarks.filings import measures, questions
from benchmarks.filings.numbers import gold_number, is_right, numbers
from docexplain.records import Box, Paragraph

IN_MILLIONS = "How much was capital expenditure (in USD millions)?"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$1577.00 and 1,577", [1577, 1577]),
        ("(27) and $(4) and ($5) and -3.7 and negative 2", [-27, -4, -5, -3.7, -2]),
        ("In 2018 and FY2019, Q2, 10-K, COVID-19", [10]),
        ("the fiscal years 2017-2019; 1.9% of 20 points", [1.9, 20]),
        ("note (3 of them) on page 7.", [3, 7]),
        ("2,018mn, 24.26x, .5 and " + "9" * 40, [2018, 24.26, 0.5]),
        ("no number", []),
    ],
)
def test_the_numbers_of_a_text(text: str, values: list[float]) -> None:
    assert [float(number.value) for number in numbers(text)] == values


@pytest.mark.parametrize(
    ("question", "gold", "answer", "right"),
    [
        (IN_MILLIONS, "$1577.00", "It was $1,577 million.", True),
        (IN_MILLIONS, "$1577.00", "1.577 billion dollars", True),
        (IN_MILLIONS, "$1577.00", "Purchases of property: (1,577)", True),
        (IN_MILLIONS, "$1577.00", "$1,577,000,000", True),
        (IN_MILLIONS, "$1577.00", "$1,577 billion", False),
        (IN_MILLIONS, "$1577.00", "$32,765 million, in 2018", False),
        (IN_MILLIONS, "$1577.00", "1577%", False),
        (IN_MILLIONS, "$1577.00", "15,770", False),
        ("Net PPE? Answer in USD billions.", "$8.70", "$8,738 million", True),
        ("Net PPE? Answer in USD billions.", "$8.70", "8.66", True),
        ("Net PPE? Answer in USD billions.", "$8.70", "8.8 billion", False),
        ("What is the ratio?", "24.26", "It is 24.258.", True),
        ("What is the ratio?", "24.26", "24.3", False),
        ("What is the change?", "65.4%", "65.4 percent", True),
        ("What is the change?", "65.4%", "0.654", True),
        ("What is the change?", "65.4%", "-65.4%", False),
        ("What is the cycle?", "-3.7", "(3.7) days", True),
        ("What is the cycle?", "-3.7", "3.7 days", False),
        ("Is any above 20% of revenue?", "Yes, above 20%: one has 39%.", "39 %", True),
        ("Is any above 20% of revenue?", "Yes, above 20%: one has 39%.", "20%", False),
        ("Adjusted EBITDA?", "AMCOR's Adj. EBITDA was $2,018mn in FY 2023", "$2,018 million", True),
        ("Adjusted EBITDA?", "AMCOR's Adj. EBITDA was $2,018mn in FY 2023", "in 2018", False),
    ],
)
def test_the_right_number_whatever_its_unit(question: str, gold: str, answer: str, right: bool) -> None:
    number = gold_number(question, gold)
    assert number is not None
    assert is_right(number, answer) is right


def test_an_answer_without_a_number_of_its_own() -> None:
    assert gold_number("Who was it in 2022?", "Yes, his name is Richard A. Johnson, since 2020.") is None


def test_a_unit_in_the_answer_counts_more_than_the_question_s() -> None:
    number = gold_number("How much (in USD millions)?", "About $1.8 billion")
    assert number is not None
    assert (number.value, number.scale) == (Decimal("1.8"), 9)


def paragraph(index: int, *pages: int) -> Paragraph:
    return Paragraph(index, "text", tuple(Box(page, 0, 0, 1, 1) for page in pages))


def test_a_paragraph_that_runs_over_a_page_stands_on_both() -> None:
    paragraphs = [paragraph(1, 1), paragraph(2, 2, 3), paragraph(3, 4)]
    assert measures.pages_of(paragraphs[1:]) == {2, 3, 4}
    assert measures.first_rank([2, 0, 1], paragraphs, {3}) == 3
    assert measures.first_rank([2, 0, 1], paragraphs, {3, 4}) == 1
    assert measures.first_rank([2, 0, 1], paragraphs, {9}) is None


def test_the_summary() -> None:
    found = [
        measures.Found({256: True, 512: True}, {256: False, 512: True}, 1),
        measures.Found({256: False, 512: True}, {256: False, 512: False}, 4),
        measures.Found({256: False, 512: False}, {256: False, 512: False}, None),
        measures.Found({256: False, 512: False}, {256: False, 512: False}, 20),
    ]
    got = measures.summary(found, [256, 512])
    assert got == {
        "questions": 4,
        "page_read": {"256": 0.25, "512": 0.5},
        "all_pages_read": {"256": 0.0, "512": 0.25},
        "rank": {"median": 12.0, "mrr": pytest.approx((1 + 1 / 4 + 1 / 20) / 4), "top_10": 0.5},
    }
    assert measures.summary([], [256])["page_read"] == {"256": None}


def test_questions_as_they_are_published(tmp_path) -> None:
    rows = [
        {
            "financebench_id": f"id_{document}",
            "doc_name": document,
            "question": "How much?",
            "answer": "$1.00",
            "evidence": [
                {"evidence_page_num": 59, "doc_name": document},
                {"evidence_page_num": 3, "doc_name": "another"},
            ],
        }
        for document in ("ONE_2018_10K", "TWO_2019_10K")
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / questions.QUESTIONS).write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    assert [asked.document for asked in questions.load(tmp_path)] == ["ONE_2018_10K", "TWO_2019_10K"]
    [asked] = questions.load(tmp_path, ["TWO_2019_10K"])
    assert asked.pages == {60}
    assert questions.file_of(tmp_path, asked.document) == tmp_path / "pdfs" / "TWO_2019_10K.pdf"
    with pytest.raises(ValueError, match="THREE"):
        questions.load(tmp_path, ["THREE", "ONE_2018_10K"])
