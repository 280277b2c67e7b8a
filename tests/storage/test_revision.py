"""Records from before a model's revision was recorded: still vouched for, and nothing vouches for one in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from docexplain.records import Answer, Document
from storage import open_store
from tests.unguarded import unguarded

HERE = Path(__file__).parent
HEAD_3 = "d8a9cba3e75b5eae2098e5f2954ab74c99cff838c7d3bc59e7acf7a4c38ed471"


def test_a_record_without_a_revision(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / "version_3.sqlite.sql").read_text())
    with open_store(path) as store:
        (line,) = store.history()
        assert store.get_answer(line.id).model.revision == ""
        assert store.verify(expect_count=1, expect_head=HEAD_3).problems == ()
    with unguarded(path) as connection:
        connection.execute("UPDATE answers SET model = json_set(model, '$.revision', 'abc')")
    with open_store(path) as store:
        (problem,) = store.verify().problems
    assert "Entry 1" in problem


def test_a_record_with_a_revision(path: Path, document: Document, answer: Answer) -> None:
    known = replace(answer, model=replace(answer.model, revision="a" * 40))
    with open_store(path) as store:
        store.add_document(document)
        store.add_answer(known)
        assert store.get_answer(known.id).model.revision == "a" * 40
        assert store.verify().problems == ()
    with unguarded(path) as connection:
        connection.execute(f"UPDATE answers SET model = json_set(model, '$.revision', '{'b' * 40}')")
    with open_store(path) as store:
        (problem,) = store.verify().problems
    assert "changed after it was written" in problem
