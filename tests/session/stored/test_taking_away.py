"""What a session gives of what is stored: exports, the files behind them, the entry of an answer, lists."""

from __future__ import annotations

import shutil
import threading
import zipfile
from dataclasses import replace

import pymupdf
import pytest

from docexplain.errors import InputError, NotFoundError, OutputError, PasswordError, UsageError
from docexplain.records import Collection
from docexplain.session import AskOptions, Cancelled, ExportOptions, Notice, Session
from docexplain.session.store import NullStore

QUESTION = "What is the pay per hour?"
GIVEN = AskOptions(read="all", answer="ten dollars", mode="mask")
TEXTS = {"html": "<!doctype html>", "md": "# ", "json": "{", "csv": "rank", "prov": "{"}


@pytest.fixture
def moving(pdf, tmp_path):
    """The document, where it can be moved."""
    return shutil.copy(pdf, tmp_path / "contract.pdf")


@pytest.fixture
def session(store, language_model):
    return Session(store=store, model=language_model)


@pytest.fixture
def answer(session, moving):
    return session.ask(session.ingest(moving), QUESTION, options=GIVEN)


@pytest.fixture
def later(answer, store):
    """Another session, which has opened nothing."""
    return Session(store=store)


@pytest.mark.parametrize("form", [form.name for form in Session.exports])
def test_each_form_is_written_as_it_is_made(later, answer, tmp_path, form):
    heard = []
    target = tmp_path / "out"
    later.export(answer.id[:6], form, target, listener=heard.append)
    assert heard == []
    data = target.read_bytes()
    if form == "pdf":
        with pymupdf.open(stream=data) as made:
            assert QUESTION in made[0].get_text()
    elif form == "bundle":
        with zipfile.ZipFile(target) as made:
            assert {"answer.json", "documents/1.pdf"} <= set(made.namelist())
    else:
        assert data.decode().lower().startswith(TEXTS[form])
        assert later.exported(answer.id, form) == data


def test_each_form_says_what_it_is():
    assert len({form.ending for form in Session.exports}) == len(Session.exports) >= 7
    assert all(form.says and form.ending.startswith(".") for form in Session.exports)
    assert {form.name for form in Session.exports if form.is_text} == set(TEXTS)


def test_a_file_that_moved_can_be_given(later, answer, moving, tmp_path):
    moved = moving.rename(tmp_path / "elsewhere.pdf")
    with pytest.raises(InputError, match=r"contract\.pdf is not where it was") as gone:
        later.export(answer.id, "pdf", tmp_path / "out.pdf")
    assert gone.value.remedies == ("file",)
    with pytest.raises(InputError) as gone:
        later.exported(answer.id, "bundle")
    assert gone.value.remedies == ("file", "without_document")
    assert later.exported(answer.id, "pdf", files=[moved]).startswith(b"%PDF")
    assert later.exported(answer.id, "bundle", options=ExportOptions(without_document=True)).startswith(b"PK")
    heard = []
    assert b"<!doctype html>" in later.exported(answer.id, "html", listener=heard.append).lower()
    [notice] = heard
    assert isinstance(notice, Notice)
    assert (notice.remedies, "no pictures" in notice.text) == (("file",), True)


def test_what_cannot_be_exported(later, answer, moving, tmp_path):
    target = tmp_path / "out"
    with pytest.raises(UsageError, match="no export 'doc': choose one of pdf, html"):
        later.export(answer.id, "doc", target)
    with pytest.raises(NotFoundError):
        later.export("ffff", "md", target)
    with pytest.raises(UsageError, match="was not given on"):
        other = tmp_path / "other.txt"
        other.write_text("another")
        later.export(answer.id, "md", target, files=[other])
    with pytest.raises(OutputError):
        later.export(answer.id, "md", tmp_path / "none" / "x")
    with pytest.raises(UsageError, match="no ordinary file"):
        later.export(answer.id, "md", tmp_path)
    with pytest.raises(UsageError, match="the document itself"):
        later.export(answer.id, "md", moving, options=ExportOptions(overwrite=True))
    for name in ("x" * 300, "a\x00b", "\ud800", ""):
        with pytest.raises((OutputError, UsageError)):
            later.export(answer.id, "md", tmp_path / name)
    target.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        later.export(answer.id, "md", target)
    assert target.read_text() == "mine"
    later.export(answer.id, "md", target, options=ExportOptions(overwrite=True))
    assert target.read_text().startswith("# ")
    assert [path.name for path in tmp_path.iterdir() if ".writing" in path.name] == []
    with pytest.raises(NotFoundError, match="not being saved"):
        Session(store=NullStore()).export(answer.id, "md", tmp_path / "new")


