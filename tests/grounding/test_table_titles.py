"""What a table is called."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from docexplain.common import captions
from docexplain.common.captions import first_part
from docexplain.grounding.table_titles import table_starts, title_of, title_read
from docexplain.records import BlockClass, Collection
from docexplain.records.table_text import rows_of
from tests.tables import document_of, long_table, sites, table_text

TABLE = (table_text(sites(2), unit="(in thousands)"), BlockClass.TABLE)
CAPTION = ("Table 7: Staff in the mills.", BlockClass.CAPTION)


@pytest.mark.parametrize(
    ("paragraphs", "index", "title"),
    [
        (["Text.", TABLE, CAPTION], 2, "Table 7: Staff in the mills. (in thousands)"),
        (
            ["Text.", TABLE, ("Table 6: Mills.", BlockClass.CAPTION), TABLE, CAPTION],
            4,
            "Table 7: Staff in the mills. (in thousands)",
        ),
        ([CAPTION, TABLE], 2, "Table 7: Staff in the mills. (in thousands)"),
        (["Staff was as follows:", TABLE], 2, "Staff was as follows: (in thousands)"),
        (
            ["Staff in thousands was as follows:", (table_text(sites(2)), BlockClass.TABLE)],
            2,
            "Staff in thousands was as follows:",
        ),
        (["Some text.", TABLE], 2, "Staff by site (in thousands)"),
        ([TABLE], 1, "Staff by site (in thousands)"),
    ],
)
def test_caption_then_leading_sentence_then_heading(paragraphs, index, title):
    assert title_of(document_of(*paragraphs).paragraphs, index) == title


def test_without_anything_the_unit_or_nothing():
    assert title_of(document_of(TABLE, heading="").paragraphs, 1) == "(in thousands)"
    assert title_of(document_of((table_text(sites(2)), BlockClass.TABLE), heading="").paragraphs, 1) == ""


def test_all_parts_of_a_table_have_its_title():
    document = document_of("Staff was as follows:", *long_table(40), "The end.")
    assert [p.block_class for p in document.paragraphs][1:5] == [BlockClass.TABLE] * 4
    assert {first_part(document.paragraphs, index) for index in (2, 3, 4, 5)} == {2}
    assert {title_of(document.paragraphs, index) for index in (2, 3, 4, 5)} == {"Staff was as follows:"}


def test_another_table_below_is_not_a_part():
    other = (table_text(sites(2), columns=("A", "B", "C")), BlockClass.TABLE)
    headless = ("\n".join(other[0].split("\n")[1:]), BlockClass.TABLE)
    document = document_of("Staff was as follows:", TABLE, other, TABLE, headless)
    assert [first_part(document.paragraphs, index) for index in (2, 3, 4, 5)] == [2, 3, 4, 5]


def test_a_long_title_is_cut_after_a_word():
    title = title_of(document_of(("word " * 60, BlockClass.CAPTION), TABLE).paragraphs, 2)
    assert title.removesuffix(" (in thousands)").endswith("word")
    assert len(title) <= 180


def test_each_part_of_a_table_is_taken_apart_once(monkeypatch):
    document = document_of("Staff was as follows:", *long_table(960), "The end.")
    seen = []
    monkeypatch.setattr(captions, "rows_of", lambda text: seen.append(text) or rows_of(text))
    assert table_starts(document) == [1, *[2] * 80, 82]
    assert len(seen) <= 80


def test_tables_of_two_documents_are_not_one():
    parts = long_table(24)
    one, other = document_of("First so:", *parts, "Then so:"), document_of(*parts[1:], heading="Staff by site")
    together = Collection.of([one, other])
    assert table_starts(together) == [1, 2, 2, 4, 5]
    answer = SimpleNamespace(excerpt_of=lambda _: None)
    assert title_read(answer, together, 3) == "First so:"
    assert title_read(answer, together, 5) == "Staff by site"
