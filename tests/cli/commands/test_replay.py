"""``docexplain audit replay``."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.unguarded import drop_guards

QUESTION = "What is the pay per hour?"


@pytest.fixture
def asked(docexplain, pdf, model_folder) -> str:
    found = docexplain("ask", pdf, QUESTION, "--max-tokens", 4, "--read", 2, "--model", model_folder, "--json")
    return json.loads(found.out)["answer_id"]


def test_the_recorded_model_is_found_again(docexplain, asked):
    done = docexplain("audit", "replay", asked)
    assert done.code == 0
    assert done.out.startswith("Same bits: ")
    data = json.loads(docexplain("audit", "replay", asked, "--json").out)
    assert (data["outcome"], data["largest_difference"], data["changes"]) == ("same bits", 0, [])


def test_another_answer_has_its_own_exit_code(docexplain, asked, monkeypatch):
    from docexplain.model.language_model import LanguageModel

    inner = LanguageModel.generate
    monkeypatch.setattr(LanguageModel, "generate", lambda *a, **k: inner(*a, **{**k, "max_new_tokens": 2}))
    done = docexplain("audit", "replay", asked)
    assert done.code == 10
    assert done.out.startswith("Different: ")


def test_what_is_not_what_was_recorded_is_not_given_again(docexplain, asked, database):
    drop_guards(database)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE answers SET text = 'a lie'")
    done = docexplain("audit", "replay", asked)
    assert (done.code, done.out) == (7, "")
    assert "not what was recorded" in done.err
