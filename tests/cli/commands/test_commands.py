"""The smaller commands."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from docexplain.errors import ExitCode
from docexplain.ingest import PARSER, sha256_of
from docexplain.model.sources import default_model
from storage import open_store
from tests.conftest import SAMPLES
from tests.unguarded import unguarded

QUESTION = "What is the pay per hour?"
FAST = ("--answer", "ten dollars", "--read", "all")


def test_version_and_help(docexplain):
    assert re.fullmatch(r"docexplain, version \d+\.\d+\.\d+\n", docexplain("--version").out)
    result = docexplain("--help")
    assert (result.code, result.err) == (0, "")
    for command in ("ask", "ingest", "history", "show", "audit", "models", "tui", "eval"):
        assert re.search(rf"^  {command} ", result.out, re.M)
        sub = docexplain(command, "-h")
        assert (sub.code, sub.err) == (0, "")
        assert max(map(len, sub.out.splitlines())) <= 80


def test_history(docexplain, filled, answer_id, pdf):
    docexplain("ask", pdf, "And when does it start?", *FAST)
    result = docexplain("history")
    assert (result.code, result.err) == (0, "")
    assert result.out.index("And when does it start?") < result.out.index(QUESTION)  # newest first
    entries = json.loads(docexplain("history", "--json").out)["answers"]
    assert [e["question"] for e in entries] == ["And when does it start?", QUESTION]
    assert entries[1]["answer_id"] == answer_id
    keys = {"answer_id", "created_at", "document", "documents", "question", "answer", "verdict", "what_if", "record"}
    assert set(entries[0]) == keys
    assert entries[0]["what_if"] is None
    assert len(json.loads(docexplain("history", "--json", "--limit", 1).out)["answers"]) == 1


def test_history_marks_an_answer_under_steering(docexplain, filled, answer_id, pdf):
    assert docexplain("ask", pdf, QUESTION, "--suppress", "1", "--read", "all", "--max-tokens", 3).code == 0
    assert f"(what if, to {answer_id})" not in docexplain("history").out
    entries = json.loads(docexplain("history", "--json").out)["answers"]
    assert (entries[0]["what_if"], entries[1]["what_if"]) == (entries[1]["answer_id"], None)
    assert f"(what if, to {entries[1]['answer_id']})" in docexplain("history").out


def test_an_empty_history(docexplain, monkeypatch):
    monkeypatch.delenv("DOCEXPLAIN_DB")
    result = docexplain("history")
    assert (result.code, result.out) == (0, "")
    assert "Nothing was asked yet" in result.err
    assert json.loads(docexplain("history", "--json").out)["answers"] == []


def test_show_repeats_the_answer(docexplain, pdf, database):
    asked = docexplain("ask", pdf, QUESTION, *FAST).out
    with open_store(database) as store:
        answer_id = store.history()[0].id
    shown = docexplain("show", answer_id[:6])
    assert shown.code == 0
    assert shown.out.endswith(asked)
    assert QUESTION in shown.out
    as_json = json.loads(docexplain("show", answer_id[:6], "--json").out)
    assert as_json["answer_id"] == answer_id
    assert docexplain("show", answer_id.upper()).code == 0


def test_show_and_ask_give_the_same_json(docexplain, pdf):
    asked = json.loads(docexplain("ask", pdf, QUESTION, *FAST, "--json").out)
    assert json.loads(docexplain("show", asked["answer_id"], "--json").out) == asked


def test_what_was_read_and_what_was_left_out_can_be_looked_at(docexplain, tmp_path):
    report = tmp_path / "annual-report.pdf"
    with pymupdf.open(SAMPLES / "annual-report.pdf") as whole:
        whole.select([0, 1])
        whole.save(report)
    shown = docexplain("ingest", report, "--show", "paragraphs").out
    assert "     5  page 1    text  1 Letter to the Shareholders\n        The board proposes a dividend" in shown
    assert "Region: East | 2024: 77 | 2025: 89" in shown
    assert "page-footer" not in shown
    left_out = docexplain("ingest", report, "--show", "left-out").out
    assert "page 2    page-header  Marrowby Lamp Company | Annual Report 2025" in left_out
    assert "dividend" not in left_out


def test_the_fast_layout_is_a_parse_of_its_own(docexplain, pdf):
    for options in ((), ("--layout", "fast")):
        for stored in (False, True):
            [document] = json.loads(docexplain("ingest", pdf, *options, "--json").out)["documents"]
            assert document["stored_before"] is stored
            assert ("layout=fast" in document["parser"]) is bool(options)


def test_ingest_several_files_one_broken(docexplain, tmp_path, make_pdf, database):
    first = make_pdf(tmp_path / "first.pdf", ("The first contract is about bread and about rolls.",))
    last = make_pdf(tmp_path / "last.pdf", ("The last contract is about milk and about cheese.",))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    result = docexplain("ingest", first, tmp_path / "broken.pdf", tmp_path / "none.pdf", last)
    assert result.code == ExitCode.INPUT
    assert [line.split()[0] for line in result.out.splitlines() if not line.startswith(" ")] == [
        "first.pdf",
        "last.pdf",
    ]
    assert "100.0% of characters kept" in result.out
    assert result.err.count("docexplain: ") == 2
    assert "broken.pdf" in result.err
    again = docexplain("ingest", first, last, "--json")
    assert (again.code, again.err) == (0, "")
    documents = json.loads(again.out)["documents"]
    assert [(d["name"], d["stored_before"]) for d in documents] == [("first.pdf", True), ("last.pdf", True)]
    for key in ("sha256", "parser", "paragraphs", "furniture", "coverage"):
        assert key in documents[0]
    assert docexplain("ingest", first).out.startswith("first.pdf  already stored")


def test_names_and_reasons_cannot_steer_a_terminal(docexplain, tmp_path, make_pdf, database):
    hostile = "\x1b[31mred\x9b2J\u202eevil\u2066 [bold]x \u2028\x07"
    path = make_pdf(tmp_path / f"{hostile}.pdf")
    said = [docexplain("ingest", path), docexplain("ingest", path, "--json"), docexplain("ingest", tmp_path / hostile)]
    with open_store(database) as store:
        document = store.find_document(sha256_of(path), PARSER)
        coverage = replace(document.coverage, pages=2, failed_pages=((2, hostile),))
        other = make_pdf(tmp_path / f"other {hostile}.pdf", ("Another contract.",))
        store.add_document(replace(document, sha256=sha256_of(other), coverage=coverage))
    said += [docexplain("ingest", other), docexplain("ingest", other, "--json")]
    assert [result.code for result in said] == [0, 0, ExitCode.INPUT, 0, 0]
    assert json.loads(said[1].out)["documents"][0]["name"] == f"{hostile}.pdf"
    assert json.loads(said[4].out)["documents"][0]["coverage"]["failed_pages"][0][1] == hostile
    assert "page 2 could not be read" in said[3].out
    for result in said:
        assert "evil" in result.out + result.err
        for c in result.out + result.err:
            assert c == "\n" or c.isprintable(), (result, c)


def test_models_with_an_empty_cache(docexplain, tmp_path):
    result = docexplain("models", "--json")
    assert (result.code, result.err) == (0, "")
    told = json.loads(result.out)
    (row,) = told["models"]
    assert told["chosen"]["by"] == "environment"
    assert told["memory"]["free_bytes"] > 0
    listed = told["catalogue"]
    assert listed[0]["measured"] == {"answers": 0.365, "top1": 0.905, "auroc": 0.992}
    assert listed[1]["measured"] == {"answers": None, "top1": None, "auroc": None}
    assert (listed[1]["name"], listed[1]["revision"], listed[1]["here"]) == ("Qwen/Qwen3-0.6B", None, False)
    assert (row["name"], row["default"], row["here"]) == (default_model.DEFAULT.name, True, False)
    assert row["folder"].startswith(str(tmp_path / "cache"))
    assert "not here yet: docexplain models fetch" in docexplain("models").out


def test_models_that_are_here(docexplain, tmp_path):
    folder = default_model.folder()
    folder.mkdir(parents=True)
    (folder / default_model.PROVENANCE).write_text("{}")
    assert json.loads(docexplain("models", "--json").out)["models"][0]["here"] is True
    assert str(folder) in docexplain("models").out


def test_a_model_of_the_hub_that_is_here(docexplain, tmp_path, model_folder, pdf, filled):
    """In the layout of the hub's cache; the tests of the loading have the rest."""
    home = tmp_path / "hub" / "models--org--tiny"
    shutil.copytree(model_folder, home / "snapshots" / ("a" * 40))
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("a" * 40)
    row = json.loads(docexplain("models", "--json").out)["models"][1]
    assert (row["name"], row["here"], row["revision"]) == ("org/tiny", True, "a" * 40)
    assert f"{'org/tiny':<36} aaaaaaaa" in docexplain("models").out
    refused = docexplain("models", "--update", "org/tiny")
    assert (refused.code, refused.out) == (4, "")
    assert "org/tiny is neither fetched nor updated: fetching is turned off" in refused.err
    asked = docexplain("ask", pdf, QUESTION, *FAST, "--model", "org/tiny", "--offline", "--json")
    assert json.loads(asked.out)["model"]["revision"] == "a" * 40
    shown = docexplain("show", json.loads(asked.out)["answer_id"], "--json")
    assert json.loads(shown.out)["model"] == json.loads(asked.out)["model"]


