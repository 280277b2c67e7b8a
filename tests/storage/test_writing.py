"""All or nothing, one after the other."""

from __future__ import annotations

import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.orm import Session

from docexplain.errors import StorageError
from docexplain.records import Answer, Document, Paragraph
from storage import SqlStore, open_store
from storage import sql_store as store_module
from storage.database import engine
from tests.unguarded import drop_guards, unguarded

from .log import log_of

TABLES = ("documents", "paragraphs", "questions", "answers", "scores", "audit_entries")


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Databases may not grow beyond 40 pages, as on a full disk."""

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 40")

    event.listen(sqlalchemy.Engine, "connect", limit)
    yield
    event.remove(sqlalchemy.Engine, "connect", limit)


def counts(sql) -> list[object]:
    return [sql(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


def test_nothing_stays_when_the_entry_cannot_be_written(filled: SqlStore, sql, answer: Answer) -> None:
    before = counts(sql)
    answer = replace(answer, question="A new question?")
    sql("CREATE TRIGGER no BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no entries today'); END")
    with pytest.raises(StorageError, match="no entries today"):
        filled.add_answer(answer)
    assert counts(sql) == before
    sql("DROP TRIGGER no")
    filled.add_answer(answer)
    assert filled.verify(expect_count=7).problems == ()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a defect")])
def test_nothing_stays_after_an_interruption(
    filled: SqlStore, sql, answer: Answer, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    before = counts(sql)

    def interrupt(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "append", interrupt)
        with pytest.raises(type(error)):
            filled.add_answer(answer)
    assert counts(sql) == before
    filled.add_answer(answer)
    assert filled.verify(expect_count=7).problems == ()


def test_what_the_database_alters_is_not_saved(
    filled: SqlStore, path: Path, sql, answer: Answer, document: Document
) -> None:
    before = counts(sql)
    drop_guards(path)
    sql("CREATE TRIGGER a AFTER INSERT ON scores BEGIN UPDATE scores SET effect = 1 WHERE answer = NEW.answer; END")
    sql("CREATE TRIGGER p AFTER INSERT ON paragraphs BEGIN UPDATE paragraphs SET text = 'x' WHERE document = 2; END")
    with pytest.raises(StorageError, match="does not give back"):
        filled.add_answer(answer)
    with pytest.raises(StorageError, match="does not give back"):
        filled.add_document(replace(document, parser="other"))
    assert counts(sql) == before


@pytest.mark.parametrize("table", ["answers", "scores", "paragraphs", "audit_entries"])
def test_what_is_altered_after_its_commit_is_not_called_saved(
    filled: SqlStore, path: Path, answer: Answer, document: Document, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a disk that lies, or by whoever else writes there."""

    def alter(_: Session) -> None:
        with unguarded(path) as connection:
            columns = {"answers": "text", "scores": "effect", "paragraphs": "text", "audit_entries": "at"}
            connection.execute(
                f"UPDATE {table} SET {columns[table]} = 7 WHERE rowid = (SELECT max(rowid) FROM {table})"
            )

    event.listen(Session, "after_commit", alter)
    try:
        with pytest.raises(StorageError, match=r"does not give it back|did not write"):
            if table == "paragraphs":
                filled.add_document(replace(document, parser="other"))
            else:
                filled.add_answer(answer)
    finally:
        event.remove(Session, "after_commit", alter)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk(path: Path, sql, document: Document, answer: Answer) -> None:
    with open_store(path) as store:
        store.add_document(document)
        before = counts(sql)
        long = tuple(replace(document.paragraphs[1], index=n, text="word " * 2000) for n in range(1, 100))
        with pytest.raises(StorageError, match="disk is full"):
            store.add_document(replace(document, parser="other", paragraphs=long))
        with pytest.raises(StorageError, match="disk is full"):
            store.add_answer(replace(answer, text="word " * 100_000))
        assert counts(sql) == before
        store.add_answer(answer)
        assert store.verify(expect_count=1).problems == ()


def test_a_writer_that_takes_too_long(
    path: Path, document: Document, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with open_store(path) as store:
        store.add_document(document)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="being written by another program"):
            store.add_answer(answer)
        assert store.find_document(document.sha256, document.parser) == document  # readers do not wait
        other.execute("ROLLBACK")
        other.close()
        store.add_answer(answer)
        assert store.verify(expect_count=1).problems == ()


WRITER = """
import pickle, sys, time
from dataclasses import replace
from storage import open_store

def write(url, document, answer, name, number):
    with open_store(url) as store:
        store.add_document(document)
        for n in range(number):
            store.add_answer(replace(answer, id=f"{name}{n:04x}", question=f"Question {n}?"))
            time.sleep(0.005)  # so that they take turns
"""
OTHER = f"""{WRITER}
url, pickled, first = sys.argv[1:]
records = pickle.load(open(pickled, "rb"))
write(first, *records, "b", 1)  # all that is slow the first time
print("ready", flush=True)
sys.stdin.readline()
write(url, *records, "b", 20)
"""


def test_two_processes_keep_one_chain(url: str, tmp_path: Path, document: Document, answer: Answer) -> None:
    """This one and another. They also create the database at the same moment."""
    pickled = tmp_path / "records"
    pickled.write_bytes(pickle.dumps((document, answer)))
    here: dict[str, Any] = {}
    exec(WRITER, here)
    here["write"](str(tmp_path / "a.db"), document, answer, "a", 1)
    command = [sys.executable, "-c", OTHER, url, str(pickled), str(tmp_path / "b.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("go\n")
        other.stdin.flush()
        here["write"](url, document, answer, "a", 20)
        other.communicate(timeout=60)
        assert other.returncode == 0
    with open_store(url) as store:
        assert store.verify().entries == 41
        assert store.verify().problems == ()
        names = "".join(entry.subject[0] for entry in log_of(url) if entry.kind == "answer-9")
        assert names.count("a") == names.count("b") == 20
        assert len({answer.question for answer in store.history()}) == 20


def test_two_threads_share_one_store(url: str, document: Document, answer: Answer) -> None:
    with open_store(url) as store:
        store.add_document(document)

        def write(name: str) -> None:
            for n in range(10):
                store.add_answer(replace(answer, id=f"{name}{n}"))
                assert store.get_answer(f"{name}{n}").text == answer.text

        threads = [Thread(target=write, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.verify(expect_count=20).problems == ()


def test_a_long_document_is_quick(path: Path, document: Document, answer: Answer) -> None:
    """2,000 paragraphs, as in a report of 100 pages; storing an answer hashes all of them."""
    paragraphs = tuple(Paragraph(n, f"Paragraph {n}", document.paragraphs[1].boxes) for n in range(1, 2001))
    document = replace(document, paragraphs=paragraphs)
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    open_store(path).close()
    event.listen(sqlalchemy.Engine, "before_cursor_execute", note)
    try:
        with open_store(path) as store:
            store.add_document(document)
            store.add_answer(answer)
            assert store.get_document(document.sha256, document.parser) == document
            assert store.verify().problems == ()
    finally:
        event.remove(sqlalchemy.Engine, "before_cursor_execute", note)
    assert len(statements) < 300
