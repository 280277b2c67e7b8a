"""What is read out of a text as a number, date or name: expectations written by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docexplain.grounding.facts.sentences import sentence_around
from docexplain.grounding.values.codes import codes_in
from docexplain.grounding.values.dates import dates_in
from docexplain.grounding.values.names import names_in
from docexplain.grounding.values.numbers import has_decimal_commas, numbers_in
from docexplain.grounding.values.vocabulary import asked_scales, table_unit


def read(text, **how):
    """Each number's own text, its amount and unit."""
    return [(text[n.start : n.end], float(n.value * (n.scale or 1)), n.unit) for n in numbers_in(text, **how)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,577", [("1,577", 1577, "")]),
        ("It was $1,577.00.", [("$1,577.00", 1577, "USD")]),
        ("$1.577 billion", [("$1.577 billion", 1.577e9, "USD")]),
        ("$ (176) |", [("$ (176", 176, "USD")]),
        ("-$5.3", [("$5.3", 5.3, "USD")]),
        ("US$ 30 and €3bn", [("US$ 30", 30, "USD"), ("€3bn", 3e9, "EUR")]),
        ("2 million dollars", [("2 million dollars", 2e6, "USD")]),
        ("12.5 % or 12.5 percent", [("12.5 %", 12.5, "%"), ("12.5 percent", 12.5, "%")]),
        ("(6.3)%", [("(6.3)%", 6.3, "%")]),
        ("50 basis points", [("50 basis points", 50, "bp")]),
        ("between 5 and 7 million euros", [("5", 5e6, "EUR"), ("7 million euros", 7e6, "EUR")]),
        ("5-7%", [("5", 5, "%"), ("7%", 7, "%")]),
        ("3.1, 4 and 5.2 percent", [("3.1", 3.1, "%"), ("4", 4, "%"), ("5.2 percent", 5.2, "%")]),
        ("thirty (30) days", [("thirty", 30, ""), ("(30) days", 30, "day")]),
        ("twenty-one days, one hundred and five", [("twenty-one days", 21, "day"), ("one hundred and five", 105, "")]),
        ("two hundred thousand", [("two hundred thousand", 200000, "")]),
        ("a 5-year term", [("5-year", 5, "year")]),
        ("1,23,456 rupees", [("1,23,456 rupees", 123456, "INR")]),
        ("1'577.00 CHF", [("1'577.00 CHF", 1577, "CHF")]),
        ("a 10-K, COVID-19, Q2, 3M, A380, 777X", []),
        ("Section 4.2, Note 12, page 5 and Item 7", []),
        ("Two Peaks, LLC", []),
        ("Ten Thousand Dollars", [("Ten Thousand Dollars", 10000, "USD")]),
    ],
)
def test_numbers(text, expected):
    assert read(text) == expected


def test_places_in_an_order_are_no_amounts():
    assert [(n.value, n.ordinal) for n in numbers_in("the third, 21st and twenty-first of 3")] == [
        (3, True),
        (21, True),
        (21, True),
        (3, False),
    ]


def test_commas_before_decimals():
    assert read("1.577,50 Euro, 12,5 %", decimal_comma=True) == [
        ("1.577,50 Euro", 1577.5, "EUR"),
        ("12,5 %", 12.5, "%"),
    ]
    (number,) = numbers_in("1.577", decimal_comma=True)
    assert (number.value, number.other) == (1577, Decimal("1.577"))
    assert numbers_in("1.577")[0].value == Decimal("1.577")


@pytest.mark.parametrize(
    ("text", "commas"),
    [
        ("Der Umsatz stieg um 12,5 % auf 1.577,00 Euro.", True),
        ("Die Miete ist 1.500 Euro und der Strom nicht dabei.", True),
        ("Revenue was 1,577.50, and 12.5 % of the total.", False),
        ("The rent is due on the first of the month.", False),
    ],
)
def test_how_a_text_writes_numbers(text, commas):
    assert has_decimal_commas([text]) is commas


def days(text):
    return [(text[d.start : d.end], d.readings) for d in dates_in(text)]


