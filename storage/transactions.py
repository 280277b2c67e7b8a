"""Sessions of the store: each is one transaction, and its failures are StorageErrors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from docexplain.errors import StorageError
from storage.database.engine import Database
from storage.database.failures import reading, translated


@contextmanager
def reading_session(database: Database) -> Iterator[Session]:
    """A transaction that sees one state of the database and changes nothing."""
    with database.turn, reading(database.label), Session(database.reading) as session:
        yield session  # closing rolls back, which works on a damaged file too


@contextmanager
def writing_session(database: Database) -> Iterator[Session]:
    """A transaction that excludes other writers. Raises StorageError for a database that is open for reading only."""
    if database.read_only:
        raise StorageError(f"The database {database.label} is open for reading only: nothing can be saved.")
    with database.turn, translated(database.label), Session(database.writing) as session, session.begin():
        yield session
