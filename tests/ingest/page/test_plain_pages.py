"""Which pages the layout model reads without their picture, and that they read the same."""

import pymupdf
import pytest

from docexplain.ingest.page import plain_pages
from docexplain.ingest.page.layout import page_blocks
from docexplain.ingest.text.glyphs import Glyphs

PROSE = (
    "The company serves customers in all regions of the country. Its sales grew by seven percent in the year, since "
    "more of its shops were open and each of them sold more than the year before. The board expects further growth. "
)


@pytest.fixture
def looks(monkeypatch):
    """How often the whole layout model is asked."""
    asked = []
    whole = plain_pages.picture_model()
    monkeypatch.setattr(plain_pages, "picture_model", lambda: lambda *a, **k: asked.append(1) or whole(*a, **k))
    return asked


@pytest.fixture
def page():
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        page.insert_text((72, 90), "1. Business", fontname="hebo", fontsize=14)
        page.insert_textbox((72, 110, 540, 250), PROSE * 2, fontsize=11)
        page.insert_textbox((72, 270, 540, 400), PROSE, fontsize=11)
        page.insert_text((72, 430), "\u2022", fontsize=11)
        page.insert_textbox((90, 420, 540, 480), PROSE[:120], fontsize=11)
        page.insert_text((300, 760), "17", fontsize=9)
        yield page


def picture(size=40):
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, size, size))
    pixmap.set_rect(pixmap.irect, (200, 50, 50))
    return pixmap


def shape(page, count):
    for i in range(count):
        page.draw_line((72, 500 + 2 * i), (540, 500 + 2 * i))


def table(page):
    for row in range(6):
        for column, x in enumerate((72, 220, 340)):
            page.insert_text((x, 520 + 16 * row), f"{1000 * row + column}", fontsize=11)


def column(page):
    page.insert_textbox((72, 500, 290, 700), PROSE, fontsize=11)
    page.insert_textbox((320, 500, 540, 700), PROSE, fontsize=11)


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda page: None, True),
        (lambda page: shape(page, 5), True),
        (lambda page: shape(page, 100), False),
        (lambda page: page.insert_image((72, 500, 300, 700), pixmap=picture()), False),
        (lambda page: page.insert_image((72, 500, 80, 508), pixmap=picture()), True),
        (table, False),
        (column, False),
    ],
    ids=["prose", "a few lines", "a drawing", "a picture", "a logo", "a table", "two columns"],
)
def test_only_text_in_one_column_goes_without_the_picture(page, looks, draw, expected):
    draw(page)
    blocks = page_blocks(page, 1).blocks
    assert (not looks) is expected
    assert "1. Business" in [block.text for block in blocks]


@pytest.mark.parametrize(("text", "expected"), [("lease", True), ("\u05e9\u05dc\u05d5\u05dd", False)])
def test_a_script_that_is_read_from_the_right_is_looked_at(page, text, expected):
    assert plain_pages._is_plain(page, [Glyphs((72, 90, 120, 102), text, 0, 0)]) is expected


def test_both_models_read_a_plain_page_alike(page, looks, monkeypatch):
    plain = page_blocks(page, 1)
    monkeypatch.setattr(plain_pages, "_is_plain", lambda page, words: False)
    whole = page_blocks(page, 1)
    assert looks == [1]
    assert [(b.block_class, b.text) for b in plain.blocks] == [(b.block_class, b.text) for b in whole.blocks]
    assert len(plain.blocks) > 4


@pytest.mark.parametrize(
    ("found", "lines", "expected"),
    [
        ("table", [(72, 90, 300, 102)], [1]),
        ("picture", [(72, 90, 300, 102)], [1]),
        ("page-footer", [(72, 700, 300, 712), (72, 714, 200, 726)], [1]),
        ("page-footer", [(72, 700, 200, 712), (250, 701, 300, 712)], []),
    ],
    ids=["table", "picture", "two lines", "one line"],
)
def test_where_the_text_model_may_be_wrong_the_other_looks(page, looks, monkeypatch, found, lines, expected):
    x0, y0, x1, y1 = zip(*lines, strict=True)
    around = [min(x0), min(y0), max(x1), max(y1)]
    group = {"group_bbox": around, "class_name": found, "bboxes": [list(line) for line in lines], "indicies": [0]}
    monkeypatch.setattr(plain_pages, "text_model", lambda: lambda page, **options: [group])
    blocks = page_blocks(page, 1).blocks
    assert looks == expected
    assert "1. Business" in " ".join(block.text for block in blocks)
