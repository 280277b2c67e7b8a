"""Checking a range of entries, and what only a look at all of them shows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from docexplain.common.garbage import collector_waits
from storage.database.failures import READ_FAILURES
from storage.database.tables import AnswerRow, AuditEntryRow, DocumentRow
from storage.log import times
from storage.log.chain import Chain, Entry
from storage.log.kinds import DOCUMENT_KINDS, FIELDS_SINCE
from storage.walk.contents import OTHERS, Contents, Found, seals_documents
from storage.walk.entries import Range, batches, last_readable

_AT_ONCE = 2_000


class Walk:
    """Checks ranges of entries, in one transaction.

    Args:
        first: see :class:`storage.walk.contents.Contents`.
    """

    def __init__(self, session: Session, first: Mapping[str, int]) -> None:
        self._session = session
        self._contents = Contents(session, first)

    def check(self, which: Range) -> Found:
        """The entries of a range, and what they vouch for."""
        found = Found()
        last = None if which.after is None else last_readable(self._session, which.after)
        chain = Chain(last)
        with collector_waits():
            for entries in batches(self._session, which):
                found.chain += chain.problems(entries)
                made = self._contents.check(entries, found)
                for entry in entries:
                    _look_at_times(entry, last, made.get(entry.seq, ""), found)
                    last = entry
        return found

    def check_chain(self, which: Range) -> Found:
        """The entries of a range alone."""
        chain = Chain(None if which.after is None else last_readable(self._session, which.after))
        return Found(chain=[each for entries in batches(self._session, which) for each in chain.problems(entries)])


def _look_at_times(entry: Entry, last: Entry | None, made: str, found: Found) -> None:
    if last is not None and entry.at < last.at:
        found.times += times.backwards(entry, last)
    if made > entry.at:
        found.times += times.ahead(entry, made)
    elif made and last is not None and made < last.at and times.is_late(made, last):
        found.late += 1
        found.first_late = found.first_late or f"{entry.subject}, of {made[:10]}, in entry {entry.seq}"


def repeated(session: Session) -> dict[str, int]:
    """Subjects of which more than one entry is about an answer, or about a document, with the first of these."""
    often = select(AuditEntryRow.subject).group_by(AuditEntryRow.subject).having(func.count() > 1)
    subjects = [each for each in session.scalars(often) if isinstance(each, str)]
    first: dict[str, int] = {}
    for start in range(0, len(subjects), _AT_ONCE):
        some = AuditEntryRow.subject.in_(subjects[start : start + _AT_ONCE])
        for kinds in (AuditEntryRow.kind.in_(DOCUMENT_KINDS), AuditEntryRow.kind.not_in(OTHERS)):
            least = select(AuditEntryRow.subject, func.min(AuditEntryRow.seq)).where(some, kinds)
            query = least.group_by(AuditEntryRow.subject).having(func.count() > 1)
            first |= {row[0]: row[1] for row in session.execute(query)}
    return first


def without_entry(session: Session, found: Found, *, whole: bool) -> Found:
    """Stored documents and answers that no entry is about.

    Args:
        whole: ``found`` is of all entries, so that as many known as stored means that there are none.
    """
    return Found(documents=_documents_without(session, found, whole), answers=_answers_without(session, found, whole))


def _documents_without(session: Session, found: Found, whole: bool) -> list[str]:
    """None of a database of an earlier version, which sealed no documents; the upgrade seals them."""
    if whole and _rows(session, DocumentRow) == found.documents_known:
        return []
    if not (found.seals if whole else _seals(session)):
        return []
    subject = DocumentRow.sha256 + ":" + DocumentRow.parser
    query = select(DocumentRow.sha256, DocumentRow.name).order_by(DocumentRow.number)
    query = query.where(_no_entry(subject, AuditEntryRow.kind.in_(DOCUMENT_KINDS)))
    return [f"The document {sha256[:12]}, {name}, has no entry in the log." for sha256, name in session.execute(query)]


def _answers_without(session: Session, found: Found, whole: bool) -> list[str]:
    if whole and _rows(session, AnswerRow) == found.answers_known:
        return []
    query = select(AnswerRow.id).where(_no_entry(AnswerRow.id, AuditEntryRow.kind.not_in(OTHERS)))
    return [f"The answer {each} has no entry in the log." for each in session.scalars(query.order_by(AnswerRow.number))]


def _rows(session: Session, table: type[AnswerRow | DocumentRow]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _seals(session: Session) -> bool:
    sealing = AuditEntryRow.kind.in_([kind for kind in (*DOCUMENT_KINDS, *FIELDS_SINCE) if seals_documents(kind)])
    return session.scalar(select(AuditEntryRow.seq).where(sealing).limit(1)) is not None


def _no_entry(subject: SQLColumnExpression[str], kinds: ColumnElement[bool]) -> ColumnElement[bool]:
    return ~select(AuditEntryRow.seq).where(AuditEntryRow.subject == subject, kinds).exists()


def unreadable(session: Session, table: type[AnswerRow | DocumentRow]) -> str:
    """Why a whole table cannot be read; empty where it can."""
    try:
        session.scalar(select(table.number).limit(1))
    except READ_FAILURES as error:
        return f"The stored {table.__tablename__} cannot be read: {type(error).__name__}."
    return ""
