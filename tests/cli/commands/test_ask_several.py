"""``docexplain ask`` with several files, folders and the library."""

from __future__ import annotations

import json
import re

import pymupdf
import pytest

from docexplain.errors import ExitCode
from storage import open_store

QUESTION = "What is the pay per hour?"
SHORT = ("--read", "all", "--max-tokens", "5")
JONES = ("The Company hires Jones as a cook.", "The Company will pay Jones twenty dollars per hour.")


@pytest.fixture(scope="session")
def jones(make_pdf, tmp_path_factory, shared):
    return shared.remember(make_pdf(tmp_path_factory.mktemp("several") / "jones.pdf", JONES))


@pytest.fixture
def folder(jones, tmp_path, pdf):
    """Two documents, and what is none: hidden, of another kind, in a folder of its own."""
    folder = tmp_path / "folder"
    (folder / "more").mkdir(parents=True)
    (folder / "b.pdf").write_bytes(jones.read_bytes())
    (folder / "a.pdf").write_bytes(pdf.read_bytes())
    (folder / ".hidden.pdf").write_bytes(b"nothing")
    (folder / "program").write_bytes(b"\x7fELF" + bytes(99))
    (folder / "more" / "c.pdf").write_bytes(pdf.read_bytes())
    return folder


def asked(result, code=0):
    assert result.code == code, result.err
    return json.loads(result.out)


def test_two_files_in_one_record(docexplain, pdf, jones, database):
    data = asked(docexplain("ask", pdf, jones, QUESTION, *SHORT, "--json"))
    assert (data["document"], data["coverage"], data["not_read"]) == (None, None, [])
    assert [(each["number"], each["name"], each["paragraphs"]) for each in data["documents"]] == [
        (1, "contract.pdf", 3),
        (2, "jones.pdf", 2),
    ]
    marks = {p["index"]: (p["mark"], p["document"], p["paragraph_in_document"]) for p in data["paragraphs"]}
    assert marks == {1: ("1:1", 1, 1), 2: ("1:2", 1, 2), 3: ("1:3", 1, 3), 4: ("2:1", 2, 1), 5: ("2:2", 2, 2)}
    assert {p["mark"]: p["text"] for p in data["paragraphs"]}["2:2"] == JONES[1]
    with open_store(database) as store:
        assert [source.name for source in store.get_answer(data["answer_id"]).sources] == ["contract.pdf", "jones.pdf"]
        assert (store.verify().entries, store.verify().problems) == (3, ())
    del data["not_read"]
    assert json.loads(docexplain("show", data["answer_id"], "--json").out) == data
    [listed] = json.loads(docexplain("history", "--json").out)["answers"]
    assert listed["documents"] == ["contract.pdf", "jones.pdf"]


def test_text_names_the_documents(docexplain, pdf, jones):
    result = docexplain("ask", pdf, jones, QUESTION, "--answer", "twenty dollars", *SHORT)
    assert (result.code, result.err) == (0, "")
    assert "Documents 1 contract.pdf\n          2 jones.pdf\n" in result.out
    assert "5 of 5 paragraphs of 2 documents" in result.out
    rows = re.findall(r"^ ?(\d:\d) +1  ", result.out, re.MULTILINE)
    assert set(rows) == {"1:1", "1:2", "1:3", "2:1", "2:2"}
    history = docexplain("history").out
    assert "contract.pdf and jones.pdf" in history


def test_a_folder_stands_for_the_documents_in_it(docexplain, folder):
    result = docexplain("ask", folder, QUESTION, *SHORT, "--json")
    data = asked(result)
    assert [each["name"] for each in data["documents"]] == ["a.pdf", "b.pdf"]
    assert result.err == (
        f"docexplain: {folder}: left out, as no documents: program.\n"
        f"docexplain: {folder}: what is in its 1 folder was not read: name them too.\n"
    )


def test_a_file_that_cannot_be_read_is_told_and_left_out(docexplain, pdf, jones, tmp_path):
    locked = tmp_path / "empty.pdf"
    locked.touch()
    result = docexplain("ask", locked, pdf, jones, QUESTION, *SHORT, "--json")
    data = asked(result, ExitCode.INPUT)
    assert [each["name"] for each in data["documents"]] == ["contract.pdf", "jones.pdf"]
    [left_out] = data["not_read"]
    assert left_out["file"] == str(locked)
    assert result.err == f"docexplain: Left out: {left_out['because']}\n"


def test_none_can_be_read(docexplain, tmp_path, rows, filled):
    before = rows()
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).touch()
    result = docexplain("ask", tmp_path / "a.pdf", tmp_path / "b.pdf", QUESTION)
    assert (result.code, result.out) == (ExitCode.INPUT, "")
    assert result.err.count("Left out: ") == 2
    assert "nothing to ask" in result.err
    assert rows() == before


