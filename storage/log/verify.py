"""Walking the audit log against what is stored now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docexplain.records import AuditReport
from storage.database import integrity, structure
from storage.database.failures import READ_FAILURES
from storage.database.tables import AnswerRow, AuditEntryRow, DocumentRow
from storage.log import times
from storage.redaction import audit as redactions
from storage.walk.contents import Found
from storage.walk.entries import Range, last_readable, ranges
from storage.walk.processes import check_ranges
from storage.walk.walk import Walk, repeated, unreadable, without_entry

IN_A_RANGE = 10_000
"""Entries that are checked in one go, in whatever process."""

Progress = Callable[[int, int], None]
"""Gets how many parts of the log are done, and how many there are."""


def no_progress(done: int, total: int) -> None:
    """For who does not care."""


def verify_log(
    session: Session,
    *,
    expect_count: int | None = None,
    expect_head: str | None = None,
    since: int = 0,
    progress: Progress = no_progress,
) -> AuditReport:
    """Everything that is wrong with the log and with what it vouches for. Tampering never makes it raise.

    Args:
        since: look at the entries after this one only, and at what they vouch for.
    """
    try:
        entries, highest = session.execute(select(func.count(), func.max(AuditEntryRow.seq))).one()
    except READ_FAILURES as error:
        return AuditReport(0, "", (f"The audit log cannot be read: {type(error).__name__}.",))
    last = last_readable(session)
    beside = _Beside(session)
    found = _walked(session, Range(since or None, highest), progress, beside.look)
    problems = found.chain
    if highest is not None and (last is None or highest > last.seq):
        problems.append(f"Entry {highest} cannot be read.")
    problems += [*found.documents, *found.answers]
    problems += _pin_problems(session, entries, max(since, expect_count or 0) or None, expect_head)
    problems += [*beside.problems, *found.times]
    notes = [*beside.notes, *times.notes(found.late, found.first_late)]
    if since:
        notes.append(f"Entries up to {since:,} were not looked at, nor was what they vouch for.")
    return AuditReport(entries, last.sha256 if last else "", tuple(problems), tuple(notes))


class _Beside:
    """What is looked at beside the walk, while other processes walk."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.problems: list[str] = []
        self.notes: list[str] = []

    def look(self) -> None:
        """Once."""
        session = self._session
        self.problems += redactions.problems(session)
        self.problems += structure.problems(session) + integrity.problems(session)
        self.notes += redactions.notes(session)


def _walked(session: Session, which: Range, progress: Progress, meanwhile: Callable[[], None]) -> Found:
    unusable = {table: unreadable(session, table) for table in (DocumentRow, AnswerRow)}
    if any(unusable.values()):
        meanwhile()
        found = Walk(session, {}).check_chain(which)
        found.documents = [unusable[DocumentRow]] * bool(unusable[DocumentRow])
        found.answers = [unusable[AnswerRow]] * bool(unusable[AnswerRow])
        return found
    found, parts = Found(), ranges(session, which, IN_A_RANGE)
    with closing(check_ranges(session, parts, repeated(session), meanwhile)) as checked:
        for number, part in enumerate(checked, start=1):
            found.add(part)
            progress(number, len(parts))
    try:
        found.add(without_entry(session, found, whole=which.after is None))
    except READ_FAILURES as error:
        found.answers.append(f"The stored documents or answers cannot be read: {type(error).__name__}.")
    return found


def _pin_problems(session: Session, entries: int, count: int | None, head: str | None) -> list[str]:
    """Whether the log still holds what was noted of it earlier: its count, its head, or better both."""
    head = head.strip().lower() if head else None
    if count and count > (session.scalar(select(func.max(AuditEntryRow.seq))) or 0):
        return [f"The log was cut: it had {count} entries when it was noted and has {entries} now."]
    if head is None:
        return []
    if not count:
        known = session.scalar(select(AuditEntryRow.seq).where(AuditEntryRow.sha256 == head).limit(1)) is not None
        return [] if known else [f"The log was cut or rewritten: no entry has the noted hash {head}."]
    if session.scalar(select(AuditEntryRow.sha256).where(AuditEntryRow.seq == count)) != head:
        return [f"The log was rewritten: entry {count} does not have the noted hash {head}."]
    return []