def test_audit_of_a_whole_record(docexplain, filled):
    result = docexplain("audit", "verify")
    assert (result.code, result.err) == (0, "")
    head = re.fullmatch(r"The record is whole: 2 entries, head ([0-9a-f]{64})\n", result.out)[1]
    data = json.loads(docexplain("audit", "verify", "--json").out)
    assert (data["whole"], data["entries"], data["head"], data["problems"]) == (True, 2, head, [])
    assert docexplain("audit", "verify", "--count", 2, "--head", head).code == 0
    assert docexplain("audit", "verify", "--count", 1, "--head", head).code == 7
    assert docexplain("audit", "verify", "--count", 2, "--head", "0" * 64).code == 7
    for half in (("--count", 1), ("--head", head)):
        assert docexplain("audit", "verify", *half).code == 2


def test_audit_after_tampering(docexplain, filled):
    changed = 0
    with unguarded(filled) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            if {"verdict", "text"} <= set(columns):
                changed += connection.execute(f"UPDATE \"{table}\" SET text = 'eleven dollars'").rowcount
    assert changed == 1
    result = docexplain("audit", "verify")
    assert result.code == ExitCode.AUDIT == 7
    assert "NOT whole" in result.out
    data = json.loads(docexplain("audit", "verify", "--json").out)
    assert not data["whole"]
    assert data["problems"]


