"""Walking the audit log against what is stored now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.records import Answer, AuditReport, Document, Source
from storage.database import integrity, structure
from storage.database.failures import READ_FAILURES
from storage.database.tables import AnswerRow, AuditEntryRow, DocumentRow
from storage.log import times
from storage.log.chain import Entry, chain_problems, pin_problems
from storage.log.kinds import (
    DOCUMENT_KINDS,
    FIELDS_SINCE,
    REDACTION,
    document_subject,
    is_by_fields,
    unsealed_fields,
)
from storage.mapping import entry_record
from storage.redaction import audit as redactions
from storage.redaction.kept import NOTHING, Kept, answer_content, document_content, kept_of
from storage.stored_answers import load_answer
from storage.stored_documents import read_rows, rebuilt


def verify_log(session: Session, *, expect_count: int | None = None, expect_head: str | None = None) -> AuditReport:
    """Everything that is wrong with the log and with what it vouches for. Tampering never makes it raise."""
    try:
        numbers = session.scalars(select(AuditEntryRow.seq).order_by(AuditEntryRow.seq)).all()
    except READ_FAILURES as error:
        return AuditReport(0, "", (f"The audit log cannot be read: {type(error).__name__}.",))
    entries = [entry for number in numbers if (entry := _entry(session, number)) is not None]
    problems = chain_problems(entries)
    if numbers and (not entries or numbers[-1] > entries[-1].seq):
        problems.append(f"Entry {numbers[-1]} cannot be read.")
    documents = _Documents(session)
    problems += documents.problems(entries)
    problems += _AnswerCheck(session, documents).problems(entries)
    problems += pin_problems(entries, expect_count, expect_head)
    problems += redactions.problems(session)
    problems += times.problems(session) + structure.problems(session) + integrity.problems(session)
    notes = [*redactions.notes(session), *times.notes(session)]
    return AuditReport(len(numbers), entries[-1].sha256 if entries else "", tuple(problems), tuple(notes))


def _entry(session: Session, number: int) -> Entry | None:
    """One at a time, so that a broken one hides no other."""
    try:
        return entry_record(session.scalars(select(AuditEntryRow).where(AuditEntryRow.seq == number)).one())
    except READ_FAILURES:
        return None


def _seals_documents(kind: str) -> bool:
    """Whether documents had entries when one of this kind was written."""
    return kind in DOCUMENT_KINDS or (kind in FIELDS_SINCE and is_by_fields(kind))


class _Documents:
    """The stored documents, their hashes, and what the log says about them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._digests: dict[tuple[int, str], str | None] = {}

    def digest(self, number: int, kind: str) -> str | None:
        """Of the document with this number, as this kind of an answer's entry takes it; empty where it cannot be, None
        where nobody can tell since it was redacted."""
        if (number, kind) not in self._digests:
            try:
                rows = read_rows(self._session, DocumentRow.number == number)
                document = None if rows is None else rebuilt(rows)
                kept = _kept(self._session, document)
                self._digests[number, kind] = "" if document is None else document_content(document, kind, kept)
            except READ_FAILURES:
                self._digests[number, kind] = ""
        return self._digests[number, kind]

    def problems(self, entries: Sequence[Entry]) -> list[str]:
        """Documents that were changed, are gone, or have no entry though there are entries of documents."""
        try:
            query = select(DocumentRow.number, DocumentRow.sha256, DocumentRow.parser, DocumentRow.name)
            stored = {document_subject(row.sha256, row.parser): row for row in self._session.execute(query)}
        except READ_FAILURES as error:
            return [f"The stored documents cannot be read: {type(error).__name__}."]
        problems: list[str] = []
        seen: set[str] = set()
        for entry in entries:
            if entry.kind not in DOCUMENT_KINDS:
                continue
            row, name = stored.get(entry.subject), f"Entry {entry.seq}: the document {entry.subject[:12]}"
            if entry.subject in seen:
                problems.append(f"{name} stands in the log already.")
            elif row is None:
                problems.append(f"{name} is gone.")
            elif self.digest(row.number, DOCUMENT_KINDS[entry.kind]) != entry.content_sha256:
                problems.append(f"{name}, {row.name}, was changed after it was stored.")
            seen.add(entry.subject)
        if not any(_seals_documents(entry.kind) for entry in entries):
            return problems  # by an earlier version, which sealed no documents; the upgrade seals them
        unknown = [row for subject, row in stored.items() if subject not in seen]
        return problems + [f"The document {row.sha256[:12]}, {row.name}, has no entry in the log." for row in unknown]


