"""Appending to the audit log, in the transaction of what it vouches for."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.errors import StorageError
from storage.database.failures import READ_FAILURES
from storage.database.tables import AuditEntryRow, DocumentRow
from storage.log.chain import Entry, next_entry
from storage.log.digests import document_digest
from storage.log.kinds import DOCUMENT, DOCUMENT_KINDS, document_subject
from storage.log.times import not_before
from storage.mapping import entry_record, entry_row
from storage.stored_documents import read_rows, rebuilt


def append(session: Session, kind: str, subject: str, content_sha256: str) -> Entry:
    """Add an entry to the log, with the present time; see :func:`storage.log.times.not_before`."""
    last = _last(session)
    at = not_before(last, datetime.now(UTC))
    entry = next_entry(last, kind=kind, subject=subject, content_sha256=content_sha256, at=at)
    session.add(entry_row(entry))
    return entry


def seal_document(session: Session, sha256: str, parser: str, content_sha256: str) -> Entry:
    """Add the entry of a parse that is being stored; one that was removed and comes back as it was has its own. Raises
    StorageError where it comes back as another."""
    subject = document_subject(sha256, parser)
    sealed = _entries_of(session, subject)
    if not sealed:
        return append(session, DOCUMENT, subject, content_sha256)
    if content_sha256 not in sealed:
        raise StorageError(
            "This file was stored before with other text or under another name, and is gone from the database: verify "
            "the audit log to see what else is, or use another database.",
            remedies=("verify", "database"),
        )
    return sealed[content_sha256]


def seal_all_documents(session: Session) -> None:
    """Add the entry of each stored parse, as it is now. One that cannot be read has none, which an audit tells."""
    parses = session.execute(
        select(DocumentRow.number, DocumentRow.sha256, DocumentRow.parser).order_by(DocumentRow.number)
    )
    for number, sha256, parser in parses.all():
        try:
            rows = read_rows(session, DocumentRow.number == number)
            content = "" if rows is None else document_digest(rebuilt(rows))
        except READ_FAILURES:
            continue
        append(session, DOCUMENT, document_subject(sha256, parser), content)
        session.flush()


def _entries_of(session: Session, subject: str) -> dict[str, Entry]:
    """The entries of a parse, by what they hold."""
    query = select(AuditEntryRow).where(AuditEntryRow.kind.in_(DOCUMENT_KINDS), AuditEntryRow.subject == subject)
    return {row.content_sha256: entry_record(row) for row in session.scalars(query)}


def _last(session: Session) -> Entry | None:
    row = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one_or_none()
    return None if row is None else entry_record(row)
