"""Words, headings and pages of a document, and the strip beside the scroll bar."""

from __future__ import annotations

import pytest

from docexplain.answers import Kind
from docexplain.records import Source
from tui.view.document.heat import row_at, strip_of
from tui.view.document.hits import Hits
from tui.view.document.outline import outline
from tui.view.document.rows import RowKind, lay_out
from tui.view.document.sheet import Sheet
from tui.view.shading import Shade

from ..conftest import make_paragraph

PARAGRAPHS = [
    make_paragraph(1, "Lamps of glass. More lamps."),
    make_paragraph(2, "No light here.", page=2),
    make_paragraph(3, "A LAMP\u00a0of a kind [with] signs.", page=4),
]


def test_every_place_is_found_whatever_the_letters() -> None:
    hits = Hits(PARAGRAPHS, "lamp")
    assert len(hits) == 3
    assert hits.says() == "1 of 3 in 2 paragraphs"
    assert [hits.step(1).paragraph for _ in range(3)] == [1, 3, 1]  # type: ignore[union-attr]
    assert hits.step(-1).paragraph == 3  # type: ignore[union-attr]
    assert (3 in hits, 2 in hits) == (True, False)


@pytest.mark.parametrize(("words", "count"), [("lamp of", 1), ("[with]", 1), (".*", 0), ("  ", 0), ("", 0)])
def test_words_are_no_pattern_and_white_space_is_any(words: str, count: int) -> None:
    assert len(Hits(PARAGRAPHS, words)) == count


def test_it_is_looked_for_from_the_cursor_on() -> None:
    assert Hits(PARAGRAPHS, "lamp", start=2).here.paragraph == 3  # type: ignore[union-attr]
    assert Hits(PARAGRAPHS, "light", start=3).here.paragraph == 2  # type: ignore[union-attr]
    assert Hits(PARAGRAPHS, "nothing").says() == "“nothing” is not in this document."


def test_what_is_found_is_marked_across_lines() -> None:
    paragraph = make_paragraph(1, "one two three four")
    sheet = Sheet([paragraph], 9)
    rows = sheet.lines(1)
    assert [row.text for row in rows] == ["one two", "three", "four"]
    assert Hits([paragraph], "two three").in_rows(rows) == [[(4, 7, 0)], [(0, 5, 0)], []]


def test_the_outline_holds_headings_that_are_paragraphs_and_those_that_are_not() -> None:
    found = outline(
        [
            make_paragraph(1, "Report", kind="title"),
            make_paragraph(2, "a", path=("1 Start",)),
            make_paragraph(3, "2 Sales", kind="section-header", page=2),
            make_paragraph(4, "b", path=("2 Sales", "2.1 North"), page=2),
            make_paragraph(5, "c", path=("2 Sales", "2.1 North"), page=3),
            make_paragraph(6, "d", path=("2 Sales", "2.2 South"), page=3),
        ]
    )
    assert [(each.text, each.level, each.paragraph) for each in found] == [
        ("Report", 0, 1),
        ("1 Start", 0, 2),
        ("2 Sales", 0, 3),
        ("2.1 North", 1, 4),
        ("2.2 South", 1, 6),
    ]


def test_of_several_documents_the_outline_names_each() -> None:
    sources = (Source("a" * 64, "a.pdf", "p", 1), Source("b" * 64, "b.pdf", "p", 1))
    found = outline([make_paragraph(1, "x", path=("One",)), make_paragraph(2, "y", path=("One",))], sources)
    assert [(each.text, each.level) for each in found] == [("a.pdf", 0), ("One", 1), ("b.pdf", 0), ("One", 1)]


def test_where_a_page_begins_is_a_row() -> None:
    rows = lay_out(PARAGRAPHS, 60)
    assert [(row.index, row.text) for row in rows if row.kind is RowKind.PAGE] == [(2, "page 2"), (3, "page 4")]


def test_a_page_without_text_leads_to_the_next_one_that_has_any() -> None:
    sheet = Sheet(PARAGRAPHS, 60)
    assert [sheet.first_on_page(page, range(1, 4)) for page in (1, 2, 3, 4, 5)] == [1, 2, 3, 3, None]


def test_lines_are_at_most_90_characters_and_lists_hang() -> None:
    rows = lay_out([make_paragraph(1, "word " * 60), make_paragraph(2, "• " + "item " * 40, kind="list-item")], 200)
    texts = [row for row in rows if row.kind is RowKind.TEXT]
    assert max(len(row.text) for row in texts) <= 90
    item = [row.text for row in texts if row.index == 2]
    assert item[0].startswith("• item")
    assert all(line.startswith("  item") for line in item[1:])


def test_the_strip_shows_what_counts_most_in_each_cell_and_what_was_found() -> None:
    shades = {2: Shade(Kind.SHARE, size=0.9), 3: Shade(Kind.SUPPORTS, size=0.4, rank=1), 9: Shade(Kind.AGAINST, size=1)}
    starts = [10 * i for i in range(10)]
    cells = strip_of(starts, 100, 5, shades.get, lambda index: index == 7)
    assert [None if cell.shade is None else cell.shade.kind for cell in cells] == [
        Kind.SHARE,
        Kind.SUPPORTS,
        None,
        None,
        Kind.AGAINST,
    ]
    assert [cell.found for cell in cells] == [False, False, False, True, False]
    assert row_at(3, 100, 5) == 60


def test_what_is_cited_is_shown_before_what_is_not_however_large() -> None:
    shades = {1: Shade(Kind.SUPPORTS, size=0.2, rank=1), 2: Shade(Kind.SUPPORTS, size=1.0)}
    [cell] = strip_of([0, 10], 20, 1, shades.get, lambda _: False)
    assert cell.shade is not None
    assert cell.shade.rank == 1
