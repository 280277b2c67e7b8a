"""Rows and columns of a table that a question is about."""

from __future__ import annotations

import pytest

from docexplain.retrieval.row_choice import asked, rows_that_matter
from tests.tables import sites, table_text

STAFF = table_text([("Hazel", "108", "112", "324"), ("Birch", "77", "80", "81"), ("Total", "185", "192", "405")])


def chosen(text, question):
    return [[text[slice(*part)] for part in row.parts] for row in rows_that_matter(text, asked(question))]


def test_the_row_that_the_question_names_comes_first_in_the_years_asked_for():
    assert chosen(STAFF, "How many staff had Birch in 2022?")[0] == ["Site: Birch", "2022: 80"]


def test_neighbouring_cells_are_one_part():
    assert chosen(STAFF, "How many staff had Birch in 2021?")[0] == ["Site: Birch | 2021: 77"]
    assert chosen(STAFF, "How many staff had Birch?")[0] == ["Site: Birch | 2021: 77 | 2022: 80 | 2023: 81"]


def test_totals_come_before_other_rows_that_do_not_match():
    names = [row[0] for row in chosen(STAFF, "How many staff had Birch in 2022?")]
    assert names == ["Site: Birch", "Site: Total", "Site: Hazel"]


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What was it in FY2021?", {"2021"}),
        ("What was it in FY21 and fiscal 2023?", {"2021", "2022", "2023"}),
        ("What is the average from 2021 to 2023?", {"2021", "2022", "2023"}),
        ("How did it change in 2022?", set()),
        ("Was it more than in 2022?", set()),
        ("What was it?", set()),
        ("What is order 120221?", set()),
    ],
)
def test_years_that_are_asked_for(question, years):
    assert asked(question).years == years


def test_a_year_that_no_column_is_named_with_leaves_them_all():
    assert chosen(STAFF, "How many staff had Birch in 1999?")[0] == ["Site: Birch | 2021: 77 | 2022: 80 | 2023: 81"]


def test_columns_without_a_year_stay_where_they_are_names_or_asked_for():
    columns = ("City", "Shops opened", "Shops closed", "Shops 2021", "Shops 2022")
    text = table_text([("North", "Oslo", "3", "1", "20", "22"), ("South", "Rome", "4", "0", "30", "34")], columns)
    (first, *_) = chosen(text, "How many shops of the South had closed in 2022?")
    assert first == ["Site: South | City: Rome", "Shops closed: 0", "Shops 2022: 34"]


def test_words_of_a_section_pick_its_rows():
    text = (
        "2018 | 2017\nInvesting\nInvesting: Other | 2018: 1 | 2017: 2 | (Millions)\n"
        "Financing: Other | 2018: 3 | 2017: 4 | (Millions)"
    )
    rows = chosen(text, "What was other financing in 2018?")
    assert rows == [["Financing: Other | 2018: 3"], ["Investing: Other | 2018: 1"]]


def test_a_name_that_runs_over_two_lines_is_read_with_its_values():
    text = "Old | 2018: 1 | 2017: 2\nProceeds from sale of businesses,\n | 2018: 846 | 2017: 1,065"
    assert chosen(text, "proceeds from businesses in 2018?")[0] == ["Proceeds from sale of businesses,", "2018: 846"]


def test_every_row_has_its_place_and_every_part_is_of_one_line():
    text = table_text(sites(40))
    rows = rows_that_matter(text, asked("What had Mill 017 in 2022?"))
    assert len(rows) == 40
    assert text[slice(*rows[0].parts[0])] == "Site: Mill 017"
    assert rows[0].score > rows[1].score
    assert all("\n" not in text[slice(*part)] for row in rows for part in row.parts)
