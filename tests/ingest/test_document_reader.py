"""Small PDFs written on the spot: what can go wrong, and what must not be lost."""

import os
import subprocess
import sys

import pymupdf
import pytest

from docexplain.errors import InputError, NoTextError, PasswordError
from docexplain.ingest import Told, assembling, read_document
from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.refine import refine
from docexplain.ingest.files.opened_file import opened
from docexplain.ingest.page import layout, regions
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.records import BlockClass


def words_of(document):
    return " ".join(p.text for p in document.paragraphs).split()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (bytes(range(256)) * 9, "is in no format"),
        (b"PK\x03\x04 a zip file", "is damaged"),
        (b"%PDF-1.7\n", "is damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "is damaged"),
    ],
)
def test_bad_files(tmp_path, content, says, capfd):
    path = tmp_path / "bad.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        read_document(path)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith(".")
    assert capfd.readouterr() == ("", "")


def test_folder(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        read_document(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(small):
    small.chmod(0)
    with pytest.raises(InputError, match="may not be read"):
        read_document(small)


def test_permission_error_is_explained(small, monkeypatch):
    def refuse(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(small), "open", refuse)
    with pytest.raises(InputError, match="may not be read"):
        read_document(small)


def test_truncated_file(small, tmp_path, capfd):
    data = small.read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(data[:300])
    with pytest.raises(InputError, match="damaged"):
        read_document(cut)
    assert capfd.readouterr() == ("", "")


def test_file_without_its_last_bytes_is_still_read(small, tmp_path, prose, capfd):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(small.read_bytes()[:-40])
    assert words_of(read_document(cut)) == prose.split()
    assert capfd.readouterr() == ("", "")


def test_mupdf_is_silent_while_we_read_and_as_it_was_afterwards(small, tmp_path):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(small.read_bytes()[:-40])
    code = (
        "import sys; sys.modules |= dict.fromkeys(('pymupdf.layout', 'pymupdf4llm'))\n"  # the half of its start
        "import pathlib, pymupdf; from docexplain.ingest.files.opened_file import ParseOptions, opened\n"
        "t = pymupdf.TOOLS; "
        "switches = (t.mupdf_display_errors, t.mupdf_display_warnings); [switch(True) for switch in switches]; "
        f"path = pathlib.Path({str(cut)!r})\n"
        "with opened(path.read_bytes(), path, None, ParseOptions(layout='fast')) as source: source.page(1)\n"
        "print([switch() for switch in switches])"
    )
    # In a process of its own: PyMuPDF keeps the stream it found when it was imported.
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("[True, True]\n", "")


def test_encrypted_file(write_pdf, set_lines, prose):
    path = write_pdf(
        set_lines(prose, 80, 100), encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open sesame", owner_pw="owner"
    )
    with pytest.raises(PasswordError, match="needs a password: give it"):
        read_document(path)
    with pytest.raises(PasswordError, match="password is wrong"):
        read_document(path, password="close")
    assert words_of(read_document(path, password="open sesame")) == prose.split()


def test_scan(write_pdf, capfd):
    path = write_pdf([], [])
    with pytest.raises(NoTextError, match=r"looks scanned.*none of its 2 pages has text"):
        read_document(path)
    assert capfd.readouterr() == ("", "")


def test_scan_that_is_damaged_too(scan, set_lines, prose, tmp_path):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(scan(set_lines(prose, 80, 100)).read_bytes()[:-40])
    with pytest.raises(NoTextError, match="looks scanned or damaged"):
        read_document(cut, options=ParseOptions(ocr="never"))


def test_damaged_file_of_which_nothing_is_left(write_pdf, tmp_path):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(write_pdf([]).read_bytes()[:-40])
    with pytest.raises(InputError, match="is damaged, its page has no text that is left"):
        read_document(cut)


def test_no_text_on_the_pages_that_can_be_read(write_pdf, set_lines, prose, too_large):
    with pytest.raises(InputError, match=r"No text of .* can be read \(page 1: it is larger"):
        read_document(too_large(write_pdf(set_lines(prose, 80, 100), []), 1))


def test_page_without_text_is_reported(write_pdf, set_lines, prose):
    document = read_document(write_pdf(set_lines(prose, 80, 100), []))
    assert document.coverage.pages == 2
    assert document.coverage.pages_without_text == (2,)


def test_one_line_is_a_document(write_pdf):
    document = read_document(write_pdf([(80, 60, "The fee is 12 dollars.", 11)]))
    assert [p.text for p in document.paragraphs] == ["The fee is 12 dollars."]


@pytest.fixture
def too_large(tmp_path):
    """Makes a page of a PDF so large that reading it is refused."""

    def enlarge(path, number):
        with pymupdf.open(path) as pdf:
            pdf.xref_set_key(pdf[number - 1].xref, "MediaBox", "[0 0 20000 792]")
            pdf.save(tmp_path / "large.pdf")
        return tmp_path / "large.pdf"

    return enlarge


def test_a_page_that_fails_does_not_cost_the_others(write_pdf, set_lines, prose, too_large):
    path = too_large(write_pdf(set_lines("Lost. " * 40, 80, 100), set_lines(prose, 80, 100)), 1)
    document = read_document(path)
    assert document.coverage.failed_pages == ((1, "it is larger than 14400 points (20000 by 792)"),)
    assert words_of(document) == prose.split()
    assert document.paragraphs[0].page == 2


def test_all_pages_fail(small, too_large):
    with pytest.raises(InputError, match=r"No page of .* can be read \(it is larger than 14400 points"):
        read_document(too_large(small, 1))


def test_what_progress_raises_passes_through(small):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_document(small, told=Told(progress=stop))


@pytest.mark.parametrize("step", ["page_furniture", "refine"])
def test_it_can_be_stopped_between_the_steps_that_follow_the_last_page(small, monkeypatch, step):
    """In a long document each of them takes most of a second."""
    done = False
    real = getattr(assembling, step)

    def noted(*arguments):
        nonlocal done
        done = True
        return real(*arguments)

    def waiting():
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr(assembling, step, noted)
    monkeypatch.setattr(assembling, "with_outline", lambda *_: pytest.fail("it went on"))
    with pytest.raises(KeyboardInterrupt):
        read_document(small, options=ParseOptions(layout="fast"), told=Told(lambda *_: None, waiting))


def test_progress(write_pdf, set_lines, prose):
    calls = []
    read_document(
        write_pdf(set_lines(prose, 80, 100), []), told=Told(progress=lambda done, total: calls.append((done, total)))
    )
    assert list(dict.fromkeys(calls)) == [(0, 2), (1, 2), (2, 2)]


def test_words_that_the_layout_model_misses_are_kept_in_place(write_pdf, set_lines, prose, monkeypatch):
    monkeypatch.setattr(layout, "regions_of", lambda page, words: [])
    later = "The second paragraph stands below the first one and was not seen by the model either."
    path = write_pdf([*set_lines(later, 80, 300), *set_lines(prose, 80, 100)])
    with opened(path.read_bytes(), path, None, ParseOptions()) as source:
        page = source.page(1)
    blocks = refine([page])
    assert [p.text for p, _ in explained_paragraphs(blocks)] == [prose, later]
    assert sum(block.characters for block in blocks) == page.characters


def test_parts_of_one_line_are_read_from_the_left(write_pdf, set_lines, prose):
    """Written last in the file, the number still stands first in its line."""
    lines = [(110, 300, "The tenant pays for heating and water.", 11), (80, 302, "7.3", 11)]
    assert words_of(read_document(write_pdf([*set_lines(prose, 80, 100), *lines])))[-8:] == [
        "7.3",
        *"The tenant pays for heating and water.".split(),
    ]


def test_words_set_downwards_keep_their_order(tmp_path, write_pdf, set_lines, prose):
    with pymupdf.open(write_pdf(set_lines(prose, 80, 100))) as pdf:
        for i, line in enumerate(["Valid until the last day", "of the coming month"]):
            pdf[0].insert_text((300 - 16 * i, 500), line, rotate=270, fontsize=11)
        pdf.save(tmp_path / "downwards.pdf")
    text = " ".join(words_of(read_document(tmp_path / "downwards.pdf")))
    assert "Valid until the last day of the coming month" in text


def test_a_table_has_its_words_before_a_box_inside_it():
    table = regions.Region((0, 0, 100, 100), BlockClass.TABLE)
    inside = regions.Region((10, 10, 50, 20), BlockClass.TEXT)
    word = Glyphs((20, 11, 40, 19), "cell", 0, 0)
    assert regions.filled_with([inside, table], [word]) == [(table, [word])]


def test_what_steers_a_terminal_or_hides_text_is_taken_out(write_pdf, set_lines, prose):
    """The control characters reach us: plain extraction gives them back."""
    dirty = "The fee\x1b[31m is 12 dollars\x1b[0m and\xa0is due on the first Monday of the month."
    path = write_pdf([*set_lines(prose, 80, 100), (80, 200, dirty, 11)])
    with pymupdf.open(path) as pdf:
        assert "\x1b[31m" in pdf[0].get_text()
    result = read_document(path)
    assert [p.text for p in result.paragraphs] == [
        prose,
        "The fee is 12 dollars and is due on the first Monday of the month.",
    ]
    assert result.coverage.kept == result.coverage.characters


def test_hidden_direction_marks_are_taken_out(tmp_path):
    document = pymupdf.open()
    document.new_page().insert_htmlbox(
        (72, 72, 500, 300), "The \u2066fee\u2069 is\u200b 12 dollars, the \ufb01rst one."
    )
    document.save(tmp_path / "marks.pdf")
    assert read_document(tmp_path / "marks.pdf").paragraphs[0].text == "The fee is 12 dollars, the first one."


def test_a_title_over_two_columns(write_pdf, set_lines, prose):
    title, second = "The Timetable of the Northern Islands", prose.replace("ferry", "train")
    lines = [(120, 80, title, 24)]
    lines += set_lines(prose, 60, 130, width=220) + set_lines(second, 330, 130, width=220)
    document = read_document(write_pdf(lines))
    assert words_of(document) == [
        "The",
        "Timetable",
        "of",
        "the",
        "Northern",
        "Islands",
        *prose.split(),
        *second.split(),
    ]
    assert document.paragraphs[0].block_class is BlockClass.TITLE


def test_a_page_that_is_turned_upright_by_its_rotation(report, samples, tmp_path):
    with pymupdf.open(samples / "annual-report.pdf") as source, pymupdf.open() as turned:
        page = turned.new_page(width=source[1].rect.height, height=source[1].rect.width)
        page.show_pdf_page(page.rect, source, 1, rotate=90)
        page.set_rotation(90)
        turned.save(tmp_path / "turned.pdf")
    document = read_document(tmp_path / "turned.pdf")
    second = [p for p in report.paragraphs if p.boxes[0].page == p.boxes[-1].page == 2]
    found = {p.text: [(b.x0, b.y0) for b in p.boxes] for p in document.paragraphs}
    for p in second:
        assert found[p.text] == [pytest.approx((b.x0, b.y0), abs=1) for b in p.boxes]


def test_over_long_text_is_split_at_sentences_with_the_boxes_of_its_lines(write_pdf, set_lines):
    sentences = [f"Sentence number {i} says that the harbor was closed for {i} days in a row." for i in range(1, 31)]
    document = read_document(write_pdf(set_lines(" ".join(sentences), 80, 80)))
    texts = [p.text for p in document.paragraphs]
    assert len(texts) >= 2
    assert all(len(text) <= 1200 and text.endswith("in a row.") for text in texts)
    assert " ".join(texts).split() == " ".join(sentences).split()
    tops = [p.boxes[0].y0 for p in document.paragraphs]
    assert tops == sorted(set(tops))


def test_importing_loads_neither_pymupdf_nor_nltk(elsewhere):
    assert "docexplain.ingest" in elsewhere.imported
    assert not elsewhere.imported & {"pymupdf", "onnxruntime", "nltk", "torch"}


def test_nothing_is_printed(elsewhere):
    assert elsewhere.printed == ("", "")
