"""Tables that go on over pages."""

from docexplain.ingest.document.continued_tables import with_continued
from docexplain.ingest.tables.reading import Hints, table_lines
from docexplain.ingest.text.blocks import Block, Line
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.records import BlockClass as C


def table(page, *rows, xs=(0, 100, 200), y=300):
    words = [
        Glyphs((x, y + 15 * n, x + 5 * len(text), y + 15 * n + 10), text, n, i, 10.0, characters=len(text))
        for n, row in enumerate(rows)
        for i, (x, text) in enumerate(zip(xs, row, strict=True))
    ]
    lines, columns = table_lines(words, Hints())
    return Block(page, (xs[0], y, xs[-1] + 60, y + 15 * len(rows)), C.TABLE, tuple(lines), columns=columns)


def text(page, y, words, kind=C.TEXT):
    rect = (50.0, y, 250.0, y + 10)
    return Block(page, rect, kind, (Line(words, rect),))


FIRST = table(1, ("Site", "2023", "2022"), ("Oslo", "12", "14"), ("Lund", "7", "9"))
SECOND = table(2, ("Kiel", "3", "4"), ("Turku", "5", "6"), y=80)


def shown(blocks):
    return [line.text for line in blocks[-1].lines]


def test_the_next_page_has_the_names_of_the_first():
    found = with_continued([FIRST, SECOND])
    assert shown(found) == ["Site: Kiel | 2023: 3 | 2022: 4", "Site: Turku | 2023: 5 | 2022: 6"]
    words = {found[-1].lines[0].text[w.start : w.end]: w.rect for w in found[-1].lines[0].words}
    assert words == {"Kiel": (0, 80, 20, 90), "3": (100, 80, 105, 90), "4": (200, 80, 205, 90)}  # no place on page 1


def test_and_so_has_the_page_after_it():
    third = table(3, ("Vaasa", "1", "2"), ("Odense", "8", "0"), y=80)
    assert shown(with_continued([FIRST, SECOND, third]))[0] == "Site: Vaasa | 2023: 1 | 2022: 2"


def test_what_runs_on_at_the_same_place_is_no_heading_and_parts_nothing():
    blocks = [text(1, 30, "Report", C.TITLE), FIRST, text(2, 30, "Report", C.SECTION_HEADER), SECOND]
    found = with_continued(blocks)
    assert shown(found)[0].startswith("Site: Kiel")
    assert [block.block_class for block in found] == [C.PAGE_HEADER, C.TABLE, C.PAGE_HEADER, C.TABLE]


def test_numbers_of_pages_below_part_nothing_and_are_no_text():
    """As of a report's two pages, where no row of numbers tells what they are."""
    found = with_continued([FIRST, text(1, 790, "12"), SECOND, text(2, 200, "The end."), text(2, 790, "13")])
    assert [line.text for line in found[2].lines] == [
        "Site: Kiel | 2023: 3 | 2022: 4",
        "Site: Turku | 2023: 5 | 2022: 6",
    ]
    assert [block.block_class for block in found] == [C.TABLE, C.PAGE_FOOTER, C.TABLE, C.TEXT, C.PAGE_FOOTER]


def test_a_number_below_that_stands_elsewhere_on_the_next_page_is_text():
    found = with_continued([FIRST, text(1, 500, "12"), text(2, 700, "13"), SECOND])
    assert shown(found) == ["Kiel | 3 | 4", "Turku | 5 | 6"]


def test_a_sentence_between_parts_them():
    for between in (text(1, 500, "That was all."), text(2, 40, "Another table follows.")):
        blocks = sorted([FIRST, SECOND, between], key=lambda block: (block.page, block.rect[1]))
        assert shown(with_continued(blocks)) == ["Kiel | 3 | 4", "Turku | 5 | 6"]


def test_other_columns_are_another_table():
    other = table(2, ("Kiel", "3", "4"), ("Turku", "5", "6"), xs=(60, 260, 300), y=80)
    assert shown(with_continued([FIRST, other])) == ["Kiel | 3 | 4", "Turku | 5 | 6"]


def test_a_table_with_a_head_of_its_own_keeps_it():
    other = table(2, ("Port", "2021", "2020"), ("Kiel", "3", "4"), y=80)
    assert shown(with_continued([FIRST, other]))[1] == "Port: Kiel | 2021: 3 | 2020: 4"
