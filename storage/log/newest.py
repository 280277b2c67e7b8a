"""Where the audit log ends: what an auditor notes down elsewhere."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database.tables import AuditEntryRow


def newest_entry(session: Session) -> tuple[int, str]:
    """Number and hash of the last entry; 0 and empty for an empty log. Nothing is checked."""
    query = select(AuditEntryRow.seq, AuditEntryRow.sha256).order_by(AuditEntryRow.seq.desc()).limit(1)
    found = session.execute(query).one_or_none()
    return (0, "") if found is None else (found.seq, found.sha256)
