"""``docexplain export``."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pymupdf
import pytest

from docexplain.api import open_store
from docexplain.ingest import sha256_of
from docexplain.session import Session
from tests.unguarded import drop_guards

QUESTION = "What is the pay per hour?"
TEXTS = ("html", "md", "json", "csv", "prov")


@pytest.fixture
def seen(filled, pdf):
    """The database knows where the file is."""
    with open_store(filled) as store:
        store.note_file(sha256_of(pdf), str(pdf))
    return filled


@pytest.mark.parametrize("form", TEXTS)
def test_texts_are_written_and_printed(docexplain, seen, answer_id, tmp_path, form):
    target = tmp_path / "out"
    done = docexplain("export", answer_id[:6], "--to", form, "-o", target)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert docexplain("export", answer_id, "--to", form, "-o", "-").out == target.read_bytes().decode()


def test_json_is_what_show_prints(docexplain, seen, answer_id):
    exported = json.loads(docexplain("export", answer_id, "--to", "json", "-o", "-").out)
    assert exported == json.loads(docexplain("show", answer_id, "--json").out)


def test_a_pdf_has_a_cover_and_highlights_on_the_words_that_are_cited(docexplain, seen, answer_id, pdf, tmp_path):
    target = tmp_path / "out.pdf"
    assert docexplain("export", answer_id, "--to", "pdf", "-o", target).code == 0
    shown = json.loads(docexplain("show", answer_id, "--json").out)
    with pymupdf.open(pdf) as before, pymupdf.open(target) as after:
        covers = after.page_count - before.page_count
        assert covers >= 1
        cover = "".join(after[i].get_text() for i in range(covers)).replace("\n", " ")
        for part in (QUESTION, "ten dollars", answer_id, shown["verdict"], "Audit entry"):
            assert part in cover
        assert [list(before[i].annots()) for i in range(before.page_count)] == [[]] * before.page_count
        notes = [note for i in range(covers, after.page_count) for note in after[i].annots()]
        cited = (shown["cited"] or {"paragraphs": []})["paragraphs"]
        assert bool(notes) == bool(cited)
        assert all(QUESTION in note.info["content"] or "nats" in note.info["content"] for note in notes)
        assert after.get_toc()[0][1].startswith("docexplain")


def test_the_original_may_have_moved(docexplain, seen, answer_id, pdf, tmp_path):
    moved = tmp_path / "elsewhere.pdf"
    shutil.copy(pdf, moved)
    with sqlite3.connect(seen) as connection:
        connection.execute("UPDATE file_places SET path = '/nowhere/contract.pdf'")
    target = tmp_path / "out.pdf"
    gone = docexplain("export", answer_id, "--to", "pdf", "-o", target)
    assert gone.code == 3
    assert "give the file itself (--file)." in gone.err
    bundle = docexplain("export", answer_id, "--to", "bundle", "-o", target)
    assert (bundle.code, "(--file, --without-document)." in bundle.err) == (3, True)
    assert not target.exists()
    assert docexplain("export", answer_id, "--to", "pdf", "-o", target, "--file", moved).code == 0
    without = docexplain("export", answer_id, "--to", "html", "-o", tmp_path / "out.html")
    assert (without.code, "There are no pictures of the pages" in without.err) == (0, True)
    with pymupdf.open(moved) as other:
        other.new_page()
        other.save(tmp_path / "other.pdf")
    wrong = docexplain("export", answer_id, "--to", "pdf", "-o", tmp_path / "x.pdf", "--file", tmp_path / "other.pdf")
    assert wrong.code == 2
    assert "was not given on" in wrong.err


def test_nothing_is_replaced_unasked(docexplain, seen, answer_id, tmp_path):
    target = tmp_path / "out.md"
    target.write_text("mine")
    assert docexplain("export", answer_id, "--to", "md", "-o", target).code == 2
    assert target.read_text() == "mine"
    assert docexplain("export", answer_id, "--to", "md", "-o", target, "--overwrite").code == 0
    assert "(--overwrite)." in docexplain("export", answer_id, "--to", "md", "-o", seen).err
    assert "is a database" in docexplain("export", answer_id, "--to", "md", "-o", seen, "--overwrite").err
    assert docexplain("export", answer_id, "--to", "pdf", "-o", "-").code == 2
    assert docexplain("export", answer_id, "--to", "md", "-o", tmp_path).code == 2
    assert docexplain("export", answer_id, "--to", "md", "-o", tmp_path / "no folder" / "x").code == 6


@pytest.mark.parametrize("form", ["pdf", "md", "bundle"])
def test_the_document_itself_is_never_replaced(docexplain, seen, answer_id, pdf, tmp_path, form):
    mine = tmp_path / "mine.pdf"
    shutil.copy(pdf, mine)
    done = docexplain("export", answer_id, "--to", form, "-o", mine, "--overwrite")
    assert (done.code, "is the document itself" in done.err) == (2, True)
    assert mine.read_bytes() == pdf.read_bytes()


def test_the_help_has_a_line_for_each_form(docexplain):
    shown = docexplain("export", "--help").out
    for form in Session.exports:
        assert f"  {form.name} " in shown
        assert form.says in shown


def test_what_is_not_what_was_recorded_is_not_exported(docexplain, seen, answer_id, tmp_path):
    drop_guards(seen)
    with sqlite3.connect(seen) as connection:
        connection.execute("UPDATE answers SET text = 'a lie'")
    for form in (*TEXTS, "pdf"):
        done = docexplain("export", answer_id, "--to", form, "-o", tmp_path / form)
        assert done.code == 7
        assert "not what was recorded" in done.err
        assert not (tmp_path / form).exists()


def test_a_bundle_is_checked_without_the_database(docexplain, seen, answer_id, tmp_path, monkeypatch):
    target = tmp_path / "b.zip"
    assert docexplain("export", answer_id, "--to", "bundle", "-o", target).code == 0
    monkeypatch.setenv("DOCEXPLAIN_DB", str(tmp_path / "none.db"))
    done = docexplain("audit", "verify-bundle", target)
    assert (done.code, done.out.splitlines()[-1]) == (0, "The bundle is whole.")
    assert "documents/1.pdf is the file that was read." in done.out
    target.write_bytes(target.read_bytes().replace(b"ten dollars", b"two dollars"))
    done = docexplain("audit", "verify-bundle", target, "--json")
    assert (done.code, json.loads(done.out)["whole"]) == (7, False)
    assert docexplain("audit", "verify-bundle", tmp_path / "none").code == 3
