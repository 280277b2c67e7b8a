"""What of a file cannot be asked about is said, with what can be done about it."""

from __future__ import annotations

import pytest

from docexplain.ingest import PARSER, ParseOptions
from docexplain.records import (
    MARKS,
    Annotation,
    Box,
    Coverage,
    Document,
    HiddenText,
    Illegible,
    IllegibleText,
    RecognisedPage,
)
from docexplain.session.gaps import tell_gaps


def told(parser: str = PARSER, ocr: str = "auto", **gaps) -> list[str]:
    notices = []
    document = Document("0" * 64, "scan.pdf", parser, (), (), Coverage(9, 100, 100, 0, **gaps))
    tell_gaps(document, ParseOptions(ocr=ocr), notices.append)
    return [notice.text for notice in notices]


def test_pages_that_could_not_be_read_are_told():
    without, failed = told(pages_without_text=(2, 3), failed_pages=((7, "broken"),))
    assert without.startswith("2 of 9 pages of scan.pdf hold no text")
    assert failed.startswith("1 of 9 pages of scan.pdf could not be read")


def test_nothing_is_told_of_a_whole_file():
    assert told() == []


@pytest.mark.parametrize(
    ("runs", "says"),
    [(((2, 3),), "2-3 were"), (((4, 4),), "4 was"), (((1, 1), (5, 9)), "1, 5-9 were"), (((1, 1), (5, 5)), "1, 5 were")],
)
def test_pages_that_were_not_asked_for_are_told(runs, says):
    assert told(only_pages=runs) == [f"scan.pdf: of its 9 pages only {says} read, as asked for."]


def test_damage_is_told():
    (notice,) = told(damaged=True, damaged_pages=((2, "its content breaks off"), (5, "parts of it are missing")))
    says = "scan.pdf: the file is damaged and was repaired; text may be missing, from pages 2, 5 above all."
    assert notice == says
    assert told(damaged=False) == []


def test_what_nobody_sees_is_told():
    box = Box(3, 0, 0, 9, 9)
    hidden = (HiddenText("a b", box, "set to be invisible", 2), HiddenText("c", box, "outside the page", 1))
    notes = (Annotation(4, "Text", "a note"), Annotation(6, "Highlight"), Annotation(7, "FreeText", "read", shown=True))
    assert told(hidden=hidden, annotations=notes, attachments=("a.csv",), active=("JavaScript",)) == [
        "scan.pdf: 3 characters of text that nobody sees, on page 3 (set to be invisible, outside the page): left out.",
        "scan.pdf: 2 comments and marks on pages 4, 6 (1 Highlight, 1 note): not read.",
        "scan.pdf: 1 file in the file (a.csv): not read.",
        "scan.pdf: JavaScript in the file: not run, so what it would show is not read.",
    ]
    (read,) = told(hidden=(HiddenText("a b", box, "set to be invisible", 2, 1),))
    assert read.endswith("on page 3 (set to be invisible): read, and marked as hidden.")


def test_without_tesseract_it_is_told_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    (notice,) = told(pages_without_text=(2,))
    assert "apt install tesseract-ocr" in notice
    assert notice.endswith("brew install tesseract).")


def test_pages_left_out_by_request_are_told_as_that(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    (notice,) = told(ocr="never", pages_without_text=(2,))
    assert notice.endswith("cannot be asked about: OCR is off, so turn it on.")
    assert "apt" not in notice


def test_pages_that_ocr_found_empty_need_no_ocr():
    (notice,) = told(f"{PARSER} tesseract/5.3.0+eng", pages_without_text=(2,))
    assert notice.endswith("OCR found none either.")


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        ([(1, 0.96), (4, 0.52)], "unsure about page 4 (0.52) of scan.pdf"),
        ([(1, 0.3), (4, 0.52)], "unsure about pages 1 (0.30), 4 (0.52) of scan.pdf"),
        ([(n, 0.3) for n in range(1, 15)], "12 (0.30) and 2 more of scan.pdf"),
    ],
)
def test_pages_that_ocr_is_unsure_about_are_told(pages, says):
    (notice,) = told(recognised=tuple(RecognisedPage(*page) for page in pages))
    assert says in notice


def test_pages_that_ocr_is_sure_about_are_not():
    assert told(recognised=(RecognisedPage(1, 0.76),)) == []


def test_garbled_text_is_told_with_its_share():
    text = IllegibleText(1, Illegible.GARBLED, 341, 1.0, paragraphs=(1, 2))
    (notice,) = told(ocr="never", illegible=(text,))
    assert notice.startswith("scan.pdf: the text layer of page 1 looks garbled (100.0% of its characters")
    assert notice.endswith("OCR is off, so turn it on.")


def test_unreadable_text_is_told_once():
    """Not among the scans too."""
    texts = (IllegibleText(2, Illegible.UNREADABLE, 300, 1.0), IllegibleText(3, Illegible.UNREADABLE, 20, 0.041))
    (notice,) = told(ocr="never", pages_without_text=(2,), illegible=texts)
    assert "the text layer of pages 2, 3 is unreadable (100.0%, 4.1% of its characters" in notice


def test_a_part_of_a_page():
    (notice,) = told(f"{PARSER} tesseract/5.3.0+eng", illegible=(IllegibleText(4, Illegible.GARBLED, 9, 0.2),))
    assert "the text layer of page 4 looks garbled in part (20.0% of its characters" in notice


def test_what_ocr_read_instead_is_told():
    texts = tuple(IllegibleText(page, Illegible.GARBLED, 300, 1.0, recognised=page < 3) for page in (1, 2, 3))
    instead, left = told(f"{PARSER} tesseract/5.3.0+eng", illegible=texts)
    assert "pages 1, 2 looks garbled" in instead
    assert instead.endswith("read by OCR instead.")
    assert "page 3 looks garbled" in left


def test_marks_that_ocr_took_for_letters_are_told_apart_from_hidden_text():
    marks = tuple(HiddenText("Sy", Box(page, 1, 2, 3, 4), MARKS, 2) for page in (1, 3))
    (notice,) = told(hidden=marks)
    assert "marks that OCR took for letters and that look like no word (4 characters) on pages 1, 3: left out" in notice
    seen, also = told(hidden=(*marks, HiddenText("Pay", Box(2, 1, 2, 3, 4), "too small to be read", 3)))
    assert "3 characters of text that nobody sees, on page 2 (too small to be read): left out" in seen
    assert "on pages 1, 3" in also
