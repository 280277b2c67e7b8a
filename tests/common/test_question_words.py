"""The text that says a question's own words."""

from __future__ import annotations

from docexplain.common.questions.words import says_words_of

TEXTS = [
    "Rules for visitors of the warehouse.",
    "The warehouses stand on Quay Street, insured until 2031.",
    "Nothing else.",
]


def test_the_text_with_most_of_them_is_found_in_any_form_of_theirs():
    assert says_words_of("Until when is the Warehouse insured?", TEXTS) == (1, ("warehouses", "insured"))
    assert says_words_of("Which warehouse was insured in 2031?", TEXTS) == (1, ("warehouses", "insured", "2031"))


def test_a_word_that_only_begins_alike_is_another():
    assert says_words_of("Which contract has interest?", ["The contractor controls an international fund."]) is None
    assert says_words_of("Which contracts bear interest?", ["Every Contract bears interest."]) == (
        0,
        ("Contract", "bears", "interest"),
    )


def test_one_word_or_few_of_many_say_nothing():
    assert says_words_of("Where is the warehouse?", TEXTS) is None
    assert says_words_of("Which warehouse was insured by brokers against floods, storms and theft?", TEXTS) is None
    assert says_words_of("What is it?", TEXTS) is None and says_words_of("", []) is None
