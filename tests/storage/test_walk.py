"""A long log: in batches, in several processes, or from an entry on. Small batches stand for long logs."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session as Transaction

from docexplain.records import Answer, Document, Source
from storage import SqlStore, open_store
from storage.log import verify
from storage.transactions import reading_session
from storage.walk import entries, processes, proofs
from storage.walk.entries import Range, batches
from storage.walk.proofs import Proofs

TAMPERED = [
    "UPDATE answers SET text = 'other' WHERE number = 1",
    "UPDATE scores SET effect = 7 WHERE answer = 2",
    "UPDATE answers SET text = CAST(x'ff' AS TEXT) WHERE number = 3",
    "UPDATE audit_entries SET at = CAST(x'ff' AS TEXT) WHERE seq = 5",
]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_AT_ONCE", 2)
    monkeypatch.setattr(verify, "IN_A_RANGE", 2)


@pytest.fixture
def beside(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes, also for a short log on a machine with one core."""
    monkeypatch.setattr(processes, "MANY", 1)
    monkeypatch.setattr(processes, "cores", lambda: 2)


def proven(session: Transaction) -> list[int]:
    return [seq for some in batches(session, Range()) for seq in Proofs(session).of(some)]


def test_what_is_stored_now_is_proven_by_its_columns(
    url: str, document: Document, answers: list[Answer], answer: Answer
) -> None:
    """Else each answer would be read as a record, which takes twenty times as long and gives the same report."""
    other = replace(document, sha256="cd" * 32, name="other.pdf")
    sources = tuple(Source(d.sha256, d.name, d.parser, len(d.paragraphs)) for d in (document, other))
    bare = replace(answer, id="ba", effects=(), read=(), confirmed=(), passages=(), redundant=(), provenance=None)
    with open_store(url) as store:
        for each in (document, other):
            store.add_document(each)
        for each in (*answers, replace(answer, id="50", sources=sources), bare):
            store.add_answer(each)
        with reading_session(store._database) as session:
            assert proven(session) == [3, 4, 5, 6, 7, 8, 9]
        assert store.verify(expect_count=9).problems == ()


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE answers SET tokens = replace(tokens, '\"id\":7', '\"id\":7.0')",
        "UPDATE answers SET claims = '[[0,1.0],[1,2]]'",
        "UPDATE answers SET tokens = '[' || tokens || ']'",
        "UPDATE answers SET given = 1",
        "UPDATE scores SET per_token = replace(per_token, '0.5', '0.25')",
        "UPDATE scores SET together_with = '[1.0,2]' WHERE together_with != '[]'",
    ],
)
def test_what_was_changed_is_not_proven(filled: SqlStore, sql, edit: str) -> None:
    sql(edit)
    with reading_session(filled._database) as session:
        assert proven(session) == []
    assert len(filled.verify().problems) == 5


@pytest.mark.usefixtures("small")
def test_a_broken_row_hides_no_other(filled: SqlStore, sql) -> None:
    sql(*TAMPERED)
    assert [problem[:41] for problem in filled.verify().problems][:4] == [
        "Entry 5 is missing or cannot be read.",
        "Entry 2: the answer 11a2b3c4d (its text, ",
        "Entry 3: the answer 21a2b3c4d (its text, ",
        "Entry 4: the answer 31a2b3c4d was changed",
    ]


