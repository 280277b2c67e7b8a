"""Edits of an SQLite database behind the store's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file, foreign keys off, committed after the block and closed.

    Meanwhile the record is not append-only, as whoever owns the file can have it. Its triggers are made again by their
    own statements, so that only what the block did can be found.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # each trigger would wait for the disk
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        triggers = _triggers(connection)
        for name in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for statement in [triggers[name] for name in triggers if name not in _triggers(connection)]:
            with suppress(sqlite3.OperationalError):  # of a table that is gone
                connection.execute(statement)
        connection.execute("COMMIT")


def _triggers(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE name GLOB '*_refuse_*'").fetchall())


def drop_guards(path: Path) -> None:
    """Take the triggers that make the record append-only out of the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in _triggers(connection):
            connection.execute(f"DROP TRIGGER {name}")
