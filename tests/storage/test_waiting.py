"""A database that another program is writing: what is saved waits, and somebody is told."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from docexplain.errors import StorageError
from docexplain.records import Answer
from storage import SqlStore, open_store
from storage.database import engine, waiting


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(waiting, "_ATTEMPT_SECONDS", 0.02)


@pytest.fixture
def writer(filled: SqlStore, path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that is writing."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_an_answer_is_saved_when_the_other_is_done(
    filled: SqlStore, writer: sqlite3.Connection, answer: Answer
) -> None:
    told: list[float] = []

    def tell(seconds: float) -> None:
        told.append(seconds)
        if len(told) == 5:
            writer.execute("ROLLBACK")

    with filled.telling(tell):
        filled.add_answer(answer)
    assert len(told) == 5
    assert told == sorted(told)
    assert told[-1] > 4 * 0.02
    assert filled.get_answer(answer.id) == answer
    assert filled.verify(expect_count=7).problems == ()


def test_the_wait_ends_and_says_so(
    filled: SqlStore, writer: sqlite3.Connection, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "SAVE_SECONDS", 0.2)
    told: list[float] = []
    with filled.telling(told.append), pytest.raises(StorageError, match="being written by another program: try again"):
        filled.add_answer(answer)
    assert told
    writer.execute("ROLLBACK")
    filled.add_answer(answer)


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), StorageError("not waited for any longer")])
def test_the_wait_can_be_stopped(
    filled: SqlStore, writer: sqlite3.Connection, answer: Answer, stop: BaseException
) -> None:
    def tell(seconds: float) -> None:
        raise stop

    with filled.telling(tell), pytest.raises(StorageError, match="not waited for any longer"):
        filled.add_answer(answer)
    writer.execute("ROLLBACK")
    filled.add_answer(answer)


def test_nobody_else_waits_longer(filled: SqlStore, writer: sqlite3.Connection, answer: Answer) -> None:
    """Neither after the block, nor another thread within it."""
    told: list[float] = []
    errors: list[StorageError] = []

    def add() -> None:
        try:
            filled.add_answer(answer)
        except StorageError as error:
            errors.append(error)

    with filled.telling(told.append):
        thread = threading.Thread(target=add)
        thread.start()
        thread.join()
    add()
    assert len(errors) == 2
    assert told == []


def test_what_fails_otherwise_is_not_waited_for(filled: SqlStore, path: Path, answer: Answer) -> None:
    told: list[float] = []
    with open_store(path) as store, filled.telling(told.append):
        path.write_bytes(b"no database" * 1000)
        with pytest.raises(StorageError):
            store.add_answer(answer)
    assert told == []


def test_the_lock_is_waited_for_on_each_kind_of_database(
    url: str, document, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two stores: one holds the lock for writing."""
    told: list[float] = []
    with open_store(url) as store, open_store(url) as other:
        store.add_document(document)
        with other._database.writing.begin() as held:
            assert isinstance(held, sqlalchemy.Connection)

            def tell(seconds: float) -> None:
                told.append(seconds)
                if len(told) == 3:
                    held.rollback()

            with store.telling(tell):
                store.add_answer(answer)
        assert len(told) == 3
        store.add_answer(replace(answer, id="ff"))
        assert store.verify(expect_count=3).problems == ()
