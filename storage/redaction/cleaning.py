"""After rows were removed: nothing of them in the database's free space."""

from __future__ import annotations

import sqlite3

from sqlalchemy.orm import Session

from storage.database.engine import Database
from storage.database.location import MEMORY


def overwrite_removed(session: Session) -> None:
    """SQLite writes zeros over what this transaction removes; PostgreSQL keeps it until its tables are vacuumed."""
    if _is_sqlite(session.get_bind().dialect.name):
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")


def clean(database: Database) -> bool:
    """Write an SQLite file anew without its free space, and empty the log beside it (WAL), which holds pages as they
    were. False where that could not be done, as another program reads them; and on PostgreSQL, which others clean."""
    if not _is_sqlite(database.writing.dialect.name):
        return False
    if database.writing.url == MEMORY.url:
        return True
    raw = database.writing.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        [busy, *_] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        raw.close()
    return not busy


def _is_sqlite(name: str) -> bool:
    return name == "sqlite"
