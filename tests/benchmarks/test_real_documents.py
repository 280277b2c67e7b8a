"""The yardstick of real documents from end to end, on a made file and a tiny model."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pymupdf
import pytest

from docexplain.session.search.searching import Search

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PAGES = [
    ["The Company hires the Employee as a baker.", "Work begins on the first of May."],
    ["The capital expenditure of the year was 27 million dollars, for ovens."],
    ["The agreement ends with notice of thirty days.", "It is governed by the law of the State."],
]


def row(number: int, document: str, page: int) -> dict:
    return {
        "financebench_id": f"id_{number}",
        "doc_name": document,
        "question": "How much was the capital expenditure (in USD millions)?",
        "answer": "$27.00",
        "evidence": [{"evidence_page_num": page, "doc_name": document}],
    }


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "pdfs").mkdir()
    rows = [row(1, "MADE_2018_10K", 1), row(2, "MADE_2018_10K", 2), row(3, "MISSING_2019_10K", 1)]
    (tmp_path / "data" / "financebench_open_source.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in rows))
    with pymupdf.open() as pdf:
        for texts in PAGES:
            page = pdf.new_page()
            for i, text in enumerate(texts):
                page.insert_text((72, 100 + 80 * i), text, fontsize=10)
        pdf.save(tmp_path / "pdfs" / "MADE_2018_10K.pdf")
    return tmp_path


@pytest.fixture
def report(folder, language_model, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    script = importlib.import_module("real_documents")
    monkeypatch.setattr(script, "load", lambda: language_model)
    monkeypatch.setattr(script, "Session", lambda **more: _session(more, language_model))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["real_documents.py", str(folder), "--search", "words", *arguments])
        script.main()
        return capsys.readouterr()

    return run


def _session(chosen, language_model):
    from docexplain.session import Session

    return Session(**chosen | ({"model": language_model} if "model" in chosen else {}))


def test_the_figures(report, folder):
    printed = report("--store", "none", "--tokens", "1", "5000", "--json")
    found = json.loads(printed.out)
    assert found["questions"] == 2
    assert found["page_read"] == {"1": 0.5, "5000": 1.0}  # only the page that says it is read first
    assert found["by_words"]["page_read"] == found["page_read"]
    assert found["rank"]["top_10"] == 1.0
    [skipped] = found["skipped"]
    assert (skipped["document"], skipped["questions"]) == ("MISSING_2019_10K", ["id_3"])
    assert "MISSING_2019_10K skipped, 1 questions" in printed.err


def test_only_these_documents_as_a_table_and_again_out_of_the_store(report, tmp_path):
    store = ("--store", str(tmp_path / "kept.db"), "--documents", "MADE_2018_10K", "--tokens", "5000")
    first, second = report(*store).out, report(*store).out
    assert first == second
    assert first.startswith("2 questions on 1 documents, layout fast")
    assert "skipped" not in first


def test_answers(report):
    [model] = json.loads(report("--store", "none", "--tokens", "5000", "--model", "default", "--json").out)["answers"]
    assert (model["questions"], model["failed"], model["judged"], model["right"]) == (2, 0, 2, 0.0)
    assert sum(sum(of.values()) for of in model["table"].values()) == 2
    assert all(one["text"] for one in model["each"])


def test_a_name_that_no_question_knows(report):
    with pytest.raises(SystemExit, match="no question is about OTHER"):
        report("--documents", "OTHER")


def test_ctrl_c_shows_the_figures_so_far(report, monkeypatch):
    from docexplain.session import Session

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "ask", stop)
    printed = report("--store", "none", "--tokens", "5000", "--model", "default", "--json")
    assert json.loads(printed.out)["questions"] == 1
    assert "stopped" in printed.err


def test_what_it_is_told_to_search_by(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    script = importlib.import_module("real_documents")
    for arguments, search in ((["--search", "words"], Search.WORDS), ([], Search.BOTH)):
        monkeypatch.setattr(sys, "argv", ["real_documents.py", "folder", *arguments])
        assert script._options().search is search
