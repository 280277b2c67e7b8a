"""Scans with something printed on them are scans; pictures with something to read beside them are none."""

from __future__ import annotations

import pymupdf
import pytest

from docexplain.errors import NoTextError
from docexplain.records import BlockClass

CASE = "Case 1:20-cv-01234-ABC   Document 5-2   Filed 03/02/20   Page 1 of 9"
TEXT = (
    "The purchase price of the ship Marlin is 3,250,000 dollars. It is paid in two parts, the first of them on the day "
    "of the signing and the other when the ship is handed over in the port of Lund. The seller keeps the ship in good "
    "order until then and pays the harbour dues of the year."
)
HEIGHT = 300
"""Of a page: it takes Tesseract less time than a whole one."""


@pytest.fixture
def write_pdf(write_pdf):
    def write(*pages, **options):
        return write_pdf(*pages, **{"shape": (612, HEIGHT), **options})

    return write


@pytest.fixture
def lines(set_lines):
    return set_lines(TEXT, 80, 100)


def at(x, y, text, size=8.0, **options):
    """A stamp; from the bottom and the right where x and y are negative."""

    def stamp(page, number):
        place = (x % page.rect.width, y % page.rect.height)
        page.insert_text(place, text.format(number), fontsize=size, **options)

    return stamp


def several(*stamps):
    def stamp(page, number):
        for one in stamps:
            one(page, number)

    return stamp


BATES = at(-132, -12, "NORDWIND-{:07}")
STAMPS = {
    "at the right bottom": BATES,
    "at the left top": at(20, 20, "ABC {:06}", 10),
    "in the middle of the top": at(250, 20, "{}", 12),
    "at the right side": at(-8, 250, "CONFIDENTIAL - ATTORNEYS EYES ONLY", rotate=90),
    "at the left side": at(14, 200, "NW-00012 Produced 03/04/2021", 9, rotate=90),
    "of a court": at(60, 22, CASE, 10),
    "of a file's name": at(20, 15, "C:\\scans\\2021\\marlin purchase agreement final.pdf", 7),
    "of a program": at(200, 15, "scanned by mobile scanner", 9),
    "upon the text": at(250, 250, "RECEIVED MAR 3 2020", 14),
    "several": several(at(20, 20, CASE, 10), BATES, at(20, -12, "CONFIDENTIAL", 12)),
}


@pytest.mark.parametrize("where", STAMPS)
def test_a_stamped_scan_has_no_text(stamped, read_here, lines, where):
    with pytest.raises(NoTextError, match="looks scanned, none of its 2 pages has text"):
        read_here(stamped(lines, STAMPS[where], pages=2))


def worn(picture):
    """A grey sheet, with dots."""
    picture.gamma_with(0.9)
    for i in range(400):
        picture.set_pixel(i * 7919 % picture.width, i * 104729 % picture.height, (60,))
    for y in range(0, picture.height, 2):
        for x in range(y % 4, picture.width, 4):
            if picture.pixel(x, y)[0] > 230:
                picture.set_pixel(x, y, (205,))
    return picture


def test_a_worn_sheet_is_a_scan(stamped, read_here, lines):
    with pytest.raises(NoTextError, match="looks scanned"):
        read_here(stamped(lines, at(200, 15, "scanned by mobile scanner", 9), spoil=worn, dpi=60))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_whatever_the_rotation(stamped, read_here, lines, rotation):
    def stamp(page, number):
        BATES(page, number)
        page.set_rotation(rotation)

    with pytest.raises(NoTextError, match="looks scanned"):
        read_here(stamped(lines, stamp))


@pytest.mark.parametrize("parts", [1, 9])
@pytest.mark.parametrize("place", [(0, 0, 612, HEIGHT), (60, 40, 560, 270)])
def test_whatever_the_picture_covers(write_pdf, read_here, lines, tmp_path, parts, place):
    """All of the page or most of it, in one piece or in strips."""
    whole = pymupdf.Rect(place)
    with pymupdf.open() as document, pymupdf.open(write_pdf(lines)) as source:
        page = document.new_page(width=612, height=HEIGHT)
        step = source[0].rect.height / parts
        for i in range(parts):
            clip = (0, i * step, 612, (i + 1) * step)
            strip = whole.x0, whole.y0 + whole.height * i / parts, whole.x1, whole.y0 + whole.height * (i + 1) / parts
            page.insert_image(strip, pixmap=source[0].get_pixmap(dpi=100, clip=clip), keep_proportion=False)
        BATES(page, 1)
        document.save(tmp_path / "strips.pdf")
    with pytest.raises(NoTextError, match="looks scanned"):
        read_here(tmp_path / "strips.pdf")


