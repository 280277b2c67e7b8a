"""The entries of the log a batch at a time, so that it does not matter how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.database.failures import READ_FAILURES
from storage.database.tables import AuditEntryRow
from storage.log.chain import Entry

_AT_ONCE = 2_000
_COLUMNS = (
    AuditEntryRow.seq,
    AuditEntryRow.kind,
    AuditEntryRow.subject,
    AuditEntryRow.content_sha256,
    AuditEntryRow.previous,
    AuditEntryRow.at,
    AuditEntryRow.sha256,
)


@dataclass(frozen=True, slots=True)
class Range:
    """Entries after ``after`` up to and with ``upto``; None: from the first, to the last."""

    after: int | None = None
    upto: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """For the entries' numbers."""
        after = [] if self.after is None else [AuditEntryRow.seq > self.after]
        return after + ([] if self.upto is None else [AuditEntryRow.seq <= self.upto])


def batches(session: Session, which: Range) -> Iterator[list[Entry]]:
    """The entries that can be read, in order of their numbers. A broken one hides no other."""
    connection = session.connection()  # a session would look for objects in each row
    after = which.after
    while True:
        rest = Range(after, which.upto).conditions()
        numbers = select(AuditEntryRow.seq).where(*rest).order_by(AuditEntryRow.seq).limit(_AT_ONCE)
        query = select(*_COLUMNS).where(*rest).order_by(AuditEntryRow.seq).limit(_AT_ONCE)
        try:
            found = [_entry(*row) for row in connection.execute(query)]
            after = found[-1].seq if found else None
        except READ_FAILURES:
            each = connection.scalars(numbers).all()
            found = [entry for number in each if (entry := _read(session, number)) is not None]
            after = each[-1] if each else None
        if after is None:
            return
        yield found


def last_readable(session: Session, upto: int | None = None) -> Entry | None:
    """The last entry that can be read, up to and with a number."""
    query = select(AuditEntryRow.seq).where(*Range(None, upto).conditions()).order_by(AuditEntryRow.seq.desc())
    for number in session.connection().execution_options(yield_per=50).scalars(query):
        if (entry := _read(session, number)) is not None:
            return entry
    return None


def ranges(session: Session, which: Range, size: int) -> list[Range]:
    """The range cut into ones of so many entries."""
    place = func.row_number().over(order_by=AuditEntryRow.seq)
    counted = select(AuditEntryRow.seq, place.label("place")).where(*which.conditions()).subquery()
    query = select(counted.c.seq).where(counted.c.place % size == 0).order_by(counted.c.seq)
    ends = list(session.connection().scalars(query))
    return [Range(after, upto) for after, upto in zip([which.after, *ends], [*ends, which.upto], strict=True)]


def _read(session: Session, number: int) -> Entry | None:
    try:
        return _entry(*session.connection().execute(select(*_COLUMNS).where(AuditEntryRow.seq == number)).one())
    except READ_FAILURES:
        return None


def _entry(seq: int, kind: str, subject: str, content: str, previous: str, at: str, sha256: str) -> Entry:
    """Raises TypeError where SQLite holds something else than text."""
    "".join((kind, subject, content, previous, at, sha256))
    return Entry(seq, kind, subject, content, previous, at, sha256)
