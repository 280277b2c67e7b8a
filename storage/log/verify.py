"""Walking the audit log against what is stored now."""

from __future__ import annotations

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
from storage.walk.walk import Walk, repeated, unreadable, without_entry

_IN_A_RANGE = 10_000


def verify_log(session: Session, *, expect_count: int | None = None, expect_head: str | None = None) -> AuditReport:
    """Everything that is wrong with the log and with what it vouches for. Tampering never makes it raise."""
    try:
        entries, highest = session.execute(select(func.count(), func.max(AuditEntryRow.seq))).one()
    except READ_FAILURES as error:
        return AuditReport(0, "", (f"The audit log cannot be read: {type(error).__name__}.",))
    last = last_readable(session)
    found = _walked(session)
    problems = found.chain
    if highest is not None and (last is None or highest > last.seq):
        problems.append(f"Entry {highest} cannot be read.")
    problems += [*found.documents, *found.answers]
    problems += _pin_problems(session, entries, expect_count, expect_head)
    problems += redactions.problems(session)
    problems += times.problems(session) + structure.problems(session) + integrity.problems(session)
    notes = [*redactions.notes(session), *times.notes(session)]
    return AuditReport(entries, last.sha256 if last else "", tuple(problems), tuple(notes))


def _walked(session: Session) -> Found:
    unusable = {table: unreadable(session, table) for table in (DocumentRow, AnswerRow)}
    found = Found()
    if any(unusable.values()):
        found = Walk(session, {}).check_chain(Range())
        found.documents = [unusable[DocumentRow]] * bool(unusable[DocumentRow])
        found.answers = [unusable[AnswerRow]] * bool(unusable[AnswerRow])
        return found
    walk = Walk(session, repeated(session))
    for which in ranges(session, Range(), _IN_A_RANGE):
        found.add(walk.check(which))
    try:
        found.add(without_entry(session, found))
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
    if count is None:
        known = session.scalar(select(AuditEntryRow.seq).where(AuditEntryRow.sha256 == head).limit(1)) is not None
        return [] if known else [f"The log was cut or rewritten: no entry has the noted hash {head}."]
    if session.scalar(select(AuditEntryRow.sha256).where(AuditEntryRow.seq == count)) != head and (count or head):
        return [f"The log was rewritten: entry {count} does not have the noted hash {head}."]
    return []