def test_among_other_pages_it_is_told(stamped, write_pdf, read_here, lines, tmp_path):
    with pymupdf.open(write_pdf(lines)) as document, pymupdf.open(stamped(lines, BATES)) as other:
        document.insert_pdf(other)
        document.save(tmp_path / "mixed.pdf")
    document = read_here(tmp_path / "mixed.pdf")
    assert [(p.page, p.text) for p in document.paragraphs] == [(1, TEXT)]
    assert document.coverage.pages_without_text == (2,)
    (stamp,) = document.furniture
    assert (stamp.box.page, stamp.text, stamp.block_class) == (2, "NORDWIND-0000001", BlockClass.PAGE_FOOTER)
    assert document.coverage.furniture == len("NORDWIND-0000001")


@pytest.mark.parametrize("where", ["at the right bottom", "at the right side", "upon the text", "several"])
def test_ocr_reads_the_scan_and_leaves_the_stamp(stamped, read_here, lines, tesseract, where):
    document = read_here(stamped(lines, STAMPS[where]), ocr="auto")
    assert " ".join(p.text for p in document.paragraphs) == TEXT
    said = " ".join(f.text for f in document.furniture)
    assert said
    assert "ship" not in said
    assert [page.page for page in document.coverage.recognised] == [1]
    assert document.coverage.pages_without_text == ()


def test_what_is_no_stamp_is_kept_with_what_ocr_reads(stamped, set_lines, write_pdf, read_here, tesseract):
    """A sentence typed under the scan of a long letter."""
    note = "Please send the signed letter back to the office in Lund by Friday"
    lines = set_lines(f"{TEXT} {TEXT}", 80, 50, width=200, size=9)
    document = read_here(stamped(lines, at(80, 240, note, 10)), ocr="auto")
    said = " ".join(p.text for p in document.paragraphs)
    assert said.count(note) == 1
    assert said.count("The purchase price of the ship Marlin") == 2
    assert read_here(stamped(lines, at(80, 240, note, 10))).coverage.pages_without_text == (1,)


def test_a_good_ocr_layer_is_read(stamped, read_here, lines):
    def layer(page, number):
        for x, y, text, size in lines:
            page.insert_text((x, y), text, fontsize=size, render_mode=3)
        BATES(page, number)

    document = read_here(stamped(lines, layer), ocr="auto")
    assert [p.text for p in document.paragraphs] == [TEXT]
    assert [f.text for f in document.furniture] == ["NORDWIND-0000001"]
    assert document.coverage.recognised == document.coverage.pages_without_text == ()


def photograph(width=480, height=270):
    """Soft shapes of many shades."""
    dots = bytes(
        min(255, (x * x // 97 + y * y // 53 + (x * y) // 71 + 40 * (x // 60 % 3)) % 230 + 10)
        for y in range(height)
        for x in range(width)
    )
    return pymupdf.Pixmap(pymupdf.csGRAY, width, height, dots, False)


def paper(width=480, height=270):
    return pymupdf.Pixmap(pymupdf.csGRAY, width, height, bytes([245]) * (width * height), False)


@pytest.mark.parametrize("background", [photograph, paper])
@pytest.mark.parametrize(
    "said",
    [
        [(60, 60, "Our new ship Marlin", 32.0)],
        [(60, 525, "Photo: the ship Marlin in the port of Lund, 2021", 12.0)],
        [(60, 525, "The ship Marlin leaves the port of Lund", 12.0)],
        [(60, 90, "Invoice for May", 20.0), (60, 130, "The total price of the goods is 4,300 euros.", 11.0)],
    ],
)
def test_a_picture_behind_text_is_no_scan(read_here, tmp_path, background, said):
    with pymupdf.open() as document:
        page = document.new_page(width=960, height=540)
        page.insert_image(page.rect, pixmap=background(), keep_proportion=False)
        for x, y, text, size in said:
            page.insert_text((x, y), text, fontsize=size)
        document.save(tmp_path / "slide.pdf")
    document = read_here(tmp_path / "slide.pdf")
    assert [p.text for p in document.paragraphs] == [text for _, _, text, _ in said]
    assert document.coverage.pages_without_text == ()


def test_a_caption_under_a_scanned_chart_is_kept(stamped, read_here):
    chart = [(80.0 + 60 * i, 60.0 + 25 * row, str(10 * i + row), 11.0) for i in range(6) for row in range(7)]
    document = read_here(stamped(chart, at(80, -15, "Figure 3: ships sold by Nordwind in each year", 10)))
    assert [p.text for p in document.paragraphs] == ["Figure 3: ships sold by Nordwind in each year"]


def test_a_page_of_text_with_a_picture_of_writing(write_pdf, set_lines, read_here, lines, tmp_path):
    """Born digital, whatever stands behind it."""
    body = set_lines(f"{TEXT} {TEXT} {TEXT}", 80, 100)
    with pymupdf.open(write_pdf([])) as document, pymupdf.open(write_pdf(lines, name="behind.pdf")) as source:
        document[0].insert_image(document[0].rect, pixmap=source[0].get_pixmap())
        for x, y, text, size in body:
            document[0].insert_text((x, y), text, fontsize=size)
        document.save(tmp_path / "digital.pdf")
    assert [p.text for p in read_here(tmp_path / "digital.pdf").paragraphs] == [f"{TEXT} {TEXT} {TEXT}"]
