"""The store: documents and answers in, the same records out, each answer with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.serialization import to_plain
from docexplain.errors import NotFoundError, StorageError
from docexplain.records import (
    Answer,
    AnswerSummary,
    AuditReport,
    Document,
    OnRecord,
    RecordedEntry,
    StoredDocument,
    StoredParse,
)
from storage.audit_log import AuditLog
from storage.checked import Checked, refuse_redacted
from storage.database.backup import Notice
from storage.database.engine import Database, open_database
from storage.database.failures import translated
from storage.database.location import MEMORY, locate
from storage.database.tables import DocumentRow
from storage.database.waiting import telling
from storage.kept_aside import KeptAside, drop_pages
from storage.library import stored_documents
from storage.log.digests import answer_digest, document_digest
from storage.log.kinds import ANSWER, document_subject
from storage.log.verify import Progress, no_progress
from storage.mapping import Contents, answer_row, document_row
from storage.recorded_entry import recorded_entry
from storage.redaction.kept import all_kept
from storage.saved import check_equal, check_same, check_saved, storable
from storage.sealing import append, seal_document
from storage.stored_answers import find_number, has_answer, id_of, load_answer, question_number, summaries
from storage.stored_documents import KnownDocuments, StoredRows, read_rows
from storage.transactions import reading_session, writing_session


def open_store(where: str | Path | None = None, *, read_only: bool = False, notice: Notice | None = None) -> SqlStore:
    """Open a database, creating it when it is missing.

    Args:
        where: path, or URL (``sqlite:///...``, ``postgresql+psycopg://...``). None takes the environment variable
            ``DOCEXPLAIN_DB``, or else a file in the user's data folder.
        read_only: change nothing; works on read-only media (elsewhere SQLite makes its -wal and -shm files beside the
            database). The default database may be missing then: the store is empty, and has no log to
            verify. One that somebody named, also
            in the environment, must exist. One of an older docexplain is read as it was at this moment: SQLite as an
            upgraded copy in memory; on PostgreSQL it has to be opened for writing once, which upgrades it.
        notice: told, in a sentence, that a database of an older docexplain was upgraded, and where an SQLite file is
            kept as it was before.
    """
    location = locate(where)
    with translated(location.label):
        if read_only and location.path is not None and not location.chosen and not location.path.exists():
            return SqlStore(replace(open_database(MEMORY, read_only=True), missing=True, label=location.label))
        return SqlStore(open_database(location, read_only=read_only, notice=notice))


class SqlStore(KeptAside):
    """Implements the session's ``Store``. Every method raises StorageError when the database fails."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._known = KnownDocuments()

    def __repr__(self) -> str:
        return f"<SqlStore {self._database.label}>"

    def __enter__(self) -> SqlStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def telling(tell: Callable[[float], None]) -> AbstractContextManager[None]:
        """While a block saves something, wait minutes for another program that is writing; ``tell`` gets the seconds
        waited, several times each, and may raise to end it."""
        return telling(tell)

    def close(self) -> None:
        """Close the connections. What is asked of the store after that raises StorageError."""
        self._database.close()

    def find_document(self, sha256: str, parser: str) -> Document | None:
        """The stored parse of the file with these bytes by this parser, if any. Raises StorageError for one that is not
        what was recorded, or was redacted."""
        return self._document(sha256, parser, checked=True)

    def _document(self, sha256: str, parser: str, *, checked: bool) -> Document | None:
        with reading_session(self._database) as session:
            refuse_redacted(session, sha256)
            rows = self._known.rows(session, sha256, parser)
            if rows is not None and checked:
                Checked(session, self._known).use(rows)
            return None if rows is None else self._known.document(rows)

    def get_document(self, sha256: str, parser: str, *, checked: bool = True) -> Document:
        """The stored parse. Raises NotFoundError; and StorageError as :meth:`find_document` does.

        Args:
            checked: False gives one that is not what was recorded too, for whoever says so (:meth:`on_record`).
        """
        document = self._document(sha256, parser, checked=checked)
        if document is None:
            raise NotFoundError(
                f"There is no stored document {sha256[:12]} of this parser: store it first.", remedies=("ingest",)
            )
        return document

    def add_document(self, document: Document) -> None:
        """Store a parse and its audit entry, and read both back; storing the same (sha256, parser) twice changes
        nothing."""
        if self._is_stored(document):
            return
        which = DocumentRow.sha256 == document.sha256, DocumentRow.parser == document.parser
        with storable(f"document {document.name!r}"):
            given, new = document_digest(document), document_row(to_plain(document))
        with writing_session(self._database) as session:
            refuse_redacted(session, document.sha256)
            if not document.coverage.only_pages:  # else the kept pages are for whoever reads the rest
                drop_pages(session, document.sha256)
            stored = self._known.rows(session, document.sha256, document.parser)
            if stored is not None:
                Checked(session, self._known).use(stored)
                check_equal(self._known.document(stored), document)
                return
            session.add(new)
            session.flush()
            rows = read_rows(session, *which)
            check_same("" if rows is None else self._known.read_back(rows, document, given), given)
            entry = seal_document(session, document.sha256, document.parser, given)
        check_saved(self._database, entry, lambda session: given if read_rows(session, *which) == rows else "")

    def _is_stored(self, document: Document) -> bool:
        """Whether this very document came from here, and is still what is stored."""
        known = self._known.rows_of(document)
        if known is None:
            return False
        with writing_session(self._database) as session:
            if not document.coverage.only_pages:  # else the kept pages are for whoever reads the rest
                drop_pages(session, document.sha256)
            return self._known.rows(session, document.sha256, document.parser) == known

    def add_answer(self, answer: Answer) -> None:
        """Store an answer and its audit entry in one transaction, and read both back in another.

        Its documents must be stored, and so must the answer whose attention it steers.
        """
        with storable(f"answer {answer.id}"):
            answer_digest(answer, "")
        with writing_session(self._database) as session:
            document, contents = self._contents(session, answer)
            if has_answer(session, answer.id):
                raise StorageError(f"There is an answer {answer.id} already: answers are never overwritten.")
            if answer.what_if is not None and not has_answer(session, answer.what_if.original):
                raise StorageError(
                    f"The answer {answer.what_if.original} is not stored: store it before {answer.id}, which is asked "
                    "of it under steering."
                )
            question = question_number(session, document.number, answer.question)
            row = answer_row(answer, question=question, contents=contents)
            session.add(row)
            session.flush()
            session.expire_all()
            sealed = partial(answer_digest, sources_content_sha256=contents.sources)
            content = sealed(load_answer(session, row.number)[0], contents.document)
            check_same(content, sealed(answer, contents.document))
            entry, number = append(session, ANSWER, answer.id, content), row.number
        check_saved(self._database, entry, lambda session: sealed(load_answer(session, number)[0], contents.document))

    def _contents(self, session: Session, answer: Answer) -> tuple[StoredRows, Contents]:
        """The document that an answer is stored under, the first of several, and what it is sealed over."""
        sealed: list[str] = []
        first: StoredRows | None = None
        checked = Checked(session, self._known)
        parses = [(source.sha256, source.parser) for source in answer.sources]
        for sha256, parser in parses or [(answer.document_sha256, answer.parser)]:
            rows = self._known.rows(session, sha256, parser)
            if rows is None:
                raise StorageError(f"The document of answer {answer.id} is not stored: store it before its answers.")
            checked.use(rows)
            first = first or rows
            sealed.append(self._known.digest(rows))
        if first is None or (parses and parses[0] != (answer.document_sha256, answer.parser)):
            raise StorageError(f"Answer {answer.id} is about another document than the first of its sources.")
        return first, Contents(sealed[0], tuple(sealed) if parses else ())

    def stored_parses(self) -> list[StoredParse]:
        """Which parses of which files there are, in the order in which they were stored."""
        query = select(DocumentRow.sha256, DocumentRow.name, DocumentRow.parser).order_by(DocumentRow.number)
        with reading_session(self._database) as session:
            gone = all_kept(session)
            return [
                StoredParse(sha256, name, parser, document_subject(sha256, parser) in gone)
                for sha256, name, parser in session.execute(query)
            ]

    def stored_documents(self) -> list[StoredDocument]:
        """Every file that is stored and not redacted, the one used last first; no text is read."""
        with reading_session(self._database) as session:
            return stored_documents(session)

    def get_answer(self, answer_id: str) -> Answer:
        """The answer with this id or unambiguous id prefix. Raises NotFoundError."""
        with reading_session(self._database) as session:
            return load_answer(session, find_number(session, answer_id))[0]

    def on_record(self, answer_id: str) -> OnRecord:
        """Whether the answer with this id is what was recorded, and so are its documents. Raises NotFoundError."""
        with reading_session(self._database) as session:
            return Checked(session, self._known).answer(find_number(session, answer_id))

    def entry(self, answer_id: str) -> RecordedEntry:
        """The entry of the answer with this id in the audit log, looked at now with what it vouches for, and the
        checkpoint that covers it. Raises NotFoundError, and RecordError where there is no entry."""
        with reading_session(self._database) as session:
            number = find_number(session, answer_id)
            found = Checked(session, self._known).answer(number)
            return recorded_entry(session, id_of(session, number), found)

    def bundle(self, answer_id: str, originals: Mapping[str, tuple[str, bytes]]) -> bytes:
        """See :meth:`storage.audit_log.AuditLog.bundle`."""
        return self.log.bundle(answer_id, originals)

    def history(
        self,
        *,
        document_sha256: str | None = None,
        limit: int | None = None,
        checked: bool = False,
        containing: str = "",
    ) -> list[AnswerSummary]:
        """Answers, newest first, of one document, also where others were asked with it, or of all.

        Args:
            checked: say of each whether it is what was recorded.
            containing: words that all stand in the question or the answer, in any case.
        """
        with reading_session(self._database) as session:
            found = summaries(session, document_sha256, limit, containing)
            if not checked:
                return found
            records = Checked(session, self._known).answers([each.id for each in found])
            return [replace(each, on_record=records[each.id]) for each in found]

    @property
    def is_postgresql(self) -> bool:
        """Whether a server keeps it, and not a file."""
        return self._database.reading.dialect.name == "postgresql"

    @property
    def log(self) -> AuditLog:
        """The audit log of this database."""
        return AuditLog(self._database)

    def checkpoint_when_due(self) -> None:
        """See :meth:`storage.audit_log.AuditLog.checkpoint_when_due`."""
        self.log.checkpoint_when_due()

    def verify(
        self,
        *,
        expect_count: int | None = None,
        expect_head: str | None = None,
        since: int = 0,
        progress: Progress = no_progress,
    ) -> AuditReport:
        """See :meth:`storage.audit_log.AuditLog.verify`."""
        return self.log.verify(expect_count=expect_count, expect_head=expect_head, since=since, progress=progress)
