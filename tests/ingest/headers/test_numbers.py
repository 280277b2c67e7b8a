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
