"""What a page draws is asked once, and again when the page was changed."""

import pymupdf
import pytest

from docexplain.ingest.page.upright import as_seen, turned, turned_back
from docexplain.ingest.text.drawn import forget, paths_of, steps_of
from docexplain.ingest.text.rotation import Way


@pytest.fixture
def page():
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=400, height=600)
        page.insert_text((50, 80), "Rent", fontsize=12)
        page.draw_rect((50, 100, 90, 130))
        yield page


def test_both_say_what_pymupdf_says(page):
    assert steps_of(page) == page.get_bboxlog() != []
    assert [path["rect"] for path in paths_of(page)] == [path["rect"] for path in page.get_cdrawings()] != []


def test_a_page_that_is_drawn_on_is_asked_again_when_told(page):
    before = len(steps_of(page))
    page.draw_rect((200, 100, 290, 130))
    forget(page)
    assert len(steps_of(page)) > before


@pytest.mark.parametrize("change", [lambda page: turned(page, Way(90)), as_seen], ids=["turned", "as seen"])
def test_a_turned_page_is_asked_again(page, change):
    page.set_rotation(90)
    before = steps_of(page), paths_of(page)[0]["rect"]
    change(page)
    assert steps_of(page) == page.get_bboxlog() != before[0]
    assert paths_of(page)[0]["rect"] == page.get_cdrawings()[0]["rect"] != before[1]


def test_a_page_turned_back_is_asked_again(page):
    turn = turned(page, Way(90))
    before = steps_of(page)
    turned_back(page, turn)
    assert steps_of(page) == page.get_bboxlog() != before
