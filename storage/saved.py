"""What is checked of a record around its storing: that it can be stored, and that it is read back as it was given,
before its commit and, in a transaction of its own, after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.errors import StorageError
from docexplain.records import Document
from storage.database.engine import Database
from storage.database.tables import AuditEntryRow
from storage.log.chain import Entry
from storage.mapping import entry_record
from storage.transactions import reading_session


def check_saved(database: Database, entry: Entry, content: Callable[[Session], str]) -> None:
    """Check that the log has the entry, and that what it vouches for has its content hash.

    Args:
        content: hash of what is stored, as the session sees it.

    Raises:
        StorageError: the database has something else, or nothing.
    """
    with reading_session(database) as session:
        row = session.scalars(select(AuditEntryRow).where(AuditEntryRow.seq == entry.seq)).one_or_none()
        there = row is not None and entry_record(row) == entry and content(session) == entry.content_sha256
    if not there:
        raise StorageError(
            f"The database {database.label} took what was saved, but does not give it back: verify the audit log, and "
            "check the disk and whatever else writes there.",
            remedies=("verify",),
        )


@contextmanager
def storable(what: str) -> Iterator[None]:
    """Raise StorageError for what has no place in a record."""
    try:
        yield
    except ValueError as error:  # NaN, infinity, text that is not Unicode
        raise StorageError(f"The {what} cannot be stored: {error}.") from error


def check_same(stored: str, given: str) -> None:
    """Compare the hash of what was read back before its commit. Raises StorageError."""
    if stored != given:
        raise StorageError("The database does not give back what was stored in it, so nothing was saved: check it.")


def check_equal(stored: Document, given: Document) -> None:
    """The same bytes may come under another name, and nobody noted the size once; anything else would be sealed over
    the wrong text, which raises StorageError."""
    if replace(stored, name=given.name, size=stored.size or given.size) != given:
        raise StorageError(
            f"Another parse of {given.name} by {given.parser} is stored already: use that one, or another database."
        )
