"""Scans made on the spot: their text comes from Tesseract, stands where it is seen, and says how sure it is."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

import pymupdf
import pytest

from docexplain import ingest
from docexplain.errors import ExitCode, InputError, NoTextError, OcrError, UsageError
from docexplain.ingest import LOW, PARSER, Limits, ParseOptions, find_parse, kept_under, used_ocr
from docexplain.ingest.ocr import recognise
from docexplain.ingest.ocr.tesseract import languages_of
from docexplain.ingest.page.layout import page_blocks
from docexplain.ingest.parser_id import parser_name
from docexplain.records.word_boxes import boxes_of

FAST = ParseOptions(layout="fast")
NEVER, ALWAYS = replace(FAST, ocr="never"), replace(FAST, ocr="always")
PLAIN = parser_name(FAST)
WIDTH, HEIGHT = 612, 200
"""Of a page: it takes Tesseract half the time of a whole one."""


def read_document(path, options=FAST):
    """Tests of OCR need no layout model, but for one."""
    return ingest.read_document(path, options=options)


def text_of(document):
    return " ".join(p.text for p in document.paragraphs)


def boxes(document):
    return [(b.x0, b.y0, b.x1, b.y1) for p in document.paragraphs for b in p.boxes]


@pytest.fixture
def write_pdf(write_pdf):
    return partial(write_pdf, shape=(WIDTH, HEIGHT))


@pytest.fixture
def lines(set_lines, prose):
    return set_lines(prose, 80, 100)


@pytest.fixture
def no_tesseract(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Puts a program of the name tesseract on the path, which does as told when it is to read a picture."""

    def write(deed, languages="eng"):
        folder = tmp_path / "programs"
        folder.mkdir()
        script = folder / "tesseract"
        listed = "\\n".join(["List of available languages (1):", *languages.split()])
        script.write_text(
            "#!/bin/sh\n"
            f'case "$1" in --version) echo tesseract 5.9.9; exit;; --list-langs) echo "{listed}"; exit;; esac\n'
            f"{deed}\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return write


@pytest.mark.parametrize("layout", ["model", pytest.param("fast", marks=pytest.mark.processes)])
def test_a_scan_is_read(scan, lines, prose, place, tesseract, layout):
    document = read_document(scan(lines), ParseOptions(layout=layout))
    assert text_of(document) == prose
    assert boxes(document) == [pytest.approx(place, abs=5)]
    (page,) = document.coverage.recognised
    assert page.page == 1
    assert 0.9 < page.confidence <= 1
    assert document.coverage.pages_without_text == ()
    assert document.coverage.kept == document.coverage.characters == len("".join(prose.split()))
    assert document.parser.startswith(f"{parser_name(ParseOptions(layout=layout))} tesseract/")
    assert document.parser.endswith("+eng")


def test_words_stand_on_their_ink(scan, write_pdf, lines, tesseract, monkeypatch):
    seen = []

    def spy(page, *options):
        seen.extend(page.get_text("words"))
        return page_blocks(page, *options)

    monkeypatch.setattr(recognise, "page_blocks", spy)
    read_document(scan(lines))
    with pymupdf.open(write_pdf(lines)) as document:
        written = document[0].get_text("words")
    assert [word[4] for word in seen] == [word[4] for word in written]
    for found, meant in zip(seen, written, strict=True):
        assert (found[0], found[2]) == pytest.approx((meant[0], meant[2]), abs=2)
    first_line = [word for word in seen if word[3] < 110]
    assert all(90 < word[1] < 96 and 99 < word[3] < 104 for word in first_line)  # they stand on y = 100


@pytest.fixture
def place(write_pdf, lines):
    """Where the paragraph stands on an upright page."""
    return boxes(read_document(write_pdf(lines)))[0]


@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_turned_by_its_rotation(scan, lines, prose, place, tmp_path, tesseract, turn):
    with pymupdf.open() as document, pymupdf.open(scan(lines)) as source:
        wide = turn != 180
        page = document.new_page(width=HEIGHT if wide else WIDTH, height=WIDTH if wide else HEIGHT)
        page.show_pdf_page(page.rect, source, 0, rotate=turn)
        page.set_rotation(turn)
        document.save(tmp_path / "turned.pdf")
    document = read_document(tmp_path / "turned.pdf")
    assert text_of(document) == prose
    assert boxes(document) == [pytest.approx(place, abs=5)]


@pytest.mark.parametrize("turn", [90, 180])
def test_a_picture_that_lies_on_its_side_or_head(scan, lines, prose, place, tmp_path, tesseract, turn):
    """Nothing in the file says so; the boxes are where the page shows the text."""
    x0, y0, x1, y1 = place
    with pymupdf.open() as document, pymupdf.open(scan(lines)) as source:
        wide = turn != 180
        page = document.new_page(width=HEIGHT if wide else WIDTH, height=WIDTH if wide else HEIGHT)
        page.show_pdf_page(page.rect, source, 0, rotate=-turn)
        document.save(tmp_path / "lying.pdf")
    document = read_document(tmp_path / "lying.pdf")
    assert text_of(document) == prose
    expected = {90: (HEIGHT - y1, x0, HEIGHT - y0, x1), 180: (WIDTH - x1, HEIGHT - y1, WIDTH - x0, HEIGHT - y0)}[turn]
    assert boxes(document) == [pytest.approx(expected, abs=5)]
    (paragraph,) = document.paragraphs
    found = boxes_of(paragraph, 0, len(prose))
    around = (min(b.x0 for b in found), min(b.y0 for b in found), max(b.x1 for b in found), max(b.y1 for b in found))
    assert around == pytest.approx(expected, abs=5)


def test_a_page_whose_origin_is_elsewhere(scan, lines, prose, place, tmp_path, tesseract):
    with pymupdf.open() as document, pymupdf.open(scan(lines)) as source:
        page = document.new_page(width=800, height=400)
        shown = pymupdf.Rect(90, 60, 90 + WIDTH, 60 + HEIGHT)
        page.show_pdf_page(shown, source, 0)
        page.set_cropbox(shown)
        document.save(tmp_path / "cropped.pdf")
    document = read_document(tmp_path / "cropped.pdf")
    assert text_of(document) == prose
    assert boxes(document) == [pytest.approx(place, abs=5)]


def test_a_document_of_both_kinds(scan, write_pdf, lines, set_lines, prose, tmp_path, tesseract):
    other = "The second page was printed and scanned again before it was put into the file."
    with pymupdf.open(write_pdf(lines, [])) as document, pymupdf.open(scan(set_lines(other, 80, 100))) as source:
        document.insert_pdf(source)
        document.save(tmp_path / "mixed.pdf")
    mixed = read_document(tmp_path / "mixed.pdf")
    assert [(p.page, p.text) for p in mixed.paragraphs] == [(1, prose), (3, other)]
    assert [page.page for page in mixed.coverage.recognised] == [3]
    assert mixed.coverage.pages_without_text == (2,)
    assert used_ocr(mixed.parser)

    unread = read_document(tmp_path / "mixed.pdf", options=NEVER)
    assert [(p.page, p.text) for p in unread.paragraphs] == [(1, prose)]
    assert unread.coverage.pages_without_text == (2, 3)
    assert unread.parser == PLAIN


def test_pages_with_text_do_not_go_through_ocr(write_pdf, lines, prose, program):
    program("exit 1")
    document = read_document(write_pdf(lines))
    assert text_of(document) == prose
    assert document.coverage.recognised == ()
    assert document.parser == PLAIN


def test_text_that_nobody_sees_counts_as_text(scan, prose, lines, tmp_path, program):
    program("exit 1")
    with pymupdf.open(scan(lines)) as document:
        for x, y, text, size in lines:
            document[0].insert_text((x, y), text, fontsize=size, render_mode=3)
        document.save(tmp_path / "hidden.pdf")
    document = read_document(tmp_path / "hidden.pdf")
    assert text_of(document) == prose
    assert document.coverage.recognised == ()


def test_always_reads_what_is_seen(scan, prose, lines, tmp_path, tesseract):
    with pymupdf.open(scan(lines)) as document:
        document[0].insert_text((80, 100), "Rubbish of an earlier OCR", fontsize=11, render_mode=3)
        document.save(tmp_path / "layer.pdf")
    assert text_of(read_document(tmp_path / "layer.pdf")) == "Rubbish of an earlier OCR"
    document = read_document(tmp_path / "layer.pdf", options=ALWAYS)
    assert text_of(document) == prose
    assert document.parser.endswith(" ocr=always")


def test_text_of_invisible_signs_counts_as_none(scan, prose, lines, tmp_path, tesseract):
    with pymupdf.open(scan(lines)) as document:
        document[0].insert_text((80, 100), "\x01\x02 \x03", fontsize=11, render_mode=3)
        document.save(tmp_path / "signs.pdf")
    assert text_of(read_document(tmp_path / "signs.pdf")) == prose


def test_a_bad_scan_says_that_it_is_one(scan, lines, tesseract):
    page = read_document(scan(lines[:1], dpi=40)).coverage.recognised[0]
    assert 0 < page.confidence < LOW


def test_a_big_page_is_read_with_fewer_dots(scan, tesseract, monkeypatch):
    """Five meters wide: at 300 dots to the inch its picture would have billions."""
    path = scan([(40, 120, "Plan of the harbor", 60)])
    with pymupdf.open() as document, pymupdf.open(path) as source:
        page = document.new_page(width=14400, height=14400)
        page.show_pdf_page(page.rect, source, 0)
        document.save(path.with_name("plan.pdf"))
    monkeypatch.setattr(recognise, "_PIXELS", 1e6)
    assert text_of(read_document(path.with_name("plan.pdf"))) == "Plan of the harbor"


@pytest.mark.parametrize(("width", "height"), [(612, 792), (14400, 14400), (14400, 3), (1, 1)])
def test_no_picture_has_more_dots_than_tesseract_can_take(width, height):
    scale = recognise._scale(width, height)
    assert scale <= 300 / 72
    assert width * height * scale**2 <= 21e6
    assert max(width, height) * scale < 32_767


def test_a_language_that_is_not_installed(scan, lines, program):
    program("exit 1", languages="eng deu")
    with pytest.raises(UsageError, match=r"has no data for the language fra \(installed: deu, eng\)") as caught:
        read_document(scan(lines), options=replace(FAST, ocr_languages="eng+fra"))
    assert caught.value.remedies == ("ocr_languages",)


def test_a_tesseract_without_the_usual_language(scan, write_pdf, lines, prose, program):
    """Who never named a language hears of it only when a scan is to be read."""
    program("exit 1", languages="deu")
    assert text_of(read_document(write_pdf(lines))) == prose
    with pytest.raises(NoTextError, match=r"has no data for the language eng \(installed: deu\)") as caught:
        read_document(scan(lines))
    assert caught.value.remedies == ("ocr_languages",)
    with pytest.raises(OcrError, match="OCR of every page cannot be done: Tesseract has no data for the language eng"):
        read_document(write_pdf(lines), options=ALWAYS)


def test_a_scan_without_tesseract(scan, lines, no_tesseract):
    with pytest.raises(NoTextError, match=r"looks scanned") as caught:
        read_document(scan(lines))
    said = str(caught.value)
    assert "apt install tesseract-ocr" in said
    assert "brew install tesseract" in said
    assert caught.value.exit_code == ExitCode.INPUT


def test_a_scan_left_unread_by_request(scan, lines):
    with pytest.raises(NoTextError, match=r"looks scanned.*: OCR is off, so turn it on") as caught:
        read_document(scan(lines), options=NEVER)
    assert "install" not in str(caught.value)
    assert caught.value.remedies == ("ocr",)


def test_always_without_tesseract(write_pdf, lines, no_tesseract):
    with pytest.raises(OcrError, match=r"OCR of every page cannot be done: install Tesseract") as caught:
        read_document(write_pdf(lines), options=ALWAYS)
    assert caught.value.exit_code == ExitCode.INPUT


def test_a_picture_without_text(scan, tmp_path, tesseract):
    with pymupdf.open() as document:
        document.new_page(width=WIDTH, height=HEIGHT).draw_circle((300, 100), 70, fill=(0.5, 0.5, 0.5))
        document.save(tmp_path / "circle.pdf")
    with pytest.raises(NoTextError, match=r"OCR for eng found none"):
        read_document(tmp_path / "circle.pdf")


@pytest.mark.processes
def test_a_hanging_tesseract_costs_its_page_only(write_pdf, scan, lines, prose, program, tmp_path):
    program("exec sleep 60")
    with pymupdf.open(write_pdf(lines)) as document, pymupdf.open(scan(lines)) as source:
        document.insert_pdf(source)
        document.save(tmp_path / "mixed.pdf")
    options = replace(FAST, limits=Limits(ocr_seconds=0.2))
    document = read_document(tmp_path / "mixed.pdf", options=options)
    assert text_of(document) == prose
    assert document.coverage.failed_pages == ((2, "OCR took longer than 0.2 seconds"),)
    assert document.parser == f"{PLAIN} tesseract/5.9.9+eng"
    with pytest.raises(InputError, match=r"OCR took longer than 0.2 seconds"):
        read_document(scan(lines), options=options)


@pytest.mark.processes
def test_a_failing_tesseract_says_why(scan, lines, program):
    program("echo out of ink >&2; exit 3")
    with pytest.raises(InputError, match="OCR failed: out of ink"):
        read_document(scan(lines))


def test_a_tesseract_that_is_too_old(scan, lines, program):
    program("exit 1")
    with pytest.raises(NoTextError, match=r"Tesseract 3\.05\.02 is too old"):
        read_document(scan(lines), options=aged("3.05.02"))


def aged(version):
    import shutil
    from pathlib import Path

    script = Path(shutil.which("tesseract"))
    script.write_text(script.read_text().replace("5.9.9", version))
    return FAST


def test_what_says_nothing_is_no_tesseract(scan, lines, program):
    program("exit 1")
    with pytest.raises(NoTextError, match="does not answer"):
        read_document(scan(lines), options=aged("of unknown age"))


class TestFindingStoredParses:
    """Which stored parse stands for reading the file again."""

    @pytest.fixture
    def stored(self, document):
        """Two parses of a scan with one page of text: before there was Tesseract, and with it."""
        gap = replace(document.coverage, pages_without_text=(2,))
        plain = replace(document, parser=PARSER, coverage=gap)
        read = replace(document, parser=f"{PARSER} tesseract/5.9.9+eng")
        return {plain.parser: plain, read.parser: read}

    def test_never_takes_the_one_without_ocr(self, stored, program):
        program("exit 1")
        assert find_parse(stored.get, ParseOptions(ocr="never")).parser == PARSER
        assert find_parse({k: v for k, v in stored.items() if k != PARSER}.get, ParseOptions(ocr="never")) is None

    def test_auto_takes_the_one_with_ocr(self, stored, program):
        program("exit 1")
        assert find_parse(stored.get, ParseOptions()).parser == f"{PARSER} tesseract/5.9.9+eng"

    def test_auto_reads_again_when_there_is_ocr_now(self, stored, program):
        program("exit 1")
        assert find_parse({PARSER: stored[PARSER]}.get, ParseOptions()) is None

    def test_auto_does_not_read_again_without_ocr(self, stored, no_tesseract):
        assert find_parse(stored.get, ParseOptions()).parser == PARSER

    def test_auto_asks_for_no_ocr_when_every_page_has_text(self, document, program):
        program("exit 1")
        whole = replace(document, parser=PARSER)
        assert find_parse({PARSER: whole}.get, ParseOptions()) == whole

    def test_other_languages_are_another_parse(self, stored, program):
        program("exit 1", languages="eng deu")
        assert find_parse(stored.get, ParseOptions(ocr_languages="eng+deu")) is None

    def test_always_is_another_parse(self, stored, program):
        program("exit 1")
        assert find_parse(stored.get, ParseOptions(ocr="always")) is None

    def test_the_fast_layout_is_another_parse(self, stored, program):
        program("exit 1")
        assert find_parse(stored.get, FAST) is None


def test_pages_of_an_interrupted_parse_are_read_again_when_there_is_ocr_now(program, monkeypatch, tmp_path):
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        before = kept_under(FAST)
    program("exit 1")
    assert kept_under(FAST) != before
    assert kept_under(replace(FAST, ocr_languages="fra"))  # that it is not there is told elsewhere


def test_languages_are_each_named_once():
    assert languages_of(ParseOptions(ocr_languages="eng + deu+eng")) == "eng+deu"