def _kept(session: Session, document: Document | None) -> Kept:
    return NOTHING if document is None else kept_of(session, document_subject(document.sha256, document.parser))


class _AnswerCheck:
    """Compares stored answers and their documents with the hashes in the log."""

    def __init__(self, session: Session, documents: _Documents) -> None:
        self._session = session
        self._documents = documents

    def problems(self, entries: Sequence[Entry]) -> list[str]:
        try:
            rows = self._session.execute(select(AnswerRow.id, AnswerRow.number).order_by(AnswerRow.number))
            numbers: dict[str, int] = {row.id: row.number for row in rows}
        except READ_FAILURES as error:
            return [f"The stored answers cannot be read: {type(error).__name__}."]
        problems: list[str] = []
        seen: set[str] = set()
        for entry in entries:
            if entry.kind in DOCUMENT_KINDS or entry.kind == REDACTION:
                continue
            if entry.kind not in FIELDS_SINCE:
                problems.append(f"Entry {entry.seq} is of an unknown kind, {entry.kind}.")
            elif entry.subject in seen:
                problems.append(f"Entry {entry.seq}: the answer {entry.subject} stands in the log already.")
            elif entry.subject not in numbers:
                problems.append(f"Entry {entry.seq}: the answer {entry.subject} is gone.")
            else:
                problems += self._answer(entry, numbers[entry.subject])
            seen.add(entry.subject)
        return problems + [f"The answer {name} has no entry in the log." for name in numbers if name not in seen]

    def _answer(self, entry: Entry, number: int) -> list[str]:
        name = f"Entry {entry.seq}: the answer {entry.subject}"
        try:
            answer, row, document = load_answer(self._session, number)
            sealed, sources = row.document_content_sha256, [str(each) for each in row.sources_content_sha256]
            content = answer_content(answer, sealed, entry.kind, sources, kept_of(self._session, answer.id))
            changed = content not in (entry.content_sha256, None)
            unsealed = unsealed_fields(answer, entry.kind)
        except READ_FAILURES:
            return [f"{name} was changed after it was written and cannot be read any more."]
        problems = []
        if changed:
            problems.append(f"{name} (its text, question, scores or settings) was changed after it was written.")
        if unsealed:
            problems.append(f"{name} was changed after it was written: its entry knows no {', no '.join(unsealed)}.")
        if answer.sources and "sources" not in unsealed:
            problems += self._sources(name, answer, sources, entry.kind)
        elif self._documents.digest(document, entry.kind) not in (sealed, None):
            problems.append(f"{name} was given on a document that was changed since, {answer.document_name}.")
        return problems

    def _sources(self, name: str, answer: Answer, sealed: Sequence[str], kind: str) -> list[str]:
        """Which of several documents are not what they were."""
        problems = []
        for position, source in enumerate(answer.sources):
            number = self._number(source)
            if number is None:
                problems.append(f"{name} was given on a document that is gone, {source.name}.")
            elif self._documents.digest(number, kind) not in (*sealed[position : position + 1], None):
                problems.append(f"{name} was given on a document that was changed since, {source.name}.")
        return problems

    def _number(self, source: Source) -> int | None:
        query = select(DocumentRow.number)
        query = query.where(DocumentRow.sha256 == source.sha256, DocumentRow.parser == source.parser)
        try:
            return self._session.scalar(query)
        except READ_FAILURES:
            return None