def test_a_stopped_export_writes_nothing(later, answer, tmp_path):
    cancel = threading.Event()
    cancel.set()
    for form in Session.exports:
        with pytest.raises(Cancelled):
            later.export(answer.id, form.name, tmp_path / "out", cancel=cancel)
    assert not (tmp_path / "out").exists()


def test_a_password_is_needed_again(session, pdf, tmp_path):
    locked = tmp_path / "locked.pdf"
    with pymupdf.open(pdf) as open_:
        open_.save(locked, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="secret")
    answer = session.ask(session.ingest(locked, password="secret"), QUESTION, options=GIVEN)
    with pytest.raises(PasswordError):
        session.exported(answer.id, "pdf")
    assert session.exported(answer.id, "pdf", options=ExportOptions("secret")).startswith(b"%PDF")
    assert session.documents()[0].protected


def test_of_several_documents_the_pdf_is_one(session, moving, document, tmp_path):
    other = tmp_path / "other.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 100), "The pay is nine dollars per hour, which is less than ten.")
        pdf.save(other)
    answer = session.ask([session.ingest(moving), session.ingest(other)], QUESTION, options=GIVEN)
    heard = []
    answer_pdf = session.exported(answer.id, "pdf", listener=heard.append)
    assert answer_pdf.startswith(b"%PDF")
    with zipfile.ZipFile(_written(tmp_path / "b.zip", session.exported(answer.id, "bundle"))) as made:
        assert {"documents/1.pdf", "documents/2.pdf"} <= set(made.namelist())
    both = session.document_of(answer)
    assert isinstance(both, Collection)
    assert session.originals(both) == (moving, other)
    assert session.place_of(both) == moving


def _written(path, data):
    path.write_bytes(data)
    return path


def test_a_place_counts_only_with_the_same_bytes(later, session, answer, moving, tmp_path):
    document = later.document_of(answer)
    assert later.place_of(document) == moving
    copy = shutil.copy(moving, tmp_path / "copy.pdf")
    moving.write_bytes(b"others")
    assert later.place_of(document) is session.place_of(document) is None
    later.ingest(copy)
    assert later.place_of(document) == session.place_of(document) == copy
    assert later.documents()[0].place == str(copy)
    copy.unlink()
    assert later.place_of(document) is None


@pytest.mark.parametrize("place", ["", "a\x00b", "/" + "x" * 5000, "/dev/null", "/root/../etc"])
def test_a_strange_place_is_none(later, store, answer, moving, place):
    document = later.document_of(answer)
    moving.unlink()
    store.note_file(document.sha256, place)
    assert later.place_of(document) is None


def test_without_a_store_a_session_knows_what_it_opened(moving):
    session = Session()
    document = session.ingest(moving)
    assert session.place_of(document) == moving
    assert session.documents() == []
    with pytest.raises(NotFoundError, match="not being saved"):
        session.entry("1")


def test_documents_entries_and_a_search(session, answer, moving, store, document):
    [listed] = session.documents()
    assert (listed.name, listed.place, listed.questions) == ("contract.pdf", str(moving), 1)
    assert listed.asked_at == answer.created_at
    found = session.entry(answer.id[:5])
    assert (found.answer_id, found.seq, found.found.problems) == (answer.id, 2, ())
    assert [each.id for each in session.history(containing="PAY ten")] == [answer.id]
    assert session.history(containing="nine") == []
    assert [each.on_record for each in session.history(checked=False)] == [None]
    assert [each.on_record.problems for each in session.history()] == [()]
    other = replace(document, sha256="ff" * 32)
    assert session.history(other, containing="pay") == []
