"""``ask --highlight``: a copy of the document with the cited text marked."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pymupdf
import pytest

from docexplain.errors import ExitCode, InputError
from docexplain.export import cited_marks, highlight
from docexplain.ingest import Limits, ParseOptions
from docexplain.records import Box, Cited, Paragraph, Passage
from docexplain.records.word_boxes import WordBox, boxes_of, pack, unpack

ASK = ("What is the pay per hour?", "--answer", "ten dollars", "--read", "all", "--no-save")


def highlights(path):
    """Of each highlight its page, the words under it and its note."""
    with pymupdf.open(path) as pdf:
        return [
            (page.number + 1, page.get_textbox(note.rect + pymupdf.Rect(-1, 2, 1, -2)).split(), note.info["content"])
            for page in pdf
            for note in page.annots()
        ]


@pytest.fixture
def cites(monkeypatch):
    """Whatever the tiny model says, these paragraphs are cited."""

    def cite(*indices):
        real = cited_marks.marks_of

        def with_cited(answer, document, *number):
            cited = Cited(indices, (1.0,) * len(answer.tokens), (0.0,) * len(answer.tokens)) if indices else None
            return real(replace(answer, cited=cited, redundant=(), passages=()), document, *number)

        monkeypatch.setattr("docexplain.cli.commands.ask.marks_of", with_cited)

    return cite


def test_the_cited_paragraph_is_marked_line_by_line(docexplain, pdf, tmp_path, cites):
    cites(2)
    before = pdf.read_bytes()
    target = tmp_path / "marked.pdf"
    result = docexplain("ask", pdf, *ASK, "--highlight", target)
    assert result.code == 0
    [(page, words, note)] = highlights(target)
    assert page == 1
    assert "Paragraph 2," in note
    assert words
    assert pdf.read_bytes() == before
    assert highlights(pdf) == []


def test_the_file_is_opened_as_it_was_for_the_question(docexplain, make_pdf, tmp_path, cites, monkeypatch):
    cites(2)
    protected = make_pdf(tmp_path / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open")
    opened, told = highlight.opened, []

    def telling(data, path, password, options):
        told.append((password, options))
        return opened(data, path, password, options)

    monkeypatch.setattr(highlight, "opened", telling)
    how = ("--layout", "fast", "--ocr", "never", "--ocr-language", "deu", "--hidden-text", "read")
    result = docexplain("ask", protected, *ASK, *how, "--password", "open", "--highlight", tmp_path / "marked.pdf")
    assert (result.code, result.err) == (0, "")
    assert told == [("open", ParseOptions(layout="fast", ocr="never", ocr_languages="deu", hidden="read"))]


def test_the_copy_of_a_protected_file_is_protected(docexplain, make_pdf, tmp_path, cites):
    cites(2)
    protected = make_pdf(
        tmp_path / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open", owner_pw="own"
    )
    assert docexplain("ask", protected, *ASK, "--password", "open", "--highlight", tmp_path / "marked.pdf").code == 0
    with pymupdf.open(tmp_path / "marked.pdf") as copy:
        assert copy.needs_pass
        assert not copy.authenticate("wrong")
        assert copy.authenticate("open")
        assert [note.info["title"] for note in copy[0].annots()] == ["docexplain"]


def test_what_a_file_may_cost_holds_for_the_copy_too(pdf, tmp_path):
    size = pdf.stat().st_size
    for limit, fits in ((size, True), (size - 1, False)):
        options = ParseOptions(limits=Limits(file_bytes=limit))
        with nullcontext() if fits else pytest.raises(InputError, match="has more than"):
            highlight.write_highlighted(pdf, tmp_path / "marked.pdf", [], options=options)


def test_a_picture_of_the_page(docexplain, pdf, tmp_path, cites):
    cites(2)
    assert docexplain("ask", pdf, *ASK, "--highlight", tmp_path / "marked.png").code == 0
    picture = pymupdf.Pixmap(str(tmp_path / "marked.png"))
    colours = {picture.pixel(x, y) for x in range(0, picture.width, 3) for y in range(0, picture.height, 3)}
    assert any(red > 200 > blue for red, _, blue in colours)


def test_nothing_cited_nothing_written(docexplain, pdf, tmp_path, cites):
    cites()
    result = docexplain("ask", pdf, *ASK, "--highlight", tmp_path / "marked.pdf")
    assert result.code == 0
    assert "nothing to mark" in result.err
    assert not (tmp_path / "marked.pdf").exists()


def test_another_kind_of_file_is_refused_before_anything_is_read(docexplain, tmp_path):
    result = docexplain("ask", "missing.pdf", *ASK, "--highlight", tmp_path / "marked.doc")
    assert result.code == ExitCode.USAGE
    assert "ends in .pdf or .png" in result.err


def test_a_place_that_cannot_be_written(docexplain, pdf, tmp_path, cites):
    cites(2)
    result = docexplain("ask", pdf, *ASK, "--highlight", tmp_path / "no" / "marked.pdf")
    assert result.code == ExitCode.INPUT
    assert "cannot be written" in result.err
    assert "ten dollars" in result.out  # the answer is told all the same


WORDS = (WordBox(0, 3, 1, 10, 10, 28, 20), WordBox(4, 7, 1, 32, 10, 50, 20), WordBox(8, 12, 2, 10, 5, 40, 15))
PARAGRAPH = Paragraph(1, "The pay is2.", (Box(1, 10, 10, 50, 20), Box(2, 10, 5, 40, 15)), words=pack(WORDS))


def test_places_are_packed_and_come_back():
    assert tuple(unpack(PARAGRAPH.words)) == WORDS
    assert unpack("") == []
    with pytest.raises(ValueError, match="invalid literal"):
        unpack("0,3,x,1,1,1,1")


def test_boxes_cover_the_words_of_a_part():
    assert boxes_of(PARAGRAPH, 0, 7) == (Box(1, 10, 10, 50, 20),)
    assert boxes_of(PARAGRAPH, 5, 9) == (Box(1, 32, 10, 50, 20), Box(2, 10, 5, 40, 15))
    assert boxes_of(PARAGRAPH, 3, 4) == ()
    assert boxes_of(Paragraph(1, "x", (Box(1, 0, 0, 1, 1),)), 0, 1) == (Box(1, 0, 0, 1, 1),)


def test_passages_above_the_noise_are_marked_stronger(make_answer, document):
    passages = (
        Passage(2, 0, 3, 1.5, 0.1, False, (1.5,)),
        Passage(2, 4, 9, 0.1, 0.0, True, (0.1,)),
        Passage(2, 10, 12, -1.0, 0.0, False, (-1.0,)),
    )
    answer = make_answer(["ten"], (0.9,), {2: (0.1,)}, (0.1,), cited=None, passages=passages)
    found = cited_marks.marks_of(answer, document)
    assert [(mark.strength, mark.note) for mark in found] == [(2, "+1.50 nats")]
