"""``--ocr`` and ``--ocr-language``: what becomes of scanned pages, in text, in JSON and in the database."""

from __future__ import annotations

import json

import pymupdf
import pytest

from docexplain.errors import ExitCode

LAYOUT = ("--layout", "fast")
FAST = ("--answer", "ten dollars", "--read", "all", *LAYOUT)


@pytest.fixture
def mixed(tmp_path, make_pdf):
    """A page with text, and a picture of the same page."""
    path = tmp_path / "mixed.pdf"
    with pymupdf.open(make_pdf(tmp_path / "text.pdf")) as document:
        document[0].set_cropbox(pymupdf.Rect(0, 0, 595, 340))  # the rest is empty
        picture = document[0].get_pixmap(dpi=150, colorspace=pymupdf.csGRAY)
        page = document.new_page(width=595, height=340)
        page.insert_image(page.rect, pixmap=picture)
        document.save(path)
    return path


@pytest.fixture
def no_tesseract(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


def test_ingest_reports_scanned_pages_with_confidence(docexplain, mixed, tesseract):
    told = docexplain("ingest", *LAYOUT, mixed)
    assert told.code == 0
    assert "  2 pages, 6 paragraphs" in told.out
    assert "  read by OCR, with confidence: pages 2 (0.9" in told.out
    data = json.loads(docexplain("ingest", *LAYOUT, mixed, "--json").out)["documents"][0]
    assert data["stored_before"]
    assert " tesseract/" in data["parser"]
    (page,) = data["coverage"]["recognised"]
    assert page["page"] == 2
    assert 0.9 < page["confidence"] <= 1


def test_each_way_of_reading_has_its_own_stored_parse(docexplain, mixed, tesseract):
    ways = [(), ("--ocr", "never"), ("--ocr", "always")]
    expected = [[2], [], [1, 2]]
    for stored in (False, True):
        for way, pages in zip(ways, expected, strict=True):
            data = json.loads(docexplain("ingest", *LAYOUT, mixed, *way, "--json").out)["documents"][0]
            assert data["stored_before"] is stored
            assert [page["page"] for page in data["coverage"]["recognised"]] == pages


def test_tesseract_installed_later_is_used(docexplain, mixed, tesseract, monkeypatch, tmp_path):
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        first = docexplain("ingest", *LAYOUT, mixed)
        assert "no text on pages 2" in first.out
        assert "apt install tesseract-ocr" in first.err
        assert docexplain("ingest", *LAYOUT, mixed).out.startswith("mixed.pdf  already stored")
    assert docexplain("ingest", *LAYOUT, mixed).out.startswith("mixed.pdf  read")
    assert docexplain("ingest", *LAYOUT, mixed).out.startswith("mixed.pdf  already stored")


def test_ask_takes_the_same_options(docexplain, mixed, tesseract):
    answers = [
        json.loads(docexplain("ask", mixed, "What is the pay per hour?", *FAST, *way, "--json").out)
        for way in ((), ("--ocr", "never"))
    ]
    assert [answer["paragraphs_total"] for answer in answers] == [6, 3]


@pytest.mark.parametrize("command", [("ingest",), ("ask", "Pay?", *FAST)])
def test_a_language_that_is_not_there(docexplain, mixed, tesseract, command):
    name, *rest = command
    result = docexplain(name, mixed, *rest, "--ocr-language", "eng+tlh")
    assert result.code == ExitCode.USAGE
    assert "has no data for the language tlh (installed: " in result.err
    assert result.err.count("\n") == 1


def test_no_language(docexplain, mixed):
    result = docexplain("ingest", *LAYOUT, mixed, "--ocr-language", "eng+")
    assert result.code == ExitCode.USAGE
    assert "joined by +" in result.err


def test_always_without_tesseract(docexplain, mixed, no_tesseract):
    result = docexplain("ingest", *LAYOUT, mixed, "--ocr", "always")
    assert result.code == ExitCode.INPUT
    assert "OCR of every page cannot be done" in result.err
    assert "apt install tesseract-ocr" in result.err
