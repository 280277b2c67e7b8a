"""The rows of a table in the text of its paragraph."""

from __future__ import annotations

from docexplain.records.table_text import lines_of, rows_of, unit_of
from tests.tables import sites, table_text

CASH = (
    "(Millions) | 2018 | 2017\nCash Flows from Investing Activities\n"
    "Cash Flows from Investing Activities: Purchases of PP&E | 2018: (1,577) | 2017: (1,373) | (Millions)\n"
    "Other | 2018: 9 | 2017: (6) | (Millions)"
)


def said(text):
    return [
        [(text[cell.start : cell.value], text[cell.value : cell.end]) for cell in row.cells] for row in rows_of(text)
    ]


def test_cells_with_the_names_of_their_columns():
    text = table_text(sites(2))
    head, first, second = rows_of(text)
    assert (head.is_head, first.is_head, second.is_head) == (True, False, False)
    assert said(text)[2] == [("Site: ", "Mill 002"), ("2021: ", "21"), ("2022: ", "22"), ("2023: ", "23")]
    assert [text[slice(*row.span)] for row in rows_of(text)] == text.split("\n")


def test_heads_and_sections_name_no_column_and_the_unit_is_no_cell():
    assert [row.is_head for row in rows_of(CASH)] == [True, True, False, False]
    assert unit_of(CASH) == "(Millions)"
    assert said(CASH)[3] == [("", "Other"), ("2018: ", "9"), ("2017: ", "(6)")]


def test_a_last_value_in_brackets_is_no_unit():
    assert unit_of("Loss | 2018: (5)\nGain | 2018: (6)\nRest | 2018: (7)") == ""
    assert unit_of("Loss | (5)\nGain | (6)\nRest | (7)") == ""
    assert unit_of("no table at all") == ""


def test_without_names_rows_of_one_cell_stand_over_the_others():
    assert [row.is_head for row in rows_of("Assets\nCash | 5\nLoans | 6")] == [True, False, False]
    assert [row.is_head for row in rows_of("one\ntwo")] == [False, False]
    assert rows_of("") == []


def test_lines_are_those_that_hold_anything():
    text = "a | b\n\n  \nc"
    assert [text[slice(*line)] for line in lines_of(text)] == ["a | b", "c"]


def test_one_value_with_a_colon_names_no_column():
    text = "Opens | daily\nCloses | at night\nLunch | from: 12\nTea | none"
    assert [row.is_head for row in rows_of(text)] == [False] * 4
    assert [row.is_head for row in rows_of(f"Hours | of | trade\nThe mill\n{text}")] == [False, True, *[False] * 4]
