"""What is used or shown, checked against the log just before.

A full audit walks the whole log; this looks at the records in hand and their entries alone: that the stored content has
the hash in its entry, that the entry has its own, and that it is linked to those beside it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.display_text import one_line
from docexplain.errors import StorageError
from docexplain.records import Answer, OnRecord
from storage.database.failures import READ_FAILURES
from storage.database.tables import AuditEntryRow, DocumentRow
from storage.log.chain import Entry, entry_digest
from storage.log.kinds import DOCUMENT_KINDS, FIELDS_SINCE, document_subject, is_by_fields, unsealed_fields
from storage.mapping import entry_record
from storage.redaction import audit as redaction_audit
from storage.redaction.kept import answer_content, document_content, kept_of, redactions_of_file
from storage.stored_answers import load_answer
from storage.stored_documents import KnownDocuments, StoredRows
from storage.walk.proofs import Proofs, Proven

_AT_ONCE = 500
"""Answers that are looked at together."""
_BY_FIELDS = tuple(kind for kind in FIELDS_SINCE if is_by_fields(kind))


class Checked:
    """The checks of one transaction, each done once."""

    def __init__(self, session: Session, known: KnownDocuments) -> None:
        self._session = session
        self._known = known
        self._contents: dict[tuple[str, str, str], str | None] = {}
        self._troubles: dict[int, str] = {}
        self._sound: dict[tuple[int, str, str, str], bool] = {}

    def use(self, rows: StoredRows) -> None:
        """Raises StorageError for a stored document that is not what was recorded, or was redacted."""
        document = self._known.document(rows)
        refuse_redacted(self._session, document.sha256)
        if trouble := self.document_trouble(rows):
            raise StorageError(
                f"The stored text of {one_line(document.name)} {trouble}, so it is not used: verify the audit log to "
                "see what else was changed, or read the file into another database.",
                remedies=("verify", "database"),
            )

    def document_trouble(self, rows: StoredRows) -> str:
        """Why a stored document is not what was recorded, to follow its name; empty where it is."""
        if rows.number not in self._troubles:
            self._troubles[rows.number] = self._document_trouble(rows)
        return self._troubles[rows.number]

    def _document_trouble(self, rows: StoredRows) -> str:
        document = self._known.document(rows)
        subject = document_subject(document.sha256, document.parser)
        entries = self._entries(subject, DOCUMENT_KINDS)
        if not entries:  # one of an earlier version, which is read without being upgraded, sealed none
            return "has no entry in the audit log" if self._are_sealed() else ""
        if not self._is_linked(entries[0]):
            return "has an entry in the audit log that was changed"
        kind = DOCUMENT_KINDS[entries[0].kind]
        if self._content(document.sha256, document.parser, kind) != entries[0].content_sha256:
            return "was changed after it was recorded"
        return ""

    def answer(self, which: int | str) -> OnRecord:
        """Whether an answer, by its number or id, its entry and the documents that it was given on are as recorded."""
        try:
            answer, row, _ = load_answer(self._session, which)
            sources = [str(each) for each in row.sources_content_sha256]
            kept = kept_of(self._session, answer.id)
            entries = self._entries(answer.id, FIELDS_SINCE)
            if len(entries) != 1:
                says = (
                    "It has no entry in the audit log." if not entries else "It has several entries in the audit log."
                )
                return OnRecord((says,), kept.redactions)
            kind, sealed = entries[0].kind, row.document_content_sha256
            problems = [] if self._is_linked(entries[0]) else ["Its entry in the audit log was changed."]
            content = answer_content(answer, sealed, kind, sources, kept)
            unsealed = unsealed_fields(answer, kind)
            if content not in (entries[0].content_sha256, None) or unsealed:
                problems.append("Its text, question, scores, verdict or settings were changed after it was recorded.")
            problems += redaction_audit.problems(self._session, answer.id)
            problems += self._given_on(answer, kind, sources or [sealed])
        except READ_FAILURES:
            return OnRecord(("It was changed after it was recorded, and cannot be read as a whole any more.",))
        return OnRecord(tuple(problems), kept.redactions)

    def answers(self, ids: Sequence[str]) -> dict[str, OnRecord]:
        """The same of many answers, by their ids: those that their columns prove, and the documents of which are as
        recorded, need not be read."""
        found: dict[str, OnRecord] = {}
        proofs = Proofs(self._session)
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            entries = self._only_entries(some)
            try:
                proven = proofs.of(entries)
                whole = {e.subject for e in entries if e.seq in proven and self._is_sound(e.kind, proven[e.seq])}
            except READ_FAILURES:
                whole = set()
            linked = self._linked([entry for entry in entries if entry.subject in whole])
            found |= {each: OnRecord() if each in linked else self.answer(each) for each in some}
        return found

    def _only_entries(self, ids: Sequence[str]) -> list[Entry]:
        """The entries of those of the answers that have just one, in order. Raises nothing: what cannot be read is
        left to :meth:`answer`."""
        query = select(AuditEntryRow).where(AuditEntryRow.subject.in_(ids), AuditEntryRow.kind.in_(FIELDS_SINCE))
        try:
            entries = [entry_record(row) for row in self._session.scalars(query.order_by(AuditEntryRow.seq))]
        except READ_FAILURES:
            return []
        times = Counter(entry.subject for entry in entries)
        return [entry for entry in entries if times[entry.subject] == 1]

    def _is_sound(self, kind: str, proven: Proven) -> bool:
        """Whether what a proven answer was given on is as recorded."""
        key = (proven.document, proven.sealed, proven.sources, proven.sealed_sources)
        if key not in self._sound:
            parse = select(DocumentRow.sha256, DocumentRow.parser).where(DocumentRow.number == proven.document)
            parses = [(each["sha256"], each["parser"]) for each in json.loads(proven.sources)]
            parses = parses or [(row.sha256, row.parser) for row in self._session.execute(parse)]
            sealed = json.loads(proven.sealed_sources) or [proven.sealed]
            rows = [self._known.rows(self._session, *each) for each in parses]
            self._sound[key] = len(sealed) == len(parses) and all(
                row is not None and self._content(*each, kind) == content and not self.document_trouble(row)
                for row, each, content in zip(rows, parses, sealed, strict=True)
            )
        return self._sound[key]

    def _given_on(self, answer: Answer, kind: str, sealed: Sequence[str]) -> list[str]:
        """Which of the documents that an answer was given on are not what they were."""
        parses = [(source.sha256, source.parser, source.name) for source in answer.sources]
        parses = parses or [(answer.document_sha256, answer.parser, answer.document_name)]
        problems = []
        for position, (sha256, parser, name) in enumerate(parses):
            called = one_line(name) or f"the document {sha256[:12]}"
            rows = self._known.rows(self._session, sha256, parser)
            if rows is None:
                problems.append(f"It was given on {called}, which is gone.")
                continue
            content = self._content(sha256, parser, kind)
            if content is not None and content not in sealed[position : position + 1]:
                problems.append(f"It was given on {called}, which was changed since.")
            elif trouble := self.document_trouble(rows):
                problems.append(f"It was given on {called}, which {trouble}.")
        return problems

    def _content(self, sha256: str, parser: str, kind: str) -> str | None:
        """The content hash of a stored document as this kind of answer takes it; None: nobody can tell any more."""
        key = (sha256, parser, kind)
        if key not in self._contents:
            self._contents[key] = self._content_of(*key)
        return self._contents[key]

    def _content_of(self, sha256: str, parser: str, kind: str) -> str | None:
        rows = self._known.rows(self._session, sha256, parser)
        if rows is None:
            return ""
        kept = kept_of(self._session, document_subject(sha256, parser))
        if not kept.redactions:
            return (
                self._known.digest(rows) if is_by_fields(kind) else document_content(self._known.document(rows), kind)
            )
        if redaction_audit.problems(self._session, document_subject(sha256, parser)):
            return ""
        return document_content(self._known.document(rows), kind, kept)

    def _entries(self, subject: str, kinds: Iterable[str]) -> list[Entry]:
        query = select(AuditEntryRow).where(AuditEntryRow.subject == subject).order_by(AuditEntryRow.seq)
        return [entry_record(row) for row in self._session.scalars(query) if row.kind in kinds]

    def _is_linked(self, entry: Entry) -> bool:
        return bool(self._linked([entry]))

    def _linked(self, entries: Sequence[Entry]) -> set[str]:
        """The subjects of entries that have their own hash, and stand between those that are beside them."""
        beside = {entry.seq + step for entry in entries for step in (-1, 1)}
        query = select(AuditEntryRow.seq, AuditEntryRow.sha256, AuditEntryRow.previous)
        found = {row.seq: row for row in self._session.execute(query.where(AuditEntryRow.seq.in_(beside)))}

        def is_linked(entry: Entry) -> bool:
            before, after = found.get(entry.seq - 1), found.get(entry.seq + 1)
            follows = entry.previous == (before.sha256 if before else "") and (before is not None or entry.seq == 1)
            return entry_digest(entry) == entry.sha256 and follows and (not after or after.previous == entry.sha256)

        return {entry.subject for entry in entries if is_linked(entry)}

    def _are_sealed(self) -> bool:
        """Whether documents have entries at all here."""
        kinds = (*DOCUMENT_KINDS, *_BY_FIELDS)
        return self._session.scalar(select(AuditEntryRow.seq).where(AuditEntryRow.kind.in_(kinds)).limit(1)) is not None


def refuse_redacted(session: Session, sha256: str) -> None:
    """Raises StorageError where what was read of the file with these bytes was removed."""
    if redactions := redactions_of_file(session, sha256):
        raise StorageError(
            f"The file {sha256[:12]} was {one_line(redactions[-1].said)}: it is not read or asked here any more. With "
            "another database it can be.",
            remedies=("database",),
        )
