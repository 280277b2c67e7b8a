"""Notes that the layout model takes for text: they part nothing, and nothing is joined to them."""

import pytest

from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.refine import refine
from docexplain.ingest.text.blocks import Block, Line, PageBlocks
from docexplain.records import BlockClass as C

LEFT, RIGHT = 60.0, 320.0
FIRST = ("For each of the encounters that were", "looked at, the nurses of the", "ward then took the same fraction")
REST = ("of its length as it had been", "before the change of the ward.")
WHOLE = " ".join((*FIRST, *REST))


def set_block(lines, page=1, x=LEFT, y=500.0, size=10.0, block_class=C.TEXT):
    width = 240.0
    longest = max(map(len, lines))
    placed = tuple(
        Line(text, (x, y + 1.2 * size * i, x + width * len(text) / longest, y + 1.2 * size * i + size))
        for i, text in enumerate(lines)
    )
    rect = (x, y, x + width, placed[-1].rect[3])
    return Block(page, rect, block_class, placed, size, sum(len(text.replace(" ", "")) for text in lines))


def read(blocks, pages=1):
    sheets = [
        PageBlocks(page, 800.0, tuple(block for block in blocks if block.page == page), 0)
        for page in range(1, pages + 1)
    ]
    return [(p.block_class, p.text) for p, _ in explained_paragraphs(refine(sheets))]


@pytest.mark.parametrize("taken_for", [C.TEXT, C.LIST_ITEM])
@pytest.mark.parametrize(
    "note",
    [
        "9https://example.org/science",
        "19The competitions of the spring.",
        "\u2020 Now with the other ward.",
        "* Equal contribution of all.",
        "\u00a9 2017 A. Author, B. Author.",
        "c\u20dd2017.",
        "Copyright 2021 by the authors.",
    ],
)
@pytest.mark.parametrize("over", ["column", "page"])
def test_a_note_parts_no_paragraph(note, taken_for, over):
    size = 8.0
    rest = {"column": {"x": RIGHT, "y": 60.0}, "page": {"page": 2, "y": 60.0}}[over]
    blocks = [set_block(FIRST), set_block([note], y=700, size=size, block_class=taken_for), set_block(REST, **rest)]
    assert read(blocks, 2) == [(C.TEXT, WHOLE), (C.FOOTNOTE, note)]


def test_a_note_with_a_full_stop_is_one_beside_another():
    blocks = [
        set_block(FIRST),
        set_block(["1. The criteria are those of the older", "definition."], y=650, size=8, block_class=C.FOOTNOTE),
        set_block(["2. https://example.org/ward"], y=671, size=8, block_class=C.LIST_ITEM),
        set_block(REST, page=2, y=60),
    ]
    assert [kind for kind, _ in read(blocks, 2)] == [C.TEXT, C.FOOTNOTE, C.FOOTNOTE]
    assert read(blocks, 2)[0] == (C.TEXT, WHOLE)


@pytest.mark.parametrize(
    "other",
    [
        set_block(["2. https://example.org/ward"], y=700, size=8, block_class=C.LIST_ITEM),
        set_block(["3 Of the wards were closed in spring."], y=700, size=8),
        set_block(["9https://example.org/science"], y=700, size=10),
        set_block(["9https://example.org/science"], x=RIGHT, y=100, size=8),
        set_block(["of the usual kind, in small print."], y=700, size=8),
    ],
    ids=["alone with a full stop", "a number in a sentence", "as large as the text", "at the head", "without a mark"],
)
def test_other_small_print_stays(other):
    blocks = sorted([set_block(FIRST), other], key=lambda block: block.rect[1])
    assert C.FOOTNOTE not in [kind for kind, _ in read(blocks)]


def test_small_print_over_more_text_stays():
    blocks = [
        set_block(FIRST),
        set_block(["*The table above is in thousands."], y=600, size=8),
        set_block(REST, y=650),
    ]
    assert C.FOOTNOTE not in [kind for kind, _ in read(blocks)]


def test_a_page_of_small_print_stays():
    blocks = [set_block([f"{i}The wards of the north, {i}."], y=100 + 60 * i, size=7) for i in range(1, 11)]
    assert {kind for kind, _ in read(blocks)} == {C.TEXT}


def notes(*lines):
    """Each note or part of one as a block of its own."""
    return [set_block([line], y=650 + 10 * i, size=8, block_class=C.FOOTNOTE) for i, line in enumerate(lines)]


def test_a_note_that_the_layout_model_parted_is_whole():
    parts = notes("9The criteria are those of the older", "definition, which were kept.", "10https://example.org/ward")
    assert [text for _, text in read([set_block(FIRST), *parts])][1:] == [
        "9The criteria are those of the older definition, which were kept.",
        "10https://example.org/ward",
    ]


@pytest.mark.parametrize("second", ["10The definition was kept.", "aThe definition was kept.", "* definition, kept."])
def test_notes_that_follow_each_other_stay_two(second):
    parts = notes("9The criteria are those of the older", second)
    assert len(read([set_block(FIRST), *parts])) == 3