@pytest.fixture
def dataset(tmp_path):
    context = "The Company pays ten dollars per hour. Work starts in May."
    other = "The law of Ohio applies to this agreement."
    data = {
        "data": [
            {
                "paragraphs": [
                    {
                        "context": context,
                        "qas": [
                            {"question": "What is the pay?", "answers": [{"text": "ten dollars", "answer_start": 17}]}
                        ],
                    },
                    {"context": other, "qas": []},
                ]
            }
        ]
    }
    path = tmp_path / "set.json"
    path.write_text(json.dumps(data))
    return path


def test_eval(docexplain, dataset):
    result = docexplain("eval", dataset, "--json", "--mode", "mask", "--mode", "log", "--granularity", "sentence")
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    assert (data["questions"], data["segments"], data["granularity"]) == (1, 3, "sentence")
    assert len(data["methods"]) == 6
    text = docexplain("eval", dataset)
    assert text.code == 0
    assert "readout-mask-probability" in text.out
    assert max(map(len, text.out.splitlines())) <= 80


def test_eval_of_answers(docexplain, dataset):
    answers = json.loads(docexplain("eval", dataset, "--answers", "--read", "1", "--json").out)["answers"]
    assert set(answers) == {"read", "questions", "contains_gold", "gold_read", "truncated"}
    assert docexplain("eval", dataset, "--answers").code == 0


