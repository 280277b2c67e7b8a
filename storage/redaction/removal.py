"""Removing the content of a file from the database: its parses, the answers given on them, and what was kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from docexplain.common.serialization import to_plain, utc_text
from storage.database.failures import READ_FAILURES
from storage.database.guards import suspended
from storage.database.tables import (
    AnswerRow,
    AuditEntryRow,
    DocumentRow,
    FilePlaceRow,
    FurnitureRow,
    ParagraphRow,
    QuestionRow,
    RedactionRow,
    UnfinishedPageRow,
    VectorRow,
)
from storage.log.digests import FieldDigests, field_digests
from storage.log.kinds import ANSWER, DOCUMENT, FIELDS_SINCE, REDACTION, document_subject, is_by_fields
from storage.redaction.fields import REMOVED_OF_ANSWER, REMOVED_OF_DOCUMENT, redacted
from storage.redaction.kept import STAYED, fields_of_answer, kept_of, redaction_digest, stayed
from storage.sealing import append
from storage.stored_answers import load_answer, question_number
from storage.stored_documents import read_rows, rebuilt

_CHANGED = tuple(row.__tablename__ for row in (DocumentRow, ParagraphRow, FurnitureRow, QuestionRow, AnswerRow))
"""The tables of the record that a redaction changes; else they refuse it."""


@dataclass(frozen=True, slots=True)
class Affected:
    """What a redaction of a file removes content of.

    Attributes:
        parses: stored parses of the file that were not redacted.
        paragraphs: in them.
        answers: given on them, alone or with other documents.
        aside: vectors and pages of interrupted parses.
    """

    parses: int
    paragraphs: int
    answers: int
    aside: int


def affected(session: Session, sha256: str) -> Affected:
    """What there is to remove of the file with these bytes."""
    documents = _documents(session, sha256)
    open_ones = [row.number for row in documents if not kept_of(session, row.subject).redactions]
    paragraphs = select(func.count()).select_from(ParagraphRow).where(ParagraphRow.document.in_(open_ones))
    vectors = select(func.count()).select_from(VectorRow).where(VectorRow.document.in_(open_ones))
    pages = select(func.count()).select_from(UnfinishedPageRow).where(UnfinishedPageRow.sha256 == sha256)
    answers = _answers(session, sha256) if open_ones else []
    aside = _count(session, vectors) + _count(session, pages)
    return Affected(len(open_ones), _count(session, paragraphs), len(answers), aside)


def redact(session: Session, sha256: str, reason: str) -> Affected:
    """Remove it, keep the hashes, and say so in the log, all in the session's transaction."""
    found = affected(session, sha256)
    at = utc_text(datetime.now(UTC))
    with suspended(session.connection(), *_CHANGED):
        for document in _documents(session, sha256):
            if not kept_of(session, document.subject).redactions:
                removal = _Removal(reason, at, DOCUMENT, document.subject)
                _note(session, removal, _digests_of_document(session, document))
                _empty_document(session, document)
        if found.parses:
            _redact_answers(session, _answers(session, sha256), reason, at)
        for aside in (UnfinishedPageRow, FilePlaceRow):
            session.execute(delete(aside).where(aside.sha256 == sha256))
    return found


@dataclass(frozen=True, slots=True)
class _Stored:
    number: int
    subject: str


@dataclass(frozen=True, slots=True)
class _Removal:
    reason: str
    at: str
    kind: str
    subject: str


def _documents(session: Session, sha256: str) -> list[_Stored]:
    query = select(DocumentRow.number, DocumentRow.parser).where(DocumentRow.sha256 == sha256)
    rows = session.execute(query.order_by(DocumentRow.number))
    return [_Stored(row.number, document_subject(sha256, row.parser)) for row in rows]


