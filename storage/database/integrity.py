"""What SQLite itself says about its file."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from storage.database.failures import READ_FAILURES

_MOST = 20
"""Sentences about one file: of a damaged one there may be thousands."""


def problems(session: Session) -> list[str]:
    """Damage that SQLite finds in its pages and indexes, and rows that speak of rows that are not there. PostgreSQL
    keeps both from happening and has no such check."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    connection = session.connection()
    try:
        damage = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars().all()
        lost = Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    except READ_FAILURES as error:
        return [f"The file cannot be checked by SQLite: {type(error).__name__}."]
    found = [f"SQLite finds the file damaged: {' '.join(str(text).split())}." for text in damage if text != "ok"]
    found += [f"{table} has {rows} rows about a row of {whose} that is gone." for (table, whose), rows in lost.items()]
    return found
