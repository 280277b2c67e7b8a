"""Connections: how SQLite and PostgreSQL are opened and locked for writing."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError

from docexplain.common import owner_only
from docexplain.errors import StorageError
from storage.database.backup import Backup, Notice
from storage.database.location import MEMORY, Location
from storage.database.schema import is_older, make_newest
from storage.database.waiting import until_free
from storage.log.canonical_json import canonical_text

BUSY_SECONDS = 10.0
"""How long to wait for another program that is writing, where nobody is told; see :mod:`storage.database.waiting`."""

_WRITES = "docexplain_writes"
_ADVISORY_LOCK = 0x646F6365  # any number that others are unlikely to take
_UNUSABLE_WAL = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: transactions of ``writing`` exclude each other, those of ``reading`` see one state."""

    reading: Engine
    writing: Engine
    label: str
    read_only: bool
    missing: bool = False
    """It stands for the default database, which nobody made yet: empty, in memory."""
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    """Held by a transaction where all of them share one connection; threads wait for it."""

    def close(self) -> None:
        """Close every connection, and begin no transaction any more. Raises nothing when it is closed already."""
        self.reading.dispose()  # shares its pool with writing
        for engine in (self.reading, self.writing):
            event.listen(engine, "begin", self._refuse, insert=True)

    def _refuse(self, _: Connection) -> None:
        raise StorageError(f"The database {self.label} was closed: open it again.", remedies=("database",))


def open_database(location: Location, *, read_only: bool, notice: Notice | None = None) -> Database:
    """Connect to a database that has the newest schema, or is given it; ``notice`` is told where a copy is kept."""
    if location.url.get_backend_name() == "postgresql":
        database = _open_postgresql(location, read_only=read_only)
    elif location.path is None:
        database = _open_memory(location, read_only=read_only)
    else:
        database = _open_file(location, location.path, read_only=read_only)
    try:
        if read_only and database.reading.url != MEMORY.url:
            database = _readable(database, location)
        if not read_only or database.reading.url == MEMORY.url:
            backup = Backup(None if read_only else location.path)
            make_newest(database.writing, location.label, backup)
            backup.tell(notice)
        if not read_only and location.path is not None:
            _use_wal(database.writing)
    except BaseException:
        database.close()
        raise
    return database


def _readable(database: Database, location: Location) -> Database:
    """The database itself, or a copy in memory of one that has to be upgraded and may not be changed."""
    with database.reading.begin() as connection:
        if not is_older(connection, location.label):
            return database
        if location.path is None:
            raise StorageError(
                f"The database {location.label} is of an older docexplain and must be upgraded before it is read, "
                "by which nothing saved is lost: write to it once, as storing a document does.",
                remedies=("ingest",),
            )
        copy = _copy_in_memory(connection, location)
    database.close()
    return copy


def _copy_in_memory(connection: Connection, location: Location) -> Database:
    """What the connection's transaction sees of an SQLite file."""
    copy = _open_memory(replace(location, url=MEMORY.url), read_only=True)
    target = copy.writing.raw_connection()
    try:
        file = cast(sqlite3.Connection, connection.connection.driver_connection)
        file.backup(cast(sqlite3.Connection, target.driver_connection))
    except sqlite3.Error as error:
        raise OperationalError("backup", None, error) from error
    finally:
        target.close()
    return copy


def _open_postgresql(location: Location, *, read_only: bool) -> Database:
    try:
        engine = create_engine(location.url, pool_pre_ping=True, json_serializer=canonical_text)
    except (NoSuchModuleError, ImportError) as error:
        raise StorageError(
            f"The driver of {location.url.drivername} is not installed: run pip install 'psycopg[binary]' "
            "and write the URL as postgresql+psycopg://..."
        ) from error
    event.listen(engine, "begin", _lock_postgresql)
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(reading, engine.execution_options(**{_WRITES: True}), location.label, read_only)


