"""Which paragraphs say what a part of an answer says."""

from __future__ import annotations

import re

import pytest

from docexplain.grounding.saying import saying
from docexplain.records import Box, Paragraph


def _who(answer, *texts, question="", counted=None, part=False):
    """Positions of the texts that say the answer, the words of it in ``counted``, or any part; a token is a word."""
    tokens = [match.span() for match in re.finditer(r"\S+", answer)]
    paragraphs = [Paragraph(i, text, (Box(1, 0, 0, 1, 1),)) for i, text in enumerate(texts, 1)]
    counts = [counted is None or answer[a:b].strip(".,") in counted for a, b in tokens]
    return sorted(saying(paragraphs, answer, question, tokens)(counts)[part])


@pytest.mark.parametrize(
    ("answer", "says", "says_not"),
    [
        ("118 tackles", "He led the team with 118 tackles.", "He led the team with 18 tackles."),
        ("$1.577 billion", "Capital expenditures were $1,577 million.", "Capital expenditures were $1,757 million."),
        ("March 3, 2021", "Signed on 3 March 2021 in Bern.", "Signed on 3 May 2021 in Bern."),
        ("12 percent", "The rate is 12%.", "The rate is 21%."),
        ("soft power", "They call it Soft Power.", "They call it power."),
    ],
)
def test_values_are_the_same_however_they_are_written_and_words_as_they_are(answer, says, says_not):
    assert _who(answer, says_not, says) == [1]


def test_all_of_it_must_be_said():
    answer = "Anna Weber was paid 400 euros"
    assert _who(answer, "Anna Weber was paid.", "400 euros", f"In May {answer}.") == [2]


@pytest.mark.parametrize(
    ("answer", "some", "none"),
    [
        ("New England Patriots", "A new look at the Patriot of old.", "A new anthem was sung."),
        ("10 dollars per hour", "It is $10.00.", "It is $100."),
        ("Anna Weber was paid 400 euros", "Anna was late.", "It was late."),
    ],
)
def test_a_part_of_it_is_any_value_or_any_word_in_any_form(answer, some, none):
    assert _who(answer, answer, some, none, part=True) == [0, 1]


def test_what_the_question_holds_says_nothing():
    texts = ("The budget of department D is 6,600 euros.", "It came to 6600 euros in the end.")
    answer = "The budget of department D is 6600 euros."
    assert _who(answer, *texts) == [0]
    assert _who(answer, *texts, question="What is the budget of department D in euros?") == [0, 1]


def test_the_same_number_about_something_else_is_no_copy():
    texts = ("The notice period for the tenant is 30 days.", "Invoices for repairs are payable within 30 days.")
    assert _who("30 days", *texts, question="What is the notice period for the tenant?") == [0]


def test_only_tokens_that_count_are_looked_for():
    texts = ("The clerk wrote 6600 down.", "The clerk wrote nothing down.")
    assert _who("The budget is 6600 euros.", *texts, counted={"6600"}) == [0]


@pytest.mark.parametrize("counted", [set(), {"is"}, {"the", "of"}])
def test_small_words_alone_are_said_by_nobody(counted):
    assert _who("the pay is ten of them", "This is the pay of ten.", counted=counted) == []


def test_digits_within_others_are_another_number():
    assert _who("17", "It was in 1917, on page 171.") == []
