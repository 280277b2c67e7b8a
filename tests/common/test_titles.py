"""Paragraphs that are only a title."""

from __future__ import annotations

import pytest

from docexplain.common.questions.titles import is_title, only_titles
from docexplain.records import BlockClass, Box, Paragraph


def paragraph(text, kind=BlockClass.TEXT):
    return Paragraph(1, text, (Box(1, 0, 0, 1, 1),), kind)


@pytest.mark.parametrize(
    "text",
    [
        "CURRENT REPORT",
        "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION",
        "Results of Operations",
    ],
)
def test_a_title(text):
    assert is_title(paragraph(text))
    assert not is_title(paragraph(text, BlockClass.TABLE))
    assert not is_title(paragraph(text, BlockClass.LIST_ITEM))


@pytest.mark.parametrize(
    "text",
    [
        "EIN 41-0417775",
        "PART I",
        "Delaware",
        "Delaware (State of Incorporation)",
        "Richfield, Minnesota",
        "State of Incorporation: Delaware",
        "Not Applicable",
        "Chief Financial Officer",
        "Intel Corporation",
        "Afterpay Limited",
        "The Report Is Current.",
        "The pay per hour",
        "Emerging Growth [ ]",
        "Net Income | Net Loss",
        "ten dollars",
        "Section One Hundred And Two Of All The Rules That We Have Made For It",
        "",
    ],
)
def test_what_may_be_an_answer_is_none(text):
    assert not is_title(paragraph(text))


@pytest.mark.parametrize(
    ("answer", "question", "silent"),
    [
        ("It was filed on May 3.", "When was the current report filed?", {0, 2}),
        ("The current report was filed on May 3.", "When was the current report filed?", {0, 2}),
        ("A current one.", "What report is it?", {2}),
        ("Currently", "What report is it?", {2}),
        ("Jane Doe", "Who signed?", {0}),
        ("JD", "Who signed?", {0}),
        ("Yes.", "Is it a report?", set()),  # it may stand in any
        ("The current report.", "Is it the current report?", set()),
    ],
)
def test_a_title_that_holds_a_word_of_the_answer_is_none(answer, question, silent):
    paragraphs = [paragraph(text) for text in ("CURRENT REPORT", "It was filed on May 3.", "Jane Doe")]
    assert only_titles(paragraphs, answer, question) == silent