def test_a_password_is_for_each_file(docexplain, pdf, make_pdf, tmp_path):
    made = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "user_pw": "sesame", "owner_pw": "owner"}
    locked = make_pdf(tmp_path / "locked.pdf", JONES, **made)
    assert len(asked(docexplain("ask", pdf, locked, QUESTION, *SHORT, "--json"), 3)["documents"]) == 1
    opened = docexplain("ask", pdf, locked, QUESTION, *SHORT, "--json", "--password", "sesame")
    assert len(asked(opened)["documents"]) == 2


def test_the_same_file_twice_is_read_once(docexplain, pdf, tmp_path):
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(pdf.read_bytes())
    result = docexplain("ask", pdf, copy, QUESTION, *SHORT, "--json")
    assert [each["name"] for each in asked(result)["documents"]] == ["contract.pdf"]
    assert f"{copy} is the same as {pdf}: read once." in result.err


def test_a_what_if_names_paragraphs_with_their_document(docexplain, pdf, jones):
    steered = asked(docexplain("ask", pdf, jones, QUESTION, *SHORT, "--suppress", "2:2", "--json"))["what_if"]
    [hidden] = steered["suppressed"]
    assert (hidden["paragraph"], hidden["factor"], hidden["mark"]) == (5, 0, "2:2")
    shown = docexplain("show", steered["answer_id"]).out
    assert "2:2 hidden; original: " in shown
    result = docexplain("ask", pdf, jones, QUESTION, *SHORT, "--suppress", "2:3")
    assert (result.code, result.out) == (2, "")
    assert "jones.pdf has 2 paragraphs: there is no 2:3" in result.err
    result = docexplain("ask", pdf, jones, QUESTION, *SHORT, "--suppress", "3:1")
    assert "Of 2 documents there is no number 3" in result.err
    assert "not '2'" in docexplain("ask", pdf, jones, QUESTION, "--suppress", "2").err


def test_the_library(docexplain, pdf, jones):
    assert docexplain("ask", "--library", QUESTION).code == ExitCode.NOT_FOUND
    assert docexplain("ingest", jones, pdf).code == 0
    result = docexplain("ask", "--library", QUESTION, *SHORT, "--json")
    assert [each["name"] for each in asked(result)["documents"]] == ["jones.pdf", "contract.pdf"]
    assert result.err == "docexplain: The library is asked as a whole: 2 documents, 5 paragraphs.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--library", "PDF", QUESTION), 2, "leave out the files, or --library"),
        (("--library", QUESTION, "--highlight", "x.pdf"), 2, "--highlight needs the files themselves"),
        (("--library", QUESTION, "--suppress", "2"), 2, "such as 1:3,2:12:0.5"),
        (("PDF", "what", "is", "the pay"), 3, "There is no file what"),
        (("PDF",), 2, "name a file and then the question"),
    ],
)
def test_what_cannot_be_meant(docexplain, pdf, database, arguments, code, says):
    result = docexplain("ask", *(pdf if each == "PDF" else each for each in arguments))
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert "Traceback" not in result.err


def test_a_marked_copy_of_each_cited_file(docexplain, pdf, jones, tmp_path, monkeypatch):
    monkeypatch.setattr("docexplain.cli.commands.ask.cited_in", lambda answer: (1, 2))
    monkeypatch.setattr("docexplain.export.cited_marks.cited", lambda answer: (2, 5))
    target = tmp_path / "marked.pdf"
    result = docexplain("ask", pdf, jones, QUESTION, *SHORT, "--highlight", target)
    assert result.code == 0
    assert not target.exists()
    for number, source in ((1, pdf), (2, jones)):
        copy = tmp_path / f"marked-{number}.pdf"
        assert f"{copy} is {source} with its cited text marked." in result.err
        with pymupdf.open(copy) as file:
            [note] = [note.info["content"] for page in file for note in page.annots()]
        assert note.startswith(f"Paragraph {number}:2, ")


def test_no_marked_copy_takes_the_place_of_a_file_that_was_asked(docexplain, pdf, jones, tmp_path, monkeypatch):
    monkeypatch.setattr("docexplain.cli.commands.ask.cited_in", lambda answer: (1, 2))
    monkeypatch.setattr("docexplain.export.cited_marks.cited", lambda answer: (2, 5))
    files = [tmp_path / "report-2.pdf", tmp_path / "report-1.pdf"]
    for file, source in zip(files, (pdf, jones), strict=True):
        file.write_bytes(source.read_bytes())
    result = docexplain("ask", *files, QUESTION, *SHORT, "--highlight", tmp_path / "report.pdf")
    assert result.code == ExitCode.INPUT
    assert "report-1.pdf is a file that was asked" in result.err
    assert [file.read_bytes() for file in files] == [pdf.read_bytes(), jones.read_bytes()]
