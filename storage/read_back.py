"""Reading back what was committed, in a transaction of its own, before anybody is told that it is saved."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.errors import StorageError
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
