"""Specks, rules and strokes that Tesseract takes for words are none, and are told; words that it is unsure of stay."""

from __future__ import annotations

import random
from dataclasses import replace

import pymupdf
import pytest

from docexplain import ingest
from docexplain.ingest import ParseOptions
from docexplain.ingest.ocr import tesseract
from docexplain.ingest.ocr.marks import Word, confidence, marks_in, words_of
from docexplain.ingest.ocr.specks import without_specks
from docexplain.records import MARKS

FAST = ParseOptions(layout="fast")
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def line_of(*words, line="1", gap=20):
    """Words as text and confidence, or as text, confidence and white space before them, 40 dots high."""
    x, result = 0.0, []
    for text, sure, *before in words:
        x += before[0] if before else gap
        result.append(Word(text, sure / 100, (x, 100.0, x + 20 * len(text), 140.0), (line,)))
        x += 20 * len(text)
    return result


def marks(*words, **options):
    placed = line_of(*words, **options)
    return [placed[i].text for i in marks_in(placed)]


class TestWhatIsNoWord:
    @pytest.mark.parametrize("dust", [".", "'", "~", "_", "|", "\u2018"])
    def test_dust_however_sure_it_is(self, dust):
        assert marks(("Partner", 96), (dust, 92)) == [dust]

    @pytest.mark.parametrize("sign", ["-", ":", "<", "=", "\u00bb"])
    def test_other_signs_that_are_unsure(self, sign):
        assert marks(("Partner", 96), (sign, 30)) == [sign]
        assert marks(("Partner", 96), (sign, 90)) == []

    def test_a_few_letters_apart_from_the_text(self):
        assert marks(("Okafor", 97), ("TA", 19, 300), ("17", 96, 300), ("March", 96)) == ["TA"]

    def test_the_strokes_of_a_signature(self):
        assert marks(("VAY", 0), ("Wn", 50), (":", 40), ("Wee", 27)) == ["VAY", ":", "Wee"]
        assert marks(("VAY", 0), ("Wn", 30), ("Tf", 39), ("gB", 35)) == ["VAY", "Wn", "Tf", "gB"]


class TestWhatIsOne:
    def test_a_word_of_the_text_with_no_confidence(self):
        """Tesseract gives 0 for words that it reads rightly."""
        assert marks(("who", 96), ("will", 0), ("be", 0), ("present", 94)) == []
        assert marks(("are", 5), ("found", 97), ("necessary", 93)) == []

    def test_numbers_and_amounts(self):
        assert marks(("Item", 95), ("0", 2, 400), ("7.5", 0, 400), ("$", 3, 400), ("12%", 9, 400)) == []

    def test_longer_words(self):
        assert marks(("RECEIVED", 12, 500)) == []

    def test_labels_and_numbers_of_items(self):
        assert marks(("RE:", 5), ("Loan", 96, 200)) == []
        assert marks(("(a)", 5), ("that", 96, 200)) == []

    @pytest.mark.parametrize(
        "line",
        [
            "\u627f \u79df \u4eba \u5e94 \u5f53 \u6309 \u6708 \u3002",
            "\u3053 \u306e \u5951\u7d04 \u306f \u3001 \u6709\u52b9",
            "\u0647\u0630\u0627 \u0627\u0644\u0639\u0642\u062f \u0628\u064a\u0646 \u060c \u0648",
            "\u05d4\u05e9\u05d5 \u05db\u05e8 \u05d9\u05e9 \u05dc\u05dd",
        ],
    )
    @pytest.mark.parametrize("sure", [5, 45, 59])
    def test_a_line_of_a_script_of_short_words(self, line, sure):
        assert marks(*((word, sure) for word in line.split())) == []

    @pytest.mark.parametrize(
        "line",
        [
            "to be or not",
            "it is so",
            "\u03c4\u03bf \u03ba\u03b1\u03b9 \u03b7",
            "\u0438 \u043d\u0435 \u043e\u043d",
            "\u00e4h \u00fc",
        ],
    )
    @pytest.mark.parametrize("sure", [35, 50, 58])
    def test_a_line_of_short_words(self, line, sure):
        assert marks(*((word, sure) for word in line.split())) == []

    def test_boxes_to_tick(self):
        assert marks(("\u2612", 50), ("Yes", 50), ("\u2610", 50), ("No", 50)) == []
        assert marks(("[]", 45), ("Yes", 35), ("[x]", 45), ("No", 35)) == []
        assert marks(("\u2610", 5)) == ["\u2610"]

    @pytest.mark.parametrize("text", ["IV", "XII", "Xu", "Li", "\u00d6l"])
    def test_a_roman_number_or_a_name_alone(self, text):
        assert marks((text, 35)) == []
        assert marks((text, 20)) == [text]

    @pytest.mark.parametrize("text", ["15.", "l5.", "(3)"])
    def test_a_number_among_sure_words(self, text):
        assert marks(("payment", 96), ("on", 96), (text, 3), ("March", 96)) == []

    def test_a_short_word_alone(self):
        assert marks(("V.", 45, 500), ("State", 97, 500), ("File", 96)) == []


