"""Labels over or under their values are pairs; tables with a head in other letters, and titles over text, are none."""

from __future__ import annotations

import pytest

from docexplain.ingest.fields.amounts import is_figure, is_label
from docexplain.ingest.fields.stacked import stacked
from docexplain.ingest.text.glyphs import Glyphs

COLUMNS = (60.0, 200.0, 340.0)


def column(x, *lines):
    """Lines are (y, size, text), of letters half as wide as high."""
    found = []
    for y, size, text in lines:
        left = x
        for part in text.split(" "):
            rect = (left, y, left + size / 2 * len(part), y + size)
            found.append(Glyphs(rect, part, 0, round(1000 * y + left), size, characters=len(part)))
            left += size / 2 * len(part) + 0.3 * size
    return found


def pairs(words):
    return [(label.text, value.text) for row in stacked(words) for label, value in row.pairs]


def test_large_figures_over_labels_of_several_lines():
    shown = (
        ("94.1%", "Combined", "ratio"),
        ("EUR 1.2 bn", "Gross written", "premium"),
        ("12,400", "Employees", "on average"),
    )
    words = [
        word
        for x, (value, *label) in zip(COLUMNS, shown, strict=True)
        for word in column(x, (100, 24, value), *((130 + 12 * i, 10, line) for i, line in enumerate(label)))
    ]
    assert pairs(words) == [(" ".join(label), value) for value, *label in shown]


@pytest.mark.parametrize(
    "bodies", [(("Chairs", "120", "$40"), ("Tables", "37", "$120")), (("Red", "Oak", "Leeds"), ("Blue", "Ash", "York"))]
)
def test_a_table_under_a_smaller_head_is_none(bodies):
    words = [
        word
        for x, head, *cells in zip(COLUMNS, ("Product", "Units sold", "Price"), *bodies, strict=True)
        for word in column(x, (100, 8, head), *((110 + 14 * i, 11, cell) for i, cell in enumerate(cells)))
    ]
    assert pairs(words) == []


def test_titles_with_a_number_over_text_are_no_values():
    words = [
        word
        for x, title in zip(COLUMNS, ("Plan 1", "Plan 2", "1. How so?"), strict=True)
        for word in column(x, (100, 18, title), (122, 10, "Best for"), (134, 10, "families"))
    ]
    assert pairs(words) == []


def test_a_page_of_very_many_cells_is_a_list():
    words = [word for i in range(700) for word in column(60, (20 * i, 9 + i % 2 * 6, f"cell {i}"))]
    assert pairs(words) == []


@pytest.mark.parametrize(
    "text", ["94.1%", "EUR 1.2 bn", "12,400 employees", "€3.4m", "+8.4 pp", "15 March 2025", "2024", "-3.5"]
)
def test_figures(text):
    assert is_figure(text)


@pytest.mark.parametrize("text", ["Plan 2", "Volume 12", "1. How do I pay?", "In this issue 4", "Our vision"])
def test_titles_are_no_figures(text):
    assert not is_figure(text)


def test_a_sentence_is_no_label():
    assert is_label("Solvency II ratio") and not is_label("Best for families with children.") and not is_label("12")
    assert not is_label("a label that goes on and on and on until nobody would take it for one")
