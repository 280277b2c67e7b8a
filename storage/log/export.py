"""The record as lines of JSON, for others to check: docs/record-format.md describes them.

Each line is one object: a header, each entry with the content that it seals, records that no entry vouches for, and an
end, without which the file is not whole. Nothing is left out because it was tampered with: what cannot be read is said
to be missing, and what was changed is there as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.garbage import collector_waits
from docexplain.common.serialization import from_plain, to_plain
from docexplain.errors import NotFoundError
from docexplain.records import Answer
from storage.database.failures import READ_FAILURES
from storage.database.tables import AnswerRow, AuditEntryRow, DocumentRow, RedactionRow
from storage.log.canonical_json import digest
from storage.log.digests import given_on
from storage.log.kinds import (
    ANSWER,
    DOCUMENT,
    FIELDS_SINCE,
    REDACTION,
    document_subject,
    is_by_fields,
    known_answer,
)
from storage.log.newest import newest_entry
from storage.redaction.fields import removed_of
from storage.stored_answers import load_answer
from storage.stored_documents import read_rows, rebuilt

FORMAT, VERSION = "docexplain-record", 1
"""What the header says; the version rises when a reader of the one before would take a line for something else."""

_AT_ONCE = 500
"""Entries that are read together."""
_REDACTION = ("kind", "subject", "digests", "reason", "at")
_ENTRY = ("seq", "kind", "subject", "content_sha256", "previous", "at", "sha256")

Line = dict[str, Any]


def record_lines(session: Session, *, after: int = 0) -> Iterator[Line]:
    """The lines, in order; with ``after`` the entries up to that number are left out.

    Raises NotFoundError where there is no such entry.
    """
    noted = _noted(session, after)
    yield {"type": "header", "format": FORMAT, "version": VERSION, "after": noted}
    last = noted
    for entry in _entries(session, after):
        last = {"count": entry.get("seq"), "head": entry.get("sha256")}
        yield {"type": "entry", "entry": entry, **_sealed(session, entry)}
    for kind, subject in _without_entry(session):
        record = {"kind": kind, "subject": subject}
        yield {"type": "unsealed", **record, **_sealed(session, record)}
    yield {"type": "end", **last}


def _noted(session: Session, number: int) -> Line:
    """What there was of the log when it ended with this entry."""
    if not number:
        return {"count": 0, "head": ""}
    head = session.scalar(select(AuditEntryRow.sha256).where(AuditEntryRow.seq == number))
    if head is None:
        entries, _ = newest_entry(session)
        raise NotFoundError(
            f"The log has no entry {number}: its last one is {entries}. If it had more, it was cut: verify it.",
            remedies=("verify",),
        )
    return {"count": number, "head": head}


def _entries(session: Session, after: int) -> Iterator[Line]:
    """All as they stand there, those with numbers below 1 too; of one that cannot be read only the number."""
    query = select(AuditEntryRow.seq).order_by(AuditEntryRow.seq).limit(_AT_ONCE)
    numbers = session.scalars(query.where(AuditEntryRow.seq > after) if after else query).all()
    while numbers:
        try:
            yield from _read(session, numbers)
        except READ_FAILURES:
            for number in numbers:  # one at a time, so that a broken one hides no other
                yield _read_alone(session, number)
        session.expunge_all()
        numbers = session.scalars(query.where(AuditEntryRow.seq > numbers[-1])).all()


def _read(session: Session, numbers: Sequence[int]) -> list[Line]:
    columns = [getattr(AuditEntryRow, name) for name in _ENTRY]
    query = select(*columns).where(AuditEntryRow.seq.between(numbers[0], numbers[-1])).order_by(AuditEntryRow.seq)
    return [{name: _writable(value) for name, value in row._asdict().items()} for row in session.execute(query)]


def _read_alone(session: Session, number: int) -> Line:
    try:
        return _read(session, [number])[0]
    except READ_FAILURES:
        return {"seq": number}


def _writable(value: Any) -> Any:
    """SQLite holds what it is given: of bytes in a column of text, say, what they look like."""
    return value if value is None or type(value) in {str, int} else repr(value)


def _sealed(session: Session, entry: Mapping[str, Any]) -> Line:
    """``content``, what the entry is hashed over; None where it is gone or unreadable, as ``missing`` says then. And
    ``redactions``, where anything of it was removed."""
    kind, subject = entry.get("kind"), str(entry.get("subject"))
    try:
        if kind == REDACTION:
            return _with_content(_redaction(session, entry))
        if kind == DOCUMENT:
            content = _document(session, subject)
        elif kind in FIELDS_SINCE:
            content = _answer(session, kind, subject)
        else:
            return {"content": None, "missing": "entries of this kind are not known"}
        redactions = [] if content is None else _redactions(session, subject)
    except READ_FAILURES:
        return {"content": None, "missing": "it cannot be read"}
    if content is None or not redactions:
        return _with_content(content)
    kept = {name for each in redactions for name in each["digests"]}
    blank = {
        name for name, leave in removed_of(content).items() if name in kept and content[name] == leave(content[name])
    }
    left = {name: value for name, value in content.items() if name not in blank}
    return {"content": left, "redactions": redactions}


def _with_content(content: Line | None) -> Line:
    return {"content": None, "missing": "it is gone"} if content is None else {"content": content}


def _document(session: Session, subject: str) -> Line | None:
    sha256, _, parser = subject.partition(":")
    rows = read_rows(session, DocumentRow.sha256 == sha256, DocumentRow.parser == parser)
    with collector_waits():
        return None if rows is None else to_plain(rebuilt(rows))


def _answer(session: Session, kind: str, subject: str) -> Line | None:
    number = session.scalar(select(AnswerRow.number).where(AnswerRow.id == subject))
    if number is None:
        return None
    answer, row, _ = load_answer(session, number)
    return {
        **_known(kind, to_plain(answer)),
        **given_on(row.document_content_sha256, [str(each) for each in row.sources_content_sha256]),
    }


def _known(kind: str, plain: Line) -> Line:
    """The fields that the kind knows; all, where a later one holds something, which nothing vouches for."""
    if is_by_fields(kind):
        return plain
    known = known_answer(kind, plain)
    return known if to_plain(from_plain(Answer, known)) == plain else plain


def _redactions(session: Session, subject: str) -> list[Line]:
    """What was removed of a record, as the entries of the redactions are hashed over it."""
    query = select(*(getattr(RedactionRow, name) for name in _REDACTION)).where(RedactionRow.subject == subject)
    return [row._asdict() for row in session.execute(query.order_by(RedactionRow.number))]


def _redaction(session: Session, entry: Mapping[str, Any]) -> Line | None:
    """That of the entry; where none is, one that was changed."""
    found = _redactions(session, entry["subject"])
    return next((each for each in found if digest(each) == entry["content_sha256"]), found[-1] if found else None)


def _without_entry(session: Session) -> Iterator[tuple[str, str]]:
    """Kind and subject of stored records that nothing vouches for."""
    about = select(AuditEntryRow.subject).where(AuditEntryRow.kind == DOCUMENT)
    name = DocumentRow.sha256 + ":" + DocumentRow.parser
    parses = select(DocumentRow.sha256, DocumentRow.parser).where(name.not_in(about)).order_by(DocumentRow.number)
    for sha256, parser in session.execute(parses):
        yield DOCUMENT, document_subject(sha256, parser)
    about = select(AuditEntryRow.subject).where(AuditEntryRow.kind.in_(list(FIELDS_SINCE)))
    for answer_id in session.scalars(select(AnswerRow.id).where(AnswerRow.id.not_in(about)).order_by(AnswerRow.number)):
        yield ANSWER, answer_id