def _lock_postgresql(connection: Connection) -> None:
    def lock(seconds: float) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{seconds * 1000:.0f}ms'")
        try:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        except DBAPIError:
            connection.connection.rollback()  # the server takes nothing else in this transaction
            raise
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS * 1000:.0f}ms'")

    if connection.get_execution_options().get(_WRITES):
        until_free(lock, BUSY_SECONDS)


def _open_memory(location: Location, *, read_only: bool) -> Database:
    connect = {"check_same_thread": False, "isolation_level": None}
    engine = create_engine(location.url, connect_args=connect, poolclass=StaticPool, json_serializer=canonical_text)
    return replace(_sqlite(engine, location, read_only), turn=threading.RLock())


def _open_file(location: Location, path: Path, *, read_only: bool) -> Database:
    if path.is_dir():
        raise StorageError(f"{path} is a folder: name a database file in it.", remedies=("database",))
    if path.exists() and not path.is_file():  # SQLite would wait for ever for what comes out of a pipe
        raise StorageError(
            f"{path} is a pipe or a device, which can hold no database: name a file.", remedies=("database",)
        )
    if read_only:
        if not path.exists():
            raise StorageError(
                f"There is no database at {path}: check the path, which may come from DOCEXPLAIN_DB.",
                remedies=("database",),
            )
        uri = _read_only_uri(path)
    else:
        _make_file(path, chosen=location.chosen)
        uri = path.as_uri() + "?mode=rwc"
    engine = create_engine(
        location.url, creator=lambda: _connect(uri), poolclass=QueuePool, json_serializer=canonical_text
    )
    return _sqlite(engine, location, read_only)


def _make_file(path: Path, *, chosen: bool) -> None:
    """A new database that only its owner may read. SQLite gives the files that it makes beside it the same mode. One
    that is there keeps its mode where somebody chose the place; the default one is ours to close."""
    owner_only.make_folder(path.parent)
    with suppress(OSError):  # SQLite says what is wrong with the place
        owner_only.make_file(path)
    if not chosen:
        owner_only.tighten(path.parent, *(path.with_name(path.name + end) for end in ("", "-wal", "-shm")))


def _sqlite(engine: Engine, location: Location, read_only: bool) -> Database:
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, engine.execution_options(**{_WRITES: True}), location.label, read_only)


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock first: two transactions that read and then write would both see the same last entry."""

    def lock(seconds: float) -> None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")

    if connection.get_execution_options().get(_WRITES):
        until_free(lock, BUSY_SECONDS)
    else:
        connection.exec_driver_sql("BEGIN")


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # an answer that was shown as saved survives a power cut
    return connection


def _read_only_uri(path: Path) -> str:
    """Read a database in WAL mode even where SQLite can make no files beside it (read-only media)."""
    uri = path.as_uri() + "?mode=ro"
    connection = None
    try:
        connection = _connect(uri)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNUSABLE_WAL:
            return uri  # the next reading meets the same error and reports it
        wal = path.with_name(path.name + "-wal")
        if wal.exists() and wal.stat().st_size:  # immutable would overlook the newest entries
            raise StorageError(
                f"The newest entries of {path} are still in {wal.name}, which cannot be read here: "
                "copy both files to a folder you may write to."
            ) from error
        return path.as_uri() + "?immutable=1"
    except sqlite3.Error:
        return uri
    finally:
        if connection is not None:
            connection.close()
    return uri


def _use_wal(engine: Engine) -> None:
    """Readers do not wait for the writer. SQLite does not wait by itself for the lock that the switch needs."""
    deadline = time.monotonic() + BUSY_SECONDS
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                cursor.execute("PRAGMA journal_mode = WAL").fetchall()
            except sqlite3.OperationalError as error:
                if time.monotonic() > deadline:
                    raise OperationalError("PRAGMA journal_mode = WAL", None, error) from error
                time.sleep(0.02)
    finally:
        raw.close()
