"""``--prefix-cache``: the next run does not read the document again, and what goes wrong costs a sentence only."""

from __future__ import annotations

import json

import pytest

from docexplain.model.language_model import LanguageModel
from docexplain.session import AskOptions
from tui import DocexplainApp

QUESTION = "What is the pay per hour?"
TEXT = "The Company will pay the Employee ten dollars per hour, and for overtime after approval by the manager more. "
SHORT = ("--read", "all", "--answer", "ten dollars")


@pytest.fixture(scope="module")
def long(make_pdf, tmp_path_factory, shared):
    """So long that its prefix is worth a file."""
    texts = tuple(f"{number}. " + TEXT * 4 for number in ("One", "Two", "Three", "Four", "Five"))
    return shared.remember(make_pdf(tmp_path_factory.mktemp("long") / "long.pdf", texts))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "prefixes"


@pytest.fixture
def ask(docexplain, long):
    def call(*options):
        result = docexplain("ask", long, QUESTION, *SHORT, "--json", *options)
        return result, json.loads(result.out) if result.out else {}

    return call


def same(one, other):
    return all(one[key] == other[key] for key in one if key not in {"answer_id", "created_at", "timings"})


def test_the_next_run_does_not_read_the_document_again(ask, folder, monkeypatch):
    plain, answer = ask()
    first, computed = ask("--prefix-cache", folder)
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr(LanguageModel, "prefill", lambda *_: pytest.fail("read again"))
    monkeypatch.setenv("DOCEXPLAIN_PREFIX_CACHE", str(folder))
    second, read = ask()
    assert [(r.code, r.err) for r in (plain, first, second)] == [(0, "")] * 3
    assert same(computed, answer)
    assert same(read, answer)


def test_nothing_is_kept_unasked_or_with_no_save(ask, folder, tmp_path, monkeypatch):
    before = set(tmp_path.rglob("*.safetensors"))
    ask()
    monkeypatch.setenv("DOCEXPLAIN_PREFIX_CACHE", str(folder))
    ask("--no-save")
    assert set(tmp_path.rglob("*.safetensors")) == before
    assert not folder.exists()


def test_a_home_folder_is_found(ask, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    ask("--prefix-cache", "~/mine")
    assert len(list((tmp_path / "mine").iterdir())) == 1


def test_a_damaged_file_costs_a_sentence(ask, folder):
    _, answer = ask("--prefix-cache", folder)
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:-8])
    result, again = ask("--prefix-cache", folder)
    assert result.code == 0
    assert result.err.startswith("docexplain: ") and result.err.count("\n") == 1
    assert "damaged" in result.err
    assert same(again, answer)
    assert ask("--prefix-cache", folder)[0].err == ""


def test_a_folder_that_cannot_be_made_costs_a_sentence(ask, tmp_path):
    (tmp_path / "file").write_text("mine")
    result, answer = ask("--prefix-cache", tmp_path / "file")
    assert result.code == 0
    assert result.err.count("\n") == 1
    assert "cannot be written" in result.err
    assert result.err.endswith("make room there, or name a folder of your own (--prefix-cache).\n")
    assert answer["answer"] == "ten dollars"
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("value", ["", "  ", "~nobody-of-this-name/x"])
def test_no_folder(docexplain, long, value):
    result = docexplain("ask", long, QUESTION, *SHORT, "--prefix-cache", value)
    assert (result.code, result.out) == (2, "")
    assert "--prefix-cache" in result.err


def test_the_terminal_ui_keeps_prefixes_too(docexplain, long, folder, monkeypatch):
    def asked(app):
        session = app.session
        session.ask(session.ingest(long), QUESTION, options=AskOptions(read="all", answer="ten dollars"))

    monkeypatch.setattr(DocexplainApp, "run", asked)
    monkeypatch.setattr("docexplain.cli.streams.are_a_terminal", lambda: True)
    assert docexplain("tui", long, "--prefix-cache", folder).code == 0
    assert len(list(folder.iterdir())) == 1
