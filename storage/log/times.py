"""Whether the times in the log are in the order of its entries.

An entry's time and an answer's are hashed, so that a changed one shows by its hash. What is looked for here was hashed
as it stands: a clock that was set back to date something back, or a log that was written anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Executable, or_, select
from sqlalchemy.orm import Session, aliased

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


def look(session: Session) -> tuple[list[str], list[str]]:
    """What is wrong with the times, and what a reader should know of them.

    Wrong are entries that are older than the one in front of them, and answers that are newer than their own entry, by
    more than :data:`CLOCKS_DIFFER`; to be known are answers that were made long before they were stored (:data:`LATE`).
    """
    problems, late = [], []
    try:
        for row in session.execute(_suspicious()):
            if _gap(row.at, row.previously) > CLOCKS_DIFFER:
                problems.append(
                    f"Entry {row.seq} says that it was written at {row.at}, before the entry in front of it, "
                    f"{row.previously}."
                )
            if _gap(row.at, row.created_at) > CLOCKS_DIFFER:
                problems.append(
                    f"Entry {row.seq}: the answer {row.id} says that it was made at {row.created_at}, after its entry, "
                    f"{row.at}."
                )
            if _gap(row.created_at, row.previously) > LATE:
                late.append(f"{row.id}, of {row.created_at[:10]}, in entry {row.seq}")
    except READ_FAILURES as error:
        problems.append(f"The times in the audit log cannot be read: {type(error).__name__}.")
    return problems, _notes(late)


def _suspicious() -> Executable:
    """Entries with a time that is not in order, with the time of the one in front. Times sort as text."""
    before = aliased(AuditEntryRow)
    at, previously, made = AuditEntryRow.at, before.at, AnswerRow.created_at
    return (
        select(AuditEntryRow.seq, at, previously.label("previously"), made, AnswerRow.id)
        .outerjoin(before, before.seq == AuditEntryRow.seq - 1)  # a window over the whole log takes ten times as long
        .outerjoin(AnswerRow, (AnswerRow.id == AuditEntryRow.subject) & AuditEntryRow.kind.in_(list(FIELDS_SINCE)))
        .where(or_(at < previously, made > at, made < previously))
        .order_by(AuditEntryRow.seq)
    )


def _notes(late: list[str]) -> list[str]:
    if not late:
        return []
    return [
        f"Answers that say that they were made more than a day before the entry in front of theirs: {len(late)} (the "
        f"first is {late[0]}). They were stored late, or are dated back."
    ]


def _gap(earlier: str | None, later: str | None) -> timedelta:
    """How long after; nothing where one is no time, which its hash tells."""
    try:
        return datetime.fromisoformat(later or "") - datetime.fromisoformat(earlier or "")
    except (ValueError, TypeError):
        return timedelta()
