"""Redactions and their entries in the log, each of which must have the other; and what an auditor is told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.display_text import counted, one_line, shortened
from docexplain.records import Redaction
from storage.database.failures import READ_FAILURES
from storage.database.tables import AuditEntryRow, RedactionRow
from storage.log.kinds import DOCUMENT, REDACTION, is_by_fields
from storage.redaction.kept import redaction_digest

_Named = tuple[str, str]
"""A subject and a content hash."""


def problems(session: Session, subject: str | None = None) -> list[str]:
    """Redactions that the log does not know, were changed, or are gone; of one record or of all. Never raises."""
    rows = select(RedactionRow).order_by(RedactionRow.number)
    entries = select(AuditEntryRow.subject, AuditEntryRow.content_sha256).where(AuditEntryRow.kind == REDACTION)
    if subject is not None:
        rows, entries = rows.where(RedactionRow.subject == subject), entries.where(AuditEntryRow.subject == subject)
    try:
        stored = Counter(_named(row) for row in session.scalars(rows))
        sealed = Counter((row.subject, row.content_sha256) for row in session.execute(entries))
    except READ_FAILURES as error:
        return [f"The redactions cannot be read: {type(error).__name__}."]
    unknown, gone = list((stored - sealed).elements()), list((sealed - stored).elements())
    return [
        *(
            f"A redaction of {_called(name)} is not in the log, or was changed after it was written."
            for name, _ in unknown
        ),
        *(f"A redaction of {_called(name)} is in the log, and is gone or was changed." for name, _ in gone),
    ]


def notes(session: Session) -> list[str]:
    """When what was redacted, and why. Never raises."""
    try:
        rows = session.scalars(select(RedactionRow).order_by(RedactionRow.number)).all()
        together: dict[tuple[str, str], list[RedactionRow]] = {}
        for row in rows:
            together.setdefault((row.at, row.reason), []).append(row)
        return [_note(at, reason, each) for (at, reason), each in together.items()]
    except READ_FAILURES:
        return []  # said by the problems


def _note(at: str, reason: str, rows: Sequence[RedactionRow]) -> str:
    documents = [row.subject[:12] for row in rows if row.kind == DOCUMENT]
    answers = [row for row in rows if row.kind != DOCUMENT]
    what = " and ".join(
        [f"document {shortened(list(dict.fromkeys(documents)))}"] * bool(documents)
        + [counted(len(answers), "answer")] * bool(answers)
    )
    redaction = Redaction(datetime.fromisoformat(at), reason)
    note = f"{one_line(redaction.said).replace('r', 'R', 1)}: {what}."
    if whole := sum(not is_by_fields(row.kind) for row in answers):
        note += (
            f" Of these an earlier version sealed {counted(whole, 'answer')} as a whole: that nothing was changed "
            "before the redaction cannot be checked any more, only that nothing was since."
        )
    return note


def _named(row: RedactionRow) -> _Named:
    return row.subject, redaction_digest(row.kind, row.subject, row.digests, row.reason, row.at)


def _called(subject: str) -> str:
    return f"the document {subject[:12]}" if ":" in subject else f"the answer {subject}"
