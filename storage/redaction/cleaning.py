"""After rows were removed: nothing of them in the database's free space."""

from __future__ import annotations

import sqlite3
from glob import escape
from pathlib import Path

from storage.database.engine import Database
from storage.database.location import MEMORY


def clean(database: Database) -> bool:
    """Write an SQLite file anew without its free space, and empty the log beside it (WAL), which holds pages as they
    were. False where that could not be done, as another program reads them; and on PostgreSQL, which others clean."""
    if database.writing.dialect.name != "sqlite":
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


def copies(database: Database) -> list[Path]:
    """Copies of an SQLite file that were kept beside it when it was upgraded, and hold what was in it then."""
    url = database.writing.url
    if url.get_backend_name() != "sqlite" or url == MEMORY.url or url.database is None:
        return []
    file = Path(url.database)
    return sorted(file.parent.glob(f"{escape(file.stem)}.version-*{escape(file.suffix)}"))
