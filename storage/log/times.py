"""Whether the times in the log are in the order of its entries.

An entry's time and an answer's are hashed, so that a changed one shows by its hash. What is looked for here was hashed
as it stands: a clock that was set back to date something back, or a log that was written anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from storage.database.failures import READ_FAILURES
from storage.database.tables import AnswerRow, AuditEntryRow
from storage.log.chain import Entry
from storage.log.kinds import FIELDS_SINCE

CLOCKS_DIFFER = timedelta(seconds=5)
"""By how much the clocks of computers that write to one database may differ, and a clock may be corrected."""

LATE = timedelta(days=1)
"""How long before the entry in front of its own an answer may have been made. Others may be stored while one is being
explained, which can take hours. An answer that was made long before that was kept aside, or is dated back."""


def not_before(last: Entry | None, now: datetime) -> datetime:
    """The time of the entry after ``last``: now, or that of ``last`` where its clock was a little ahead."""
    if last is None:
        return now
    try:
        then = datetime.fromisoformat(last.at)
        return then if timedelta() < then - now <= CLOCKS_DIFFER else now
    except (ValueError, TypeError):  # not written by docexplain, which verifying tells
        return now


def problems(session: Session) -> list[str]:
    """Entries that are older than the one before, and answers that are newer than their own entry.

    A step back that clocks explain is one only beyond :data:`CLOCKS_DIFFER`.
    """
    try:
        return [*_backwards(session), *_ahead(session)]
    except READ_FAILURES as error:
        return [f"The times in the audit log cannot be read: {type(error).__name__}."]


def notes(session: Session) -> list[str]:
    """Answers that were made long before they were stored."""
    before = _before()
    query = (
        select(before.c.seq, before.c.previously, AnswerRow.created_at, AnswerRow.id)
        .join(AnswerRow, AnswerRow.id == before.c.subject)
        .where(AnswerRow.created_at < before.c.previously, before.c.kind.in_(list(FIELDS_SINCE)))
        .order_by(before.c.seq)
    )
    try:
        late = [row for row in session.execute(query) if _gap(row.created_at, row.previously) > LATE]
    except READ_FAILURES:
        return []
    if not late:
        return []
    first = late[0]
    which = f"the first is {first.id}, of {first.created_at[:10]}, in entry {first.seq}"
    return [
        f"Answers that say that they were made more than a day before the entry in front of theirs: {len(late)} "
        f"({which}). They were stored late, or are dated back."
    ]


def _backwards(session: Session) -> list[str]:
    before = _before()
    query = select(before).where(before.c.at < before.c.previously).order_by(before.c.seq)
    return [
        f"Entry {row.seq} says that it was written at {row.at}, before the entry in front of it, {row.previously}."
        for row in session.execute(query)
        if _gap(row.at, row.previously) > CLOCKS_DIFFER
    ]


def _ahead(session: Session) -> list[str]:
    query = (
        select(AuditEntryRow.seq, AuditEntryRow.at, AnswerRow.id, AnswerRow.created_at)
        .join(AnswerRow, AnswerRow.id == AuditEntryRow.subject)
        .where(AnswerRow.created_at > AuditEntryRow.at)
        .order_by(AuditEntryRow.seq)
    )
    return [
        f"Entry {row.seq}: the answer {row.id} says that it was made at {row.created_at}, after its entry, {row.at}."
        for row in session.execute(query)
        if _gap(row.at, row.created_at) > CLOCKS_DIFFER
    ]


def _before() -> Subquery:
    """Every entry with the time of the one in front of it. Times sort as text."""
    previously = func.lag(AuditEntryRow.at).over(order_by=AuditEntryRow.seq).label("previously")
    entry = AuditEntryRow
    return select(entry.seq, entry.kind, entry.subject, entry.at, previously).subquery()


def _gap(earlier: str, later: str) -> timedelta:
    """How long after; nothing where one is no time, which its hash tells."""
    try:
        return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    except (ValueError, TypeError):
        return timedelta()