def test_a_log_in_parts_is_as_whole_as_in_one(filled: SqlStore, sql, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = filled.verify()
    sql(*TAMPERED)
    broken = filled.verify()
    for at_once, in_a_range in ((1, 1), (2, 2), (3, 2), (2, 5), (6, 6), (7, 3)):
        with monkeypatch.context() as patch:
            patch.setattr(entries, "_AT_ONCE", at_once)
            patch.setattr(verify, "IN_A_RANGE", in_a_range)
            assert filled.verify() == broken
    assert whole.problems == ()
    assert len(broken.problems) > 3


@pytest.mark.usefixtures("beside")
def test_several_processes_find_the_same(filled: SqlStore, sql, monkeypatch: pytest.MonkeyPatch) -> None:
    def report() -> tuple[str, ...]:
        return filled.verify().problems

    assert report() == ()
    sql(*TAMPERED)
    found = report()
    with monkeypatch.context() as patch:
        patch.setattr(processes, "MANY", 99)
        assert report() == found
    done: list[tuple[int, int]] = []
    filled.verify(progress=lambda *at: done.append(at))
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
    with monkeypatch.context() as patch:  # nothing is left for this process
        patch.setattr(processes.Walk, "check", None)
        assert report() == found


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("command", [["/nowhere"], ["true"], ["yes"], ["yes", "{}"], ["yes", "[]"]])
def test_what_a_process_leaves_undone_is_done_here(
    filled: SqlStore, sql, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    sql(*TAMPERED)
    monkeypatch.setattr(processes, "MANY", 99)
    found = filled.verify().problems
    monkeypatch.setattr(processes, "MANY", 1)
    monkeypatch.setattr(processes, "COMMAND", command)
    assert filled.verify().problems == found


@pytest.mark.usefixtures("beside")
def test_a_database_in_memory_is_checked_here(document: Document, answers: list[Answer]) -> None:
    with open_store(":memory:") as store:
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
        assert store.verify(expect_count=6).problems == ()


@pytest.mark.usefixtures("beside")
def test_several_processes_on_each_kind_of_database(url: str, document: Document, answers: list[Answer]) -> None:
    with open_store(url) as store:
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(processes.Walk, "check", None)
            assert store.verify(expect_count=6).problems == ()


def test_a_process_that_checks_loads_no_model() -> None:

    heavy = "('torch', 'transformers', 'pymupdf')"
    code = f"import storage.walk.worker, sys; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.usefixtures("small")
def test_since(filled: SqlStore, sql, path: Path) -> None:
    noted = filled.verify()
    sql("UPDATE answers SET text = 'other' WHERE number IN (2, 4)")
    for since, seen in ((0, [3, 5]), (2, [3, 5]), (3, [5]), (4, [5]), (5, []), (6, [])):
        report = filled.verify(since=since)
        assert [int(problem.split()[1].strip(":")) for problem in report.problems] == seen
        assert (report.entries, report.head) == (noted.entries, noted.head)
        assert any("not looked at" in note for note in report.notes) == bool(since)
    assert "was cut" in filled.verify(since=7).problems[-1]
    sql("UPDATE audit_entries SET sha256 = 'x' WHERE seq = 3")
    assert "Entry 4 does not follow from entry 3." in filled.verify(since=3).problems
    sql("INSERT INTO answers SELECT 9, 'ff', " + columns(path) + " FROM answers WHERE number = 1")
    assert filled.verify(since=6).problems == ("The answer ff has no entry in the log.",)


def columns(path: Path) -> str:
    connection = sqlite3.connect(path)
    names = [row[1] for row in connection.execute("PRAGMA table_info(answers)")]
    connection.close()
    return ", ".join(f'"{name}"' for name in names if name not in {"number", "id"})


def test_the_number_of_statements_does_not_go_by_that_of_answers(
    path: Path, document: Document, answer: Answer
) -> None:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    counts = []
    with open_store(path) as store:
        store.add_document(document)
        for n in range(40):
            store.add_answer(replace(answer, id=f"{n:04x}"))
            if n in {9, 39}:
                statements.clear()
                event.listen(store._database.reading, "before_cursor_execute", note)
                assert store.verify().problems == ()
                event.remove(store._database.reading, "before_cursor_execute", note)
                counts.append(len(statements))
    assert counts[0] == counts[1]


def test_hashes_that_are_kept_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "_MOST", 10)
    hashes = proofs._Hashes()
    assert len({hashes[str(n)] for n in range(100)}) == 100
    hashes["x" * 1000]
    assert len(hashes) <= 10


def test_no_statement_of_an_append_goes_through_what_grows(path: Path, document: Document, answer: Answer) -> None:
    """So an append takes as long at a million entries as at ten."""
    asked: list[tuple[str, object]] = []

    def note(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    with open_store(path) as store:
        store.add_document(document)
        store.add_answer(answer)
        event.listen(store._database.reading, "before_cursor_execute", note)
        event.listen(store._database.writing, "before_cursor_execute", note)
        store.add_document(replace(document))
        store.add_answer(replace(answer, id="ff"))
    connection = sqlite3.connect(path)
    scanned = [
        (statement, row[3])
        for statement, parameters in asked
        if statement.startswith("SELECT") and "ORDER BY audit_entries.seq DESC" not in statement  # the last entry
        for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        if row[3].startswith("SCAN")
    ]
    connection.close()
    assert len(asked) > 10
    assert {scan for _, scan in scanned} <= {"SCAN redactions"}, scanned
