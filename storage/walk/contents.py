"""What entries vouch for, compared with what is stored now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.serialization import from_plain
from docexplain.records import Document, Source
from storage.database.failures import READ_FAILURES
from storage.database.tables import AnswerRow, DocumentRow
from storage.log.chain import Entry
from storage.log.kinds import DOCUMENT_KINDS, FIELDS_SINCE, REDACTION, document_subject, is_by_fields, unsealed_fields
from storage.redaction.kept import NOTHING, Kept, answer_content, document_content, kept_of
from storage.stored_answers import load_answer
from storage.stored_documents import read_rows, rebuilt
from storage.walk.proofs import Proofs, Proven

OTHERS = (*DOCUMENT_KINDS, REDACTION)
"""Kinds of entries that are not about answers."""


@dataclass(slots=True)
class Found:
    """What was found in a range of entries.

    Attributes:
        chain, documents, answers: problems with them, in the order of their entries.
        documents_known, answers_known: how many that are stored have their entry there.
        seals: one of the entries was written by a version that seals documents.
        times: steps back, in the order of their entries.
        late: how many answers were made long before they were stored.
        first_late: which was the first.
    """

    chain: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    documents_known: int = 0
    answers_known: int = 0
    seals: bool = False
    times: list[str] = field(default_factory=list)
    late: int = 0
    first_late: str = ""

    def add(self, other: Found) -> None:
        """With what was found in the next range."""
        self.chain += other.chain
        self.documents += other.documents
        self.answers += other.answers
        self.documents_known += other.documents_known
        self.answers_known += other.answers_known
        self.seals |= other.seals
        self.times += other.times
        self.late += other.late
        self.first_late = self.first_late or other.first_late


class Contents:
    """The check of one transaction.

    Args:
        first: of subjects that stand in the log more than once the first entry.
    """

    def __init__(self, session: Session, first: Mapping[str, int]) -> None:
        self._session = session
        self._first = first
        self._proofs = Proofs(session)
        self._digests: dict[tuple[int, str], str | None] = {}
        self._numbers: dict[tuple[str, str], int | None] = {}

    def check(self, entries: Sequence[Entry], found: Found) -> dict[int, str]:
        """Compare what these entries, which follow each other, are about; note it in ``found``.

        Returns:
            When the answers were made, by the number of the entry.
        """
        made: dict[int, str] = {}
        proven = self._proofs.of(entries)
        numbers = self._answers([entry for entry in entries if entry.kind not in OTHERS and entry.seq not in proven])
        for entry in entries:
            found.seals = found.seals or seals_documents(entry.kind)
            if entry.kind in DOCUMENT_KINDS:
                self._document(entry, found)
            elif entry.kind == REDACTION:
                continue
            elif entry.kind not in FIELDS_SINCE:
                found.answers.append(f"Entry {entry.seq} is of an unknown kind, {entry.kind}.")
            elif self._first.get(entry.subject, entry.seq) < entry.seq:
                found.answers.append(f"Entry {entry.seq}: the answer {entry.subject} stands in the log already.")
            elif entry.seq in proven:
                found.answers_known += 1
                found.answers += self._given_on(entry, proven[entry.seq])
                made[entry.seq] = proven[entry.seq].created_at
            elif entry.subject not in numbers:
                found.answers.append(f"Entry {entry.seq}: the answer {entry.subject} is gone.")
            else:
                found.answers_known += 1
                found.answers += self._answer(entry, numbers[entry.subject])
                made[entry.seq] = self._made(numbers[entry.subject])
        return made

    def _made(self, number: int) -> str:
        """When an answer was made; empty where it cannot be read."""
        try:
            return str(self._session.scalar(select(AnswerRow.created_at).where(AnswerRow.number == number)))
        except READ_FAILURES:
            return ""

    def _answers(self, entries: Sequence[Entry]) -> dict[str, int]:
        """The numbers of the answers that there are."""
        if not entries:
            return {}
        query = select(AnswerRow.id, AnswerRow.number).where(AnswerRow.id.in_([entry.subject for entry in entries]))
        return {row.id: row.number for row in self._session.execute(query)}

    def _digest(self, number: int, kind: str) -> str | None:
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

    def _document(self, entry: Entry, found: Found) -> None:
        name = f"Entry {entry.seq}: the document {entry.subject[:12]}"
        if self._first.get(entry.subject, entry.seq) < entry.seq:
            found.documents.append(f"{name} stands in the log already.")
            return
        sha256, _, parser = entry.subject.partition(":")
        number = self._number(sha256, parser)
        if number is None:
            found.documents.append(f"{name} is gone.")
            return
        found.documents_known += 1
        if self._digest(number, DOCUMENT_KINDS[entry.kind]) != entry.content_sha256:
            found.documents.append(f"{name}{self._called(number)}, was changed after it was stored.")

    def _called(self, number: int) -> str:
        try:
            return f", {self._session.scalar(select(DocumentRow.name).where(DocumentRow.number == number))}"
        except READ_FAILURES:
            return ""

    def _answer(self, entry: Entry, number: int) -> list[str]:
        name = _name(entry)
        try:
            answer, row, document = load_answer(self._session, number)
            sealed, sources = row.document_content_sha256, [str(each) for each in row.sources_content_sha256]
            content = answer_content(answer, sealed, entry.kind, sources, kept_of(self._session, answer.id))
            changed = content not in (entry.content_sha256, None)
            unsealed = unsealed_fields(answer, entry.kind)
        except READ_FAILURES:
            return [f"{name} was changed after it was written and cannot be read any more."]
        finally:
            self._session.expunge_all()
        problems = []
        if changed:
            problems.append(f"{name} (its text, question, scores or settings) was changed after it was written.")
        if unsealed:
            problems.append(f"{name} was changed after it was written: its entry knows no {', no '.join(unsealed)}.")
        if answer.sources and "sources" not in unsealed:
            problems += self._sources(entry, answer.sources, sources)
        elif self._digest(document, entry.kind) not in (sealed, None):
            problems.append(f"{name} was given on a document that was changed since, {answer.document_name}.")
        return problems

    def _given_on(self, entry: Entry, proven: Proven) -> list[str]:
        """Which documents of an answer that is itself what was sealed are not what they were."""
        if proven.sources != "[]":
            sources = [from_plain(Source, each) for each in json.loads(proven.sources)]
            return self._sources(entry, sources, json.loads(proven.sealed_sources))
        if self._digest(proven.document, entry.kind) in (proven.sealed, None):
            return []
        return self._answer(entry, self._answers([entry])[entry.subject])  # which names the document

    def _sources(self, entry: Entry, sources: Sequence[Source], sealed: Sequence[str]) -> list[str]:
        """Which of several documents are not what they were."""
        name, problems = _name(entry), []
        for position, source in enumerate(sources):
            number = self._number(source.sha256, source.parser)
            if number is None:
                problems.append(f"{name} was given on a document that is gone, {source.name}.")
            elif self._digest(number, entry.kind) not in (*sealed[position : position + 1], None):
                problems.append(f"{name} was given on a document that was changed since, {source.name}.")
        return problems

    def _number(self, sha256: str, parser: str) -> int | None:
        key = (sha256, parser)
        if key not in self._numbers:
            query = select(DocumentRow.number).where(DocumentRow.sha256 == sha256, DocumentRow.parser == parser)
            try:
                self._numbers[key] = self._session.scalar(query)
            except READ_FAILURES:
                self._numbers[key] = None
        return self._numbers[key]


def _name(entry: Entry) -> str:
    return f"Entry {entry.seq}: the answer {entry.subject}"


def seals_documents(kind: str) -> bool:
    """Whether documents had entries when one of this kind was written."""
    return kind in DOCUMENT_KINDS or (kind in FIELDS_SINCE and is_by_fields(kind))


def _kept(session: Session, document: Document | None) -> Kept:
    return NOTHING if document is None else kept_of(session, document_subject(document.sha256, document.parser))