def _answers(session: Session, sha256: str) -> list[_Stored]:
    """Those given on the file, alone or with others."""
    named = cast(AnswerRow.sources, Text).contains(sha256, autoescape=True)
    query = (
        select(AnswerRow.number, AnswerRow.id)
        .join(QuestionRow, AnswerRow.question == QuestionRow.number)
        .join(DocumentRow, QuestionRow.document == DocumentRow.number)
        .where(or_(DocumentRow.sha256 == sha256, named))
        .order_by(AnswerRow.number)
    )
    return [_Stored(row.number, row.id) for row in session.execute(query)]


def _digests_of_document(session: Session, document: _Stored) -> FieldDigests:
    """The hashes of what will be removed; none of one that cannot be read, which the log will not vouch for."""
    try:
        rows = read_rows(session, DocumentRow.number == document.number)
        stored = None if rows is None else rebuilt(rows)
        if stored is None:
            return {}
        plain = to_plain(stored)
        return _of_removed(plain, field_digests(plain))
    except READ_FAILURES:
        return {}


def _of_removed(plain: dict[str, Any], digests: FieldDigests) -> FieldDigests:
    left = redacted(plain)
    return {name: value for name, value in digests.items() if name in left and left[name] != plain[name]}


def _empty_document(session: Session, document: _Stored) -> None:
    for table in (ParagraphRow, FurnitureRow, VectorRow):
        session.execute(delete(table).where(table.document == document.number))
    columns = set(DocumentRow.__table__.columns.keys())
    left = {name: leave([]) for name, leave in REMOVED_OF_DOCUMENT.items() if name in columns}
    session.execute(update(DocumentRow).where(DocumentRow.number == document.number).values(left))


def _redact_answers(session: Session, answers: Sequence[_Stored], reason: str, at: str) -> None:
    questions = set()
    for stored in answers:
        kinds = session.scalars(select(AuditEntryRow.kind).where(AuditEntryRow.subject == stored.subject))
        kind = next((kind for kind in kinds if kind in FIELDS_SINCE), ANSWER)
        left, digests = _left_of_answer(session, stored, kind)
        _note(session, _Removal(reason, at, kind, stored.subject), digests)
        asked = select(QuestionRow.number, QuestionRow.document).join(
            AnswerRow, AnswerRow.question == QuestionRow.number
        )
        question, document = session.execute(asked.where(AnswerRow.number == stored.number)).one()
        questions.add(question)
        left["question"] = question_number(session, document, "")
        session.execute(update(AnswerRow).where(AnswerRow.number == stored.number).values(left))
    used = select(AnswerRow.question)
    unused: ColumnElement[bool] = QuestionRow.number.not_in(used)
    session.execute(delete(QuestionRow).where(QuestionRow.number.in_(questions), unused))


def _left_of_answer(session: Session, stored: _Stored, kind: str) -> tuple[dict[str, Any], FieldDigests]:
    """What its row holds afterwards, and the hashes that are kept: see :class:`storage.redaction.kept.Kept`."""
    removed = {name: leave for name, leave in REMOVED_OF_ANSWER.items() if name != "question"}
    try:
        answer, row, _ = load_answer(session, stored.number)
        plain = to_plain(answer)
        digests = fields_of_answer(answer, row.document_content_sha256, kind, row.sources_content_sha256)
        kept = _of_removed(plain, digests)
        if not is_by_fields(kind):
            kept[STAYED] = stayed(plain, digests)
        return {name: leave(plain[name]) for name, leave in removed.items()}, kept
    except READ_FAILURES:
        return {name: leave([]) for name, leave in removed.items()}, {}


def _note(session: Session, removal: _Removal, digests: FieldDigests) -> None:
    """Store what was removed and why, with its entry."""
    plain = asdict(removal)
    session.add(RedactionRow(**plain, digests=digests))
    session.flush()
    append(session, REDACTION, removal.subject, redaction_digest(**plain, digests=digests))


def _count(session: Session, query: Any) -> int:
    return int(session.scalar(query) or 0)
