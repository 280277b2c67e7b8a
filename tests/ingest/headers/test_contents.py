"""Headers on a page of contents: nothing stands under them."""

import pytest

from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.refine import refine
from docexplain.ingest.headers.contents import without_contents_headers
from docexplain.ingest.text.blocks import Block, Line, PageBlocks
from docexplain.records import BlockClass as C

ENTRIES = {
    "sections": [f"SECTION 1.0{n}. | {name} | {page}" for n, (name, page) in enumerate(
        [("Defined Terms", 1), ("Loans", 7), ("Letters of Credit", 7), ("Fees", 12), ("Taxes", 31), ("Notices", 104)]
    )],
    "leaders": [f"{name} ... {page}" for name, page in
        [("Mietsache", 3), ("Miete", 4), ("Kaution", 9), ("Haftung", 9), ("Ende der Mietzeit", 12)]],
}  # fmt: skip


def block(lines, block_class, y, page=1):
    placed = tuple(Line(text, (60.0, y + 14 * i, 500.0, y + 14 * i + 10)) for i, text in enumerate(lines))
    rect = (60.0, y, 500.0, placed[-1].rect[3])
    return Block(page, rect, block_class, placed, 10.0, sum(map(len, lines)))


def paths(*blocks):
    pages = [
        PageBlocks(number, 800.0, tuple(b for b in blocks if b.page == number), 0)
        for number in sorted({b.page for b in blocks})
    ]
    return {p.text: p.heading_path for p, _ in explained_paragraphs(refine(pages))}


PREAMBLE = "This agreement is made between the lender and the borrower on the day that is named above."


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("kind", [C.TABLE, C.TEXT])
def test_a_header_among_the_entries_heads_nothing(name, kind):
    entries = ENTRIES[name] if kind is C.TABLE else [entry.replace(" | ", " ... ") for entry in ENTRIES[name]]
    found = paths(
        block([PREAMBLE.replace("This", "That")], C.TEXT, 80),
        block(["TABLE OF CONTENTS"], C.SECTION_HEADER, 100),
        block(["ARTICLE I Definitions and what they mean"], C.SECTION_HEADER, 130),
        block(entries[:3], kind, 160),
        block(["ARTICLE II Miscellaneous and other matters"], C.SECTION_HEADER, 300),
        block(entries[3:], kind, 330),
        block([PREAMBLE], C.TEXT, 100, page=2),
    )
    assert [path for text, path in found.items() if text.endswith(PREAMBLE)] == [()]
    assert found["ARTICLE II Miscellaneous and other matters"] == ("TABLE OF CONTENTS",)
    assert {path for text, path in found.items() if text[-1].isdecimal()} <= {("TABLE OF CONTENTS",)}


def test_contents_of_two_pages_have_one_title():
    entries = ENTRIES["sections"]
    found = paths(
        block([PREAMBLE.replace("This", "That")], C.TEXT, 80),
        block(["TABLE OF CONTENTS"], C.SECTION_HEADER, 100),
        block(entries, C.TABLE, 130),
        block(["ARTICLE V Guarantee of the loans"], C.SECTION_HEADER, 60, page=2),
        block([f"SECTION 5.0{n}. | Limits of it | {110 + n}" for n in range(6)], C.TABLE, 100, page=2),
        block([PREAMBLE], C.TEXT, 100, page=3),
    )
    assert found.pop("ARTICLE V Guarantee of the loans") == ("TABLE OF CONTENTS",)
    assert found.pop(PREAMBLE) == found.pop(PREAMBLE.replace("This", "That")) == ()
    assert set(found.values()) == {("TABLE OF CONTENTS",)}


def test_a_header_after_the_entries_is_one():
    found = paths(
        block([PREAMBLE.replace("This", "That")], C.TEXT, 80),
        block(["CONTENTS"], C.SECTION_HEADER, 100),
        block(ENTRIES["sections"], C.TABLE, 130),
        block(["1 Introduction"], C.SECTION_HEADER, 300),
        block([PREAMBLE], C.TEXT, 330),
    )
    assert found[PREAMBLE] == ("1 Introduction",)


@pytest.mark.parametrize(
    "rows",
    [
        [f"Region {n} | 2020: 31 | 2021: {value}" for n, value in enumerate((12, 5, 31, 2, 18, 7))],
        ENTRIES["sections"][:3],
    ],
)
def test_a_table_of_numbers_and_a_few_entries_are_no_contents(rows):
    found = paths(block([PREAMBLE], C.TEXT, 80), block(["Sales"], C.SECTION_HEADER, 100), block(rows, C.TABLE, 130))
    assert found.pop(PREAMBLE) == ()
    assert set(found.values()) == {("Sales",)}


@pytest.mark.parametrize("line", ["as the parties agree " * 2000 + "12", "a" * 40_000 + "12", "7. " * 15_000 + "12"])
def test_long_lines_take_no_time(line):
    page = [block([f"{line}{n}" for n in range(5)], C.TEXT, 80)]
    without_contents_headers(page)
