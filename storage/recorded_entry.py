"""The entry of one answer in the audit log, looked at with what it vouches for and the checkpoint that covers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.errors import RecordError
from docexplain.records import OnRecord, RecordedEntry
from storage.checkpoints.covering import covering
from storage.database.failures import READ_FAILURES
from storage.database.tables import AuditEntryRow
from storage.log.chain import Entry
from storage.log.kinds import FIELDS_SINCE
from storage.log.newest import newest_entry
from storage.mapping import entry_record


def recorded_entry(session: Session, answer_id: str, found: OnRecord) -> RecordedEntry:
    """The entry of an answer.

    Args:
        found: what was found of the answer, its entry and its documents.

    Raises:
        RecordError: it has none, or one that cannot be read.
    """
    try:
        entry = _entry(session, answer_id)
        at = None if entry is None else datetime.fromisoformat(entry.at)
        count, head = newest_entry(session)
    except READ_FAILURES as error:
        raise RecordError(
            f"The entry of the answer {answer_id} in the audit log was changed and cannot be read: verify the log.",
            remedies=("verify",),
        ) from error
    if entry is None or at is None:
        raise RecordError(
            f"The answer {answer_id} has no entry in the audit log: verify the log.", remedies=("verify",)
        )
    covered = covering(session, entry)
    return RecordedEntry(
        answer_id=answer_id,
        seq=entry.seq,
        sha256=entry.sha256,
        at=at,
        entries=count,
        head=head,
        found=replace(found, problems=(*found.problems, *covered.problems)),
        checkpoint=covered.by,
    )


def _entry(session: Session, answer_id: str) -> Entry | None:
    query = select(AuditEntryRow).where(AuditEntryRow.subject == answer_id, AuditEntryRow.kind.in_(FIELDS_SINCE))
    row = session.scalars(query.order_by(AuditEntryRow.seq.desc()).limit(1)).one_or_none()
    return None if row is None else entry_record(row)
