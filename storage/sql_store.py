"""The store: documents and answers in, the same records out, each answer with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType

from sqlalchemy import Delete, ScalarSelect, Text, cast, delete, or_, select
from sqlalchemy.orm import Session

from docexplain.common.serialization import from_plain, to_plain, utc_text
from docexplain.errors import NotFoundError, StorageError
from docexplain.records import Answer, AnswerSummary, AuditReport, Document, StoredParse
from storage.database.engine import Database, open_database
from storage.database.failures import reading, translated
from storage.database.location import MEMORY, locate
from storage.database.tables import AnswerRow, AuditEntryRow, DocumentRow, QuestionRow, UnfinishedPageRow, VectorRow
from storage.log.canonical_json import digest
from storage.log.chain import ANSWER, Entry, answer_digest, document_digest, next_entry
from storage.log.verify import load_answer, verify_log
from storage.mapping import Contents, answer_row, document_row, entry_record, entry_row
from storage.stored_documents import KnownDocuments, StoredRows, read_rows

_UNFINISHED_FOR = timedelta(days=30)
"""How long the pages of an interrupted parse wait for somebody to go on."""


def open_store(where: str | Path | None = None, *, read_only: bool = False) -> SqlStore:
    """Open a database, creating it when it is missing.

    Args:
        where: path, or URL (``sqlite:///...``, ``postgresql+psycopg://...``). None takes the environment variable
            ``DOCEXPLAIN_DB``, or else a file in the user's data folder.
        read_only: change nothing; works on read-only media (elsewhere SQLite makes its -wal and -shm files beside the
            database). The default database may be missing then: the store is empty. One that somebody named, also
            in the environment, must exist. One of an older docexplain is read as it was at this moment: SQLite as an
            upgraded copy in memory; on PostgreSQL it has to be opened for writing once, which upgrades it.
    """
    location = locate(where)
    with translated(location.label):
        if read_only and location.path is not None and not location.chosen and not location.path.exists():
            location = MEMORY
        return SqlStore(open_database(location, read_only=read_only))


class SqlStore:
    """Implements the session's ``Store``. Every method raises StorageError when the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = KnownDocuments()

    def __enter__(self) -> SqlStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def find_document(self, sha256: str, parser: str) -> Document | None:
        """The stored parse of the file with these bytes by this parser, if any."""
        with self._reading() as session:
            rows = self._known.rows(session, sha256, parser)
            return None if rows is None else self._known.document(rows)

    def get_document(self, sha256: str, parser: str) -> Document:
        """The stored parse. Raises NotFoundError."""
        document = self.find_document(sha256, parser)
        if document is None:
            raise NotFoundError(
                f"There is no stored document {sha256[:12]} of this parser: store it first.", remedies=("ingest",)
            )
        return document

    def add_document(self, document: Document) -> None:
        """Store a parse; storing the same (sha256, parser) twice changes nothing."""
        if self._is_stored(document):
            return
        with _storable(f"document {document.name!r}"):
            plain = to_plain(document)
            given, new = digest(plain), document_row(plain)
        with self._writing() as session:
            if not document.coverage.only_pages:  # else the kept pages are for whoever reads the rest
                session.execute(_unfinished(document.sha256))
            stored = self._known.rows(session, document.sha256, document.parser)
            if stored is not None:
                # The same bytes may come under another name; anything else would be sealed over the wrong text.
                if document_digest(replace(self._known.document(stored), name=document.name)) != given:
                    raise StorageError(
                        f"Another parse of {document.name} by {document.parser} is stored already: use that one, or "
                        "another database."
                    )
                return
            session.add(new)
            session.flush()
            rows = read_rows(session, DocumentRow.sha256 == document.sha256, DocumentRow.parser == document.parser)
            _check_same("" if rows is None else self._known.read_back(rows, document, given), given)

    def _is_stored(self, document: Document) -> bool:
        """Whether this very document came from here, and is still what is stored."""
        known = self._known.rows_of(document)
        if known is None:
            return False
        with self._writing() as session:
            if not document.coverage.only_pages:  # else the kept pages are for whoever reads the rest
                session.execute(_unfinished(document.sha256))
            return self._known.rows(session, document.sha256, document.parser) == known

    def unfinished_pages(self, sha256: str, parser: str) -> dict[int, str]:
        """Pages that an interrupted parse has kept, by number, as they were given."""
        query = select(UnfinishedPageRow.page, UnfinishedPageRow.content).where(
            UnfinishedPageRow.sha256 == sha256, UnfinishedPageRow.parser == parser
        )
        with self._reading() as session:
            return {row.page: row.content for row in session.execute(query)}

    def keep_pages(self, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
        """Keep pages of a parse under way, until its document is stored or they are dropped, 30 days at most."""
        now = datetime.now(UTC)
        rows = [
            UnfinishedPageRow(sha256=sha256, parser=parser, page=page, content=content, kept_at=utc_text(now))
            for page, content in pages.items()
        ]
        with self._writing() as session:
            session.execute(
                delete(UnfinishedPageRow).where(UnfinishedPageRow.kept_at < utc_text(now - _UNFINISHED_FOR))
            )
            for row in rows:
                session.merge(row)

    def drop_pages(self, sha256: str) -> None:
        """Forget what was kept of interrupted parses of a file."""
        with self._writing() as session:
            session.execute(_unfinished(sha256))

    def find_vectors(self, sha256: str, parser: str, model: str) -> dict[int, bytes]:
        """Vectors of paragraphs by an embedding model, by position, as they were given."""
        with self._reading() as session:
            query = select(VectorRow.position, VectorRow.data).where(
                VectorRow.document == _number(sha256, parser), VectorRow.model == model
            )
            rows = session.execute(query)
            return {
                row.position: row.data for row in rows if isinstance(row.data, bytes)
            }  # SQLite holds what it is given

    def keep_vectors(self, sha256: str, parser: str, model: str, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors of a parse; nothing where it is not stored."""
        with self._writing() as session:
            number = session.scalar(select(_number(sha256, parser)))
            if number is not None:
                for position, data in vectors.items():
                    session.merge(VectorRow(document=number, model=model, position=position, data=data))

    def add_answer(self, answer: Answer) -> None:
        """Store an answer and its audit entry in one transaction.

        Its documents must be stored, and so must the answer whose attention it steers.
        """
        with _storable(f"answer {answer.id}"):
            answer_digest(answer, "")
        with self._writing() as session:
            document, contents = self._contents(session, answer)
            if _has_answer(session, answer.id):
                raise StorageError(f"There is an answer {answer.id} already: answers are never overwritten.")
            if answer.what_if is not None and not _has_answer(session, answer.what_if.original):
                raise StorageError(
                    f"The answer {answer.what_if.original} is not stored: store it before {answer.id}, which is asked "
                    "of it under steering."
                )
            question = _question(session, document, answer.question)
            row = answer_row(answer, question=question, contents=contents)
            session.add(row)
            session.flush()
            session.expire_all()
            sealed = partial(answer_digest, sources_content_sha256=contents.sources)
            content = sealed(load_answer(session, row.number)[0], contents.document)
            _check_same(content, sealed(answer, contents.document))
            entry = next_entry(
                _last(session), kind=ANSWER, subject=answer.id, content_sha256=content, at=datetime.now(UTC)
            )
            session.add(entry_row(entry))

    def _contents(self, session: Session, answer: Answer) -> tuple[StoredRows, Contents]:
        """The document that an answer is stored under, the first of several, and what it is sealed over."""
        sealed: list[str] = []
        first: StoredRows | None = None
        parses = [(source.sha256, source.parser) for source in answer.sources]
        for sha256, parser in parses or [(answer.document_sha256, answer.parser)]:
            rows = self._known.rows(session, sha256, parser)
            if rows is None:
                raise StorageError(f"The document of answer {answer.id} is not stored: store it before its answers.")
            first = first or rows
            sealed.append(self._known.digest(rows))
        if first is None or (parses and parses[0] != (answer.document_sha256, answer.parser)):
            raise StorageError(f"Answer {answer.id} is about another document than the first of its sources.")
        return first, Contents(sealed[0], tuple(sealed) if parses else ())

    def stored_parses(self) -> list[StoredParse]:
        """Which parses of which files there are, in the order in which they were stored."""
        query = select(DocumentRow.sha256, DocumentRow.name, DocumentRow.parser).order_by(DocumentRow.number)
        with self._reading() as session:
            return [StoredParse(*row) for row in session.execute(query)]

    def get_answer(self, answer_id: str) -> Answer:
        """The answer with this id or unambiguous id prefix. Raises NotFoundError."""
        wanted = answer_id.strip().lower()
        if not wanted:
            raise NotFoundError(
                "An answer needs an id, or the beginning of one: see the history.", remedies=("history",)
            )
        with self._reading() as session:
            query = select(AnswerRow.id, AnswerRow.number).where(AnswerRow.id.startswith(wanted, autoescape=True))
            found = {row.id: row.number for row in session.execute(query.order_by(AnswerRow.id).limit(5))}
            if wanted in found:
                found = {wanted: found[wanted]}
            if not found:
                raise NotFoundError(f"There is no stored answer {wanted}: see the history.", remedies=("history",))
            if len(found) > 1:
                raise NotFoundError(f"{wanted} is the beginning of more than one id, {', '.join(found)}: write more.")
            return load_answer(session, *found.values())[0]

    def history(self, *, document_sha256: str | None = None, limit: int | None = None) -> list[AnswerSummary]:
        """Answers, newest first, of one document, also where others were asked with it, or of all."""
        query = (
            select(
                AnswerRow.id,
                AnswerRow.created_at,
                AnswerRow.document_name,
                QuestionRow.text.label("question"),
                AnswerRow.text,
                AnswerRow.verdict,
                AnswerRow.what_if,
                AnswerRow.sources,
            )
            .join(QuestionRow, AnswerRow.question == QuestionRow.number)
            .order_by(AnswerRow.created_at.desc(), AnswerRow.number.desc())
            .limit(limit)
        )
        if document_sha256 is not None:
            query = query.join(DocumentRow, QuestionRow.document == DocumentRow.number)
            named = cast(AnswerRow.sources, Text).contains(document_sha256, autoescape=True)
            query = query.where(or_(DocumentRow.sha256 == document_sha256, named))
        with self._reading() as session:
            return [from_plain(AnswerSummary, row._asdict()) for row in session.execute(query)]

    def verify(self, *, expect_count: int | None = None, expect_head: str | None = None) -> AuditReport:
        """Check the log against itself, against what is stored, and against a count and head noted earlier.

        Tampered data gives problems, never an error.
        """
        with self._reading() as session:
            return verify_log(session, expect_count=expect_count, expect_head=expect_head)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with reading(self._database.label), Session(self._database.reading) as session:
            yield session  # closing rolls back, which works on a damaged file too

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        if self._database.read_only:
            raise StorageError(f"The database {self._database.label} is open for reading only: nothing can be saved.")
        with translated(self._database.label), Session(self._database.writing) as session, session.begin():
            yield session


def _number(sha256: str, parser: str) -> ScalarSelect[int]:
    query = select(DocumentRow.number).where(DocumentRow.sha256 == sha256, DocumentRow.parser == parser)
    return query.scalar_subquery()


def _unfinished(sha256: str) -> Delete:
    return delete(UnfinishedPageRow).where(UnfinishedPageRow.sha256 == sha256)


def _has_answer(session: Session, answer_id: str) -> bool:
    return session.scalar(select(AnswerRow.number).where(AnswerRow.id == answer_id)) is not None


def _question(session: Session, document: StoredRows, text: str) -> int:
    """The number of the question, stored if it is new."""
    query = select(QuestionRow).where(QuestionRow.document == document.number, QuestionRow.text == text).limit(1)
    row = session.scalars(query).one_or_none()
    if row is None:
        row = QuestionRow(document=document.number, text=text)
        session.add(row)
        session.flush()
    return row.number


def _last(session: Session) -> Entry | None:
    row = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one_or_none()
    return None if row is None else entry_record(row)


@contextmanager
def _storable(what: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:  # NaN, infinity, text that is not Unicode
        raise StorageError(f"The {what} cannot be stored: {error}.") from error


def _check_same(stored: str, given: str) -> None:
    if stored != given:
        raise StorageError("The database does not give back what was stored in it, so nothing was saved: check it.")