@pytest.mark.parametrize(
    "text",
    ["March 3, 2025", "3 March 2025", "3rd of March 2025", "Mar. 3, 2025", "2025-03-03", "3. März 2025",
     "le 3 mars 2025", "3 de marzo de 2025", "3.3.2025", "03/03/25"],
)  # fmt: skip
def test_one_day_in_many_forms(text):
    ((_, readings),) = days(text)
    assert readings == ((2025, 3, 3),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/04/2025", [("03/04/2025", ((2025, 3, 4), (2025, 4, 3)))]),
        ("13/04/2025", [("13/04/2025", ((2025, 4, 13),))]),
        ("December 31", [("December 31", ((None, 12, 31),))]),
        ("March 2020", [("March 2020", ((2020, 3, None),))]),
        ("December 31, 2018 and 2017", [("December 31, 2018", ((2018, 12, 31),)), ("2017", ((2017, 12, 31),))]),
        ("FY18, fiscal 2019", [("FY18", ((2018, None, None),)), ("fiscal 2019", ((2019, None, None),))]),
        ("2018*: $2018, 2,018, 2018%", [("2018", ((2018, None, None),))]),
        ("You may 5 times", []),
        ("in 2008's storm, not the 1990s", [("2008", ((2008, None, None),))]),
    ],
)
def test_dates(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("(206) 266-1000", ["2062661000"]),
        ("+49 30 123456", ["4930123456"]),
        ("1-800-555-1234", ["18005551234"]),
        ("at 10:30", ["10:30"]),
        ("file 001-32327", ["00132327"]),
        ("2016-2018, 5-7, 1.234.567, 969/982, 2025-03-03, 3.3.2025", []),
    ],
)
def test_digits_that_count_nothing(text, digits):
    assert [code.digits for code in codes_in(text)] == digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The head is Tim Cook.", [("tim", "cook")]),
        ("It bought Current Health Ltd. and Array.", [("current", "health"), ("array",)]),
        ("He is Richard A. Johnson of Apple's board", [("richard", "johnson", "apple")]),
        ("by Zürich and the SEC in March", [("zurich",), ("sec",)]),
        ("of the Bank of New York Mellon", [("bank", "new", "york", "mellon")]),
        ("a 10-K on COVID-19 and the 777X", [("10-k",), ("covid-19",), ("777x",)]),
    ],
)
def test_names(text, expected):
    assert [name.words for name in names_in(text)] == expected


@pytest.mark.parametrize(
    ("text", "scale", "money"),
    [
        ("Net sales | 2018: 5 | (Dollars in millions, except per share amounts)", 1e6, "USD"),
        ("Net sales | 2018: 5 | (in thousands)", 1e3, ""),
        ("(€ in billions)", 1e9, "EUR"),
        ("(in Tausend Euro)", 1e3, "EUR"),
    ],
)
def test_the_unit_of_a_table(text, scale, money):
    assert table_unit(text) == (scale, money)


def test_no_unit_of_a_table():
    assert table_unit("Net sales | 2018: 5 million stores") is None


def test_the_unit_that_is_asked_for():
    assert asked_scales("What is the amount (in USD millions)?") == {10**6}
    assert asked_scales("Who lived in the city?") == frozenset()


@pytest.mark.parametrize(
    ("text", "piece", "sentence"),
    [
        ("It rained. The pay is 10 dollars. It is fair.", "10", "The pay is 10 dollars."),
        ("The pay of Mr. A. Smith is 10 dollars an hour.", "10", "The pay of Mr. A. Smith is 10 dollars an hour."),
        ("It is $1.5 at least! More follows.", "$1.5", "It is $1.5 at least!"),
        ("It owns Health Ltd. In 2022 it bought more.", "2022", "In 2022 it bought more."),
        ("Because of: • 10 claims • 12 fines", "10", "• 10 claims"),
    ],
)
def test_the_sentence_around(text, piece, sentence):
    at = text.index(piece)
    start, end = sentence_around(text, at, at + len(piece))
    assert text[start:end].strip() == sentence
