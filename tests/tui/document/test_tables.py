"""Tables as aligned columns: nothing of them is lost, numbers stand below each other, and each line knows its row."""

from __future__ import annotations

import random
import re

import pytest
from rich.cells import cell_len

from docexplain.records.table_text import lines_of
from tui.view.document.tables import table_lines

STATEMENT = (
    "(Unaudited)\n"
    "Three Months Ended December 31, | Six Months Ended December 31,\n"
    "Net sales | Q2 2022: $ 3,642 | Q2 2021: $ 3,507 | H1 2022: $ 7,354 | (in millions)\n"
    "Cost of sales | Q2 2022: (2,980) | Q2 2021: (2,862) | H1 2022: (6,024) | (in millions)\n"
    "Selling, general, and administrative expenses | Q2 2022: (298) | H1 2022: — | (in millions)"
)
CONTENTS = "Item 1. | Financial Statements | 5\nItem 2. | Discussion of the financial condition and results | 33"


def words(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text))


def test_values_stand_below_the_names_of_their_columns_at_the_right() -> None:
    lines = table_lines(STATEMENT, 80)
    by_start = {line.text[:9]: line.text for line in lines if not line.head}
    sales, costs = by_start["Net sales"], by_start["Cost of s"]
    for one, other in (("3,642", "(2,980)"), ("3,507", "(2,862)"), ("7,354", "(6,024)")):
        assert sales.index(one) + len(one) == costs.index(other) + len(other)
    head = next(line.text for line in lines if line.head and "Q2 2022" in line.text)
    assert head.index("Q2 2022") + len("Q2 2022") == sales.index("3,642") + len("3,642")
    assert "(in millions)" in head
    assert sales.count("Q2") == 0


def test_a_value_that_is_missing_leaves_its_column_empty() -> None:
    selling = next(line.text for line in table_lines(STATEMENT, 90) if "(298)" in line.text)
    sales = next(line.text for line in table_lines(STATEMENT, 90) if "3,642" in line.text)
    assert selling.index("(298)") + 5 == sales.index("3,642") + 5
    assert selling.rstrip().endswith("—")
    assert cell_len(selling.rstrip()) == cell_len(sales.rstrip())


@pytest.mark.parametrize("width", [24, 40, 60, 80, 120])
@pytest.mark.parametrize("text", [STATEMENT, CONTENTS, "a | b\nc | d", "alone", "x | " + "long " * 60])
def test_no_word_is_lost_and_every_line_fits(text: str, width: int) -> None:
    lines = table_lines(text, width)
    assert all(cell_len(line.text) <= width for line in lines)
    drawn = set(words(" ".join(line.text for line in lines)))
    values = set(re.findall(r"\d[\d,]+\d", text))
    assert values <= set(re.findall(r"\d[\d,]+\d", " ".join(line.text for line in lines)))
    if width >= 40:  # else words are cut, in columns beside each other; the unit stands where columns have names
        assert set(words(text.replace("(in millions)", ""))) <= drawn


def test_each_line_shows_a_row_of_the_text() -> None:
    spans = {line.span for line in table_lines(STATEMENT, 80) if line.span[0] < line.span[1]}
    assert spans <= set(lines_of(STATEMENT))
    data = [span for span in lines_of(STATEMENT) if "Q2" in STATEMENT[slice(*span)]]
    assert set(data) <= spans


def test_words_are_wrapped_in_their_column_and_numbers_are_not() -> None:
    lines = [line.text for line in table_lines(CONTENTS, 44)]
    start = lines[0].index("Financial")
    assert any(line[:start].strip() == "" and line[start:].strip() for line in lines)  # the second line of the words
    assert [line.split()[-1] for line in lines if line.startswith("Item")] == ["5", "33"]


def test_where_columns_have_no_room_values_stand_below_their_row() -> None:
    lines = [line.text for line in table_lines(STATEMENT, 30)]
    at = lines.index("Net sales")
    assert lines[at + 1 : at + 4] == ["  Q2 2022: $ 3,642", "  Q2 2021: $ 3,507", "  H1 2022: $ 7,354"]


def test_anything_at_all_is_drawn() -> None:
    chance, cells = random.Random(4), ["", "a", "x: 1", "(3)", "日本", "word word", ": ", "$ 4,000"]
    for _ in range(300):
        rows = [" | ".join(chance.choices(cells, k=chance.randint(1, 6))) for _ in range(chance.randint(1, 5))]
        width = chance.randint(4, 60)
        assert all(cell_len(line.text) <= max(width, 10) for line in table_lines("\n".join(rows), width))
