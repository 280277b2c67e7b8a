"""Which database is opened, and what a user reads when it cannot be."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
import sqlalchemy

from docexplain.errors import NotFoundError, StorageError
from docexplain.records import Answer, Document
from storage import SqlStore, open_store
from storage.database import engine, location
from storage.database.failures import failure
from storage.database.location import ENVIRONMENT_VARIABLE, default_path


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setattr(location, "user_data_dir", lambda *_, **__: str(tmp_path / "home" / "docexplain"))
    return tmp_path / "home"


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that a user without rights can reach (pytest's own are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="docexplain-test-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def without_rights() -> Iterator[None]:
    """Run as a user who owns nothing: file permissions do not bind the administrator."""
    administrator = os.geteuid() == 0
    if administrator:
        os.seteuid(65534)
    try:
        yield
    finally:
        if administrator:
            os.seteuid(0)


posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")


@posix
@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("kind", ["pipe", "device", "link to a pipe"])
def test_a_pipe_or_a_device_is_no_database(tmp_path: Path, kind: str, read_only: bool) -> None:
    path = Path(os.devnull) if kind == "device" else tmp_path / "pipe"
    if kind != "device":
        os.mkfifo(path)
    if kind == "link to a pipe":
        path = tmp_path / "link"
        path.symlink_to(tmp_path / "pipe")
    with pytest.raises(StorageError, match="is a pipe or a device, which can hold no database: name a file"):
        open_store(path, read_only=read_only)


def test_the_default_the_environment_and_the_argument(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path, document: Document
) -> None:
    assert default_path() == home / "docexplain" / "docexplain.db"
    open_store().close()
    assert default_path().is_file()
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "a" / "env.db"))
    with open_store() as store:
        store.add_document(document)
    assert (tmp_path / "a" / "env.db").is_file()
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, f"sqlite:///{tmp_path}/a/env.db")
    with open_store() as store:
        assert store.find_document(document.sha256, document.parser) == document
    with open_store(tmp_path / "b.db") as store:
        assert store.find_document(document.sha256, document.parser) is None
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "")
    with open_store(read_only=True) as store:
        assert store.verify().entries == 0


def test_a_database_in_memory(document: Document, answer: Answer) -> None:
    for where in ("sqlite://", ":memory:", "sqlite:///:memory:"):
        with open_store(where) as store:
            store.add_document(document)
            store.add_answer(answer)
            assert store.get_answer(answer.id) == answer


def test_pragmas(filled: SqlStore, path: Path, careless: Callable[..., None]) -> None:
    sqlalchemy.event.remove(sqlalchemy.Engine, "connect", careless)
    with engine.open_database(location.locate(path), read_only=False).writing.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", careless)
    assert values == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_reading_only_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: Document) -> None:
    with open_store(read_only=True) as store:
        assert store.history() == []
        with pytest.raises(NotFoundError, match=r"There is no record: nobody saved anything in .*docexplain\.db yet"):
            store.verify()
        with pytest.raises(StorageError, match="reading only"):
            store.add_document(document)
    assert not default_path().parent.exists()
    with pytest.raises(StorageError, match=r"There is no database at .*missing\.db"):
        open_store(tmp_path / "missing.db", read_only=True)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "missing.db"))
    with pytest.raises(StorageError, match="There is no database at"):
        open_store(read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_reading_only_sees_what_another_store_is_writing(filled: SqlStore, path: Path, answer: Answer) -> None:
    with open_store(path, read_only=True) as store:
        assert len(store.history()) == 5
        filled.add_answer(answer)
        assert len(store.history()) == 6
        with pytest.raises(StorageError, match="reading only"):
            store.add_answer(replace(answer, id="00"))


@posix
def test_reading_on_read_only_media(filled: SqlStore, path: Path, readable: Path, answers: list[Answer]) -> None:
    filled.close()
    copy = readable / "copy.db"
    shutil.copy(path, copy)
    copy.chmod(0o444)
    readable.chmod(0o555)
    with without_rights(), open_store(copy, read_only=True) as store:
        assert store.get_answer(answers[0].id) == answers[0]
        assert store.verify(expect_count=5).problems == ()
    assert list(readable.iterdir()) == [copy]


@posix
def test_a_copy_whose_newest_entries_cannot_be_read_is_refused(
    filled: SqlStore, path: Path, readable: Path, answer: Answer
) -> None:
    filled.add_answer(answer)
    for name in (path.name, path.name + "-wal"):
        shutil.copy(path.with_name(name), readable / name)
    readable.chmod(0o555)
    with without_rights(), pytest.raises(StorageError, match=r"docexplain\.db-wal, which cannot be read here"):
        open_store(readable / path.name, read_only=True)


@posix
def test_no_right_to_write(filled: SqlStore, path: Path, readable: Path) -> None:
    filled.close()
    copy = readable / "copy.db"
    shutil.copy(path, copy)
    copy.chmod(0o444)
    readable.chmod(0o777)
    with without_rights(), pytest.raises(StorageError, match="read-only: make the file and its folder writable"):
        open_store(copy)
    readable.chmod(0o555)
    with without_rights(), pytest.raises(StorageError, match=r"cannot be opened|read-only"):
        open_store(copy)
    with without_rights(), pytest.raises(StorageError, match="cannot be opened: check that its folder exists"):
        open_store(readable / "new.db")
    with without_rights(), pytest.raises(StorageError, match=r"cannot be opened \(Permission denied\)"):
        open_store(readable / "new" / "new.db")
    readable.chmod(0o755)
    copy.chmod(0o000)
    with without_rights(), pytest.raises(StorageError, match="cannot be opened"):
        open_store(copy, read_only=True)


def test_places_that_cannot_hold_a_database(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder"):
        open_store(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match=r"cannot be opened \("):
        open_store(tmp_path / "file" / "new.db")


@pytest.mark.parametrize("read_only", [False, True])
def test_files_that_are_no_database(path: Path, read_only: bool) -> None:
    path.write_text("Not a database at all. " * 100)
    with pytest.raises(StorageError, match="is not a database"):
        open_store(path, read_only=read_only)
    assert path.read_text().startswith("Not a database at all.")


def test_a_database_of_another_program_is_left_alone(path: Path, sql) -> None:
    sql("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(StorageError, match="another program"):
            open_store(path, read_only=read_only)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_an_empty_file(path: Path) -> None:
    path.touch()
    with pytest.raises(StorageError, match="is empty"):
        open_store(path, read_only=True)
    open_store(path).close()
    open_store(path, read_only=True).close()


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE schema_version SET version = version + 1", r"newer docexplain: upgrade"),
        ("UPDATE schema_version SET version = 0", "does not know"),
        ("DELETE FROM schema_version", "does not know"),
        (
            "CREATE TABLE x (version); DROP TABLE schema_version; ALTER TABLE x RENAME TO schema_version;"
            "INSERT INTO schema_version VALUES ('x')",
            "does not know",
        ),
        (
            "CREATE TABLE x (version); DROP TABLE schema_version; ALTER TABLE x RENAME TO schema_version;"
            "INSERT INTO schema_version VALUES (NULL)",
            "does not know",
        ),
    ],
)
def test_the_version_of_the_schema(path: Path, sql, statement: str, sentence: str, read_only: bool) -> None:
    open_store(path).close()
    sql(*statement.split(";"))
    with pytest.raises(StorageError, match=sentence):
        open_store(path, read_only=read_only)


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("mysql://user:secret@host/db", "SQLite or PostgreSQL, not in mysql"),
        ("postgres://user:secret@host/db", "not in postgres"),
        ("postgresql+nonesuch://user:secret@host/db", "driver of postgresql.nonesuch is not installed: run pip"),
        ("://user:secret@host", "cannot be understood"),
        ("postgresql://user:secret@host:port/db", "cannot be understood"),
        ("sqlite:///x.db?mode=ro", "Options in an SQLite URL"),
        ("sqlite:///file:x.db", "Options in an SQLite URL"),
    ],
)
def test_urls_that_cannot_be_used(where: str, sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence) as caught:
        open_store(where)
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StorageError, match="cannot be reached") as caught:
        open_store("postgresql+psycopg://user:secret@127.0.0.1:1/db")
    assert "secret" not in str(caught.value)


def test_a_damaged_file(filled: SqlStore, path: Path, sql) -> None:
    (page,), (size,) = sql("SELECT rootpage FROM sqlite_master WHERE name = 'answers'")[0], sql("PRAGMA page_size")[0]
    filled.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xaa" * size)
    with open_store(path, read_only=True) as store:
        with pytest.raises(StorageError, match="damaged"):
            store.history()
        assert store.verify().problems != ()


def test_reading_what_docexplain_did_not_write(filled: SqlStore, sql, answers: list[Answer]) -> None:
    sql("UPDATE answers SET verdict = 'certain' WHERE number = 1")
    sql("UPDATE answers SET model = '{}' WHERE number = 2")
    sql("UPDATE answers SET settings = '{\"mood\": 1}' WHERE number = 3")
    for answer in answers[:3]:
        with pytest.raises(StorageError, match="verify the audit log"):
            filled.get_answer(answer.id)
    with pytest.raises(StorageError, match="verify the audit log"):
        filled.history()
    sql("DROP TABLE questions")
    with pytest.raises(StorageError, match="no such table: questions"):
        filled.history()


def test_closing_leaves_one_file(filled: SqlStore, path: Path) -> None:
    filled.close()
    assert list(path.parent.iterdir()) == [path]  # the last connection removes the WAL files


def test_a_database_shared_with_others_on_postgresql(url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("a file is not shared")
    server = sqlalchemy.create_engine(url)
    with server.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE documents (number INTEGER)"))
    with pytest.raises(StorageError, match="another program"):
        open_store(url)
    with server.begin() as connection:
        connection.execute(sqlalchemy.text("ALTER TABLE documents RENAME TO recipes"))
    with pytest.raises(StorageError, match="is empty"):
        open_store(url, read_only=True)
    open_store(url).close()
    open_store(url, read_only=True).close()
    server.dispose()


def test_switching_to_wal_waits_for_readers(filled: SqlStore, path: Path, sql, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.close()
    with closing(sqlite3.connect(path)) as connection:  # not in a transaction, as ``sql`` is
        connection.execute("PRAGMA journal_mode = DELETE")
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM answers").fetchone()
    with monkeypatch.context() as patch:
        patch.setattr(engine, "BUSY_SECONDS", 0.05)
        with pytest.raises(StorageError, match="another program"):
            open_store(path)
    timer = Timer(0.2, reader.execute, ("ROLLBACK",))
    timer.start()
    open_store(path).close()
    timer.join()
    reader.close()
    assert sql("PRAGMA journal_mode") == [("wal",)]


def test_extended_error_codes_of_sqlite() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    assert "check the disk it is on" in str(failure(sqlalchemy.exc.OperationalError("", None, error), "x.db"))