def test_words_are_read_from_the_table():
    rows = [
        "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t",
        *(f"5\t1\t1\t1\t{n}\t1\t10\t20\t30\t9\t{c}" for n, c in ((1, "90\ta"), (2, "50\tb"), (3, "95\t "))),
    ]
    found = words_of("\n".join([HEAD, *rows]))
    assert [(word.text, word.confidence, word.line[-1]) for word in found] == [("a", 0.9, "1"), ("b", 0.5, "2")]
    assert found[0].rect == (10, 20, 40, 29)
    assert confidence(found) == pytest.approx(0.7)
    assert confidence(words_of(HEAD)) == 0


@pytest.fixture
def lines(set_lines, prose):
    return set_lines(prose, 80, 100)


def speckled(share, seed=0):
    """Dark spots of one dot in a picture, as the noise of a bad copy."""

    def spoil(picture):
        rng = random.Random(seed)
        for _ in range(int(share * picture.width * picture.height)):
            picture.set_pixel(rng.randrange(picture.width), rng.randrange(picture.height), (30,))
        return picture

    return spoil


def read(path):
    return ingest.read_document(path, options=FAST)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_scan_full_of_specks_is_read(scan, set_lines, prose, tesseract, seed):
    document = read(scan(set_lines(prose, 60, 60, size=10), spoil=speckled(0.02, seed)))
    assert " ".join(p.text for p in document.paragraphs) == prose
    assert document.coverage.recognised[0].confidence > 0.9


def test_specks_go_and_strokes_stay():
    picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 60, 40))
    picture.clear_with(250)
    for x, y in ((10, 10), (11, 10), (30, 5), (0, 0), (59, 39)):
        picture.set_pixel(x, y, (20,))
    picture.set_rect(pymupdf.IRect(20, 20, 23, 35), (20,))
    clean = without_specks(picture)
    assert (clean.width, clean.height) == (60, 40)
    dark = {(x, y) for x in range(60) for y in range(40) if clean.pixel(x, y)[0] < 200}
    assert {(x, y) for x in range(20, 23) for y in range(20, 35)} == dark


@pytest.fixture
def doubtful(monkeypatch):
    """Tesseract is unsure of one word."""

    def set_it(text):
        run = tesseract.run

        def unsure(*args, **options):
            found = run(*args, **options)
            words = tuple(replace(word, confidence=0.2) if word.text == text else word for word in found.words)
            return tesseract.Recognised(found.layer, words)

        monkeypatch.setattr(tesseract, "run", unsure)

    return set_it


@pytest.mark.parametrize("lean", [0, 3])
def test_marks_are_left_out_and_told_with_their_place(scan, lines, prose, tesseract, doubtful, tmp_path, lean):
    doubtful("Sy")
    path = scan([*lines, (430, 155, "Sy", 11)])
    if lean:
        with pymupdf.open() as pdf, pymupdf.open(path) as source:
            page = pdf.new_page(width=612, height=792)
            page.show_pdf_page(page.rect, source, 0, rotate=-lean)
            pdf.save(tmp_path / "leaning.pdf")
        path = tmp_path / "leaning.pdf"
    document = read(path)
    assert " ".join(p.text for p in document.paragraphs) == prose
    (mark,) = document.coverage.hidden
    assert (mark.text, mark.reason, mark.characters, mark.paragraph) == ("Sy", MARKS, 2, None)
    if not lean:
        assert (mark.box.x0, mark.box.y1) == pytest.approx((430, 157), abs=4)
    assert document.coverage.kept == document.coverage.characters - 2 == len("".join(prose.split()))


def test_marks_are_read_with_what_is_hidden(scan, lines, tesseract, doubtful):
    doubtful("Sy")
    path = scan([*lines, (430, 155, "Sy", 11)])
    document = ingest.read_document(path, options=replace(FAST, hidden="read"))
    (mark,) = document.coverage.hidden
    assert document.paragraph(mark.paragraph).text == "Sy"
