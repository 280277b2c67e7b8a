"""Pages as pictures: the right one, at the right size, with marks and frame where they belong."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from docexplain.errors import InputError
from docexplain.export.highlight import Mark, write_highlighted
from docexplain.export.page_picture import PagePicture, page_picture
from docexplain.ingest import ParseOptions
from docexplain.records import Box

WHITE = b"\xff\xff\xff"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    document = pymupdf.open()
    for shade in (0.0, 0.5):
        page = document.new_page(width=200, height=400)
        page.draw_rect(pymupdf.Rect(0, 0, 100, 100), color=(shade,) * 3, fill=(shade,) * 3)
    path = tmp_path / "two.pdf"
    document.save(path)
    return path


def pixel(picture: PagePicture, x: int, y: int) -> bytes:
    at = 3 * (y * picture.width + x)
    return picture.rgb[at : at + 3]


def test_the_page_is_drawn_as_wide_as_wanted(pdf: Path) -> None:
    picture = page_picture(pdf, 2, 100, options=ParseOptions())
    assert (picture.page, picture.pages, picture.width, picture.height) == (2, 2, 100, 200)
    assert len(picture.rgb) == 3 * 100 * 200
    assert pixel(picture, 75, 150) == WHITE
    assert all(abs(value - 127) <= 2 for value in pixel(picture, 20, 20))


def test_what_is_cited_is_marked_and_what_is_looked_at_framed_on_its_page_alone(pdf: Path) -> None:
    marks = [Mark((Box(1, 110, 210, 190, 250),), "cited")]
    framed = [Box(1, 20, 300, 180, 340)]
    first = page_picture(pdf, 1, 200, marks=marks, framed=framed, options=ParseOptions())
    red, green, blue = pixel(first, 150, 230)
    assert red > 230 and green > 200 and blue < 200  # yellow
    frame = [pixel(first, 100, y) for y in range(294, 302)]
    assert any(blue > 150 and red < 120 for red, _, blue in frame)
    assert first.top == 300
    second = page_picture(pdf, 2, 200, marks=marks, framed=framed, options=ParseOptions())
    assert pixel(second, 150, 230) == WHITE
    assert second.top == 0


def test_a_page_that_there_is_not_is_a_sentence(pdf: Path) -> None:
    with pytest.raises(InputError, match="has 2 pages: there is no page 3"):
        page_picture(pdf, 3, 100, options=ParseOptions())


def test_the_file_stays_as_it_is(pdf: Path) -> None:
    before = pdf.read_bytes()
    page_picture(pdf, 1, 100, marks=[Mark((Box(1, 1, 1, 9, 9),), "x")], options=ParseOptions())
    assert pdf.read_bytes() == before


@pytest.mark.parametrize(
    ("policy", "on", "drawn"),
    [
        ("AllOn", (True, False), False),
        ("AllOn", (True, True), True),
        ("AnyOn", (True, False), True),
        ("AnyOff", (True, False), True),
        ("AllOff", (True, False), False),
        ("AllOff", (False, False), True),
    ],
)
def test_what_belongs_to_several_layers_is_drawn_where_a_viewer_shows_it(
    tmp_path: Path, policy: str, on: tuple[bool, bool], drawn: bool
) -> None:
    document = pymupdf.open()
    page = document.new_page(width=200, height=400)
    layers = [document.add_ocg(name, on=state) for name, state in zip("ab", on, strict=True)]
    black = (0.0, 0.0, 0.0)
    member = document.set_ocmd(ocgs=layers, policy=policy)
    page.draw_rect(pymupdf.Rect(0, 0, 100, 100), color=black, fill=black, oc=member)
    document.save(tmp_path / "layers.pdf")
    picture = page_picture(tmp_path / "layers.pdf", 1, 200, options=ParseOptions())
    assert (pixel(picture, 50, 50) != WHITE) == drawn
    write_highlighted(tmp_path / "layers.pdf", tmp_path / "marked.png", [], options=ParseOptions())
    marked = pymupdf.Pixmap(tmp_path / "marked.png")
    assert (marked.pixel(marked.width // 4, marked.height // 8) != (255, 255, 255)) == drawn