def test_eval_of_something_else(docexplain, tmp_path, dataset):
    (tmp_path / "x.json").write_text("{")
    for arguments, code in [
        ((tmp_path / "x.json",), 3),
        ((tmp_path / "none.json",), 3),
        ((dataset, "--model", "./no"), 4),
    ]:
        result = docexplain("eval", *arguments)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith("docexplain: ")


@pytest.mark.parametrize("forged", ["NaN", "1e999", "1" + "0" * 400])
def test_a_stored_number_that_none_is_ends_in_a_sentence(docexplain, filled, answer_id, forged):
    with unguarded(filled) as connection:
        tokens = json.loads(connection.execute("SELECT tokens FROM answers").fetchone()[0])
        tokens[0]["loss"] = "HERE"
        connection.execute("UPDATE answers SET tokens = ?", (json.dumps(tokens).replace('"HERE"', forged),))
    result = docexplain("show", answer_id, "--json")
    assert result.code in (6, 7)
    shown = json.loads(result.out or "{}")
    assert shown.get("record", {"whole": False})["whole"] is False
    assert "docexplain did not write" in result.err
    assert docexplain("audit", "verify").code == 7
    assert docexplain("show", answer_id).code in (6, 7)


def test_audit_where_there_is_no_record(docexplain, database, monkeypatch, tmp_path):
    """Nothing was tampered with where there is nothing, but nothing is whole either."""
    home = tmp_path / "home"
    monkeypatch.setattr("storage.database.location.user_data_dir", lambda *_, **__: str(home))
    monkeypatch.delenv("DOCEXPLAIN_DB")
    for arguments in (("verify",), ("verify", "--json"), ("head",), ("export",)):
        result = docexplain("audit", *arguments)
        assert (result.code, result.out) == (ExitCode.NOT_FOUND, "")
        assert re.match(r"docexplain: There is no record: nobody saved anything in .*docexplain\.db yet", result.err)
        assert not home.exists()
    open_store().close()
    result = docexplain("audit", "verify")
    assert (result.code, result.err) == (0, "")
    assert result.out == "The record has no entries: nothing was saved in this database yet.\n"
    assert docexplain("audit", "verify", "--count", 1, "--head", "0" * 64).code == ExitCode.AUDIT


@pytest.mark.parametrize("command", ["ingest", "ask", "redact"])
def test_an_upgrade_is_told_with_where_the_copy_is(docexplain, database, pdf, command):
    database.parent.mkdir(parents=True, exist_ok=True)
    dump = (Path(__file__).parents[2] / "storage" / "version_7.sqlite.sql").read_text()
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(dump)
    arguments = {
        "ingest": ("ingest", pdf, "--json"),
        "ask": ("ask", pdf, QUESTION, *FAST, "--json"),
        "redact": ("audit", "redact", "second.pdf", "--reason", "asked to", "--yes", "--json"),
    }[command]
    result = docexplain(*arguments)
    assert result.code == 0
    (name,) = [each.name for each in database.parent.iterdir() if ".version-7." in each.name]
    assert f"has been upgraded; as it was before, it is kept as {name} beside it." in " ".join(result.err.split())
    json.loads(result.out)
    assert "upgraded" not in docexplain(*arguments).err
    assert docexplain("audit", "verify").code == 0
