"""The number of a section on a line of its own is part of the title below it."""

import pytest

from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.refine import refine
from docexplain.ingest.text.blocks import Block, Line, PageBlocks
from docexplain.records import BlockClass as C

RENT = "The rent is due on the third working day of each month, in advance and without any deduction."


def read(*blocks, gap=3.0):
    """Text and heading path of the paragraphs of (class, text) after one of plain text."""
    made, y = [], 80.0
    for kind, text in ((C.TEXT, RENT), *blocks):
        rect = (60.0, y, 400.0, y + 11)
        made.append(Block(1, rect, kind, (Line(text, rect),), 10.0, len(text)))
        y += 11 + gap
    return [(p.text, p.heading_path) for p, _ in explained_paragraphs(refine([PageBlocks(1, 800.0, tuple(made), 0)]))]


@pytest.mark.parametrize("kind", [C.TEXT, C.SECTION_HEADER, C.LIST_ITEM])
@pytest.mark.parametrize(
    "number", ["\u00a7 3", "\u00a7 3a", "Article 12", "ARTICLE IV", "Article 1er", "Artikel 7", "Art. 5", "Section 2."]
)
def test_it_begins_the_heading(kind, number):
    assert read((kind, number), (C.SECTION_HEADER, "Rent and deposit"), (C.TEXT, RENT)) == [
        (RENT, ()),
        (RENT, (f"{number} Rent and deposit",)),
    ]


@pytest.mark.parametrize(
    ("number", "title", "gap"),
    [
        ("Part I", "Item 1. Business", 3.0),
        ("Article 3", "Article 4", 3.0),
        ("Article 3", "Rent and deposit", 60.0),
        ("See Article 3", "Rent and deposit", 3.0),
    ],
    ids=["another number", "numbers alone", "far", "a sentence"],
)
def test_what_does_not_belong_to_the_title_stays_apart(number, title, gap):
    paths = [path for _, path in read((C.SECTION_HEADER, number), (C.SECTION_HEADER, title), (C.TEXT, RENT), gap=gap)]
    assert title in paths[-1] and not any(number in heading and title in heading for heading in paths[-1])


def in_a_regulation(left, right, gap):
    """The heading of a paragraph under "Article 1" and, ``gap`` lower, a title from 260 to 340."""
    rects = [
        (60.0, 50.0, 500.0, 60.0),
        (left, 80.0, right, 88.0),
        (260.0, 88.0 + gap, 340.0, 97.0 + gap),
        (60.0, 130.0, 500.0, 140.0),
    ]
    kinds = [(C.TEXT, RENT), (C.TEXT, "Article 1"), (C.SECTION_HEADER, "Subject matter"), (C.TEXT, RENT)]
    blocks = [
        Block(1, rect, kind, (Line(text, rect),), 10.0, len(text))
        for rect, (kind, text) in zip(rects, kinds, strict=True)
    ]
    return explained_paragraphs(refine([PageBlocks(1, 800.0, tuple(blocks), 0)]))[-1][0].heading_path


def test_in_the_middle_over_its_title_it_may_stand_a_line_higher():
    assert in_a_regulation(280.0, 320.0, 20.0) == ("Article 1 Subject matter",)
    assert in_a_regulation(280.0, 320.0, 28.0) == ("Subject matter",)
    assert in_a_regulation(260.0, 300.0, 20.0) == ("Subject matter",)
