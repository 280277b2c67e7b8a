"""What is kept for the next time and never audited: pages of interrupted parses, vectors of paragraphs, places of
files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import ScalarSelect, delete, select
from sqlalchemy.orm import Session

from docexplain.common.serialization import utc_text
from storage.database.engine import Database
from storage.database.tables import DocumentRow, FilePlaceRow, UnfinishedPageRow, VectorRow
from storage.transactions import reading_session, writing_session

_UNFINISHED_FOR = timedelta(days=30)
"""How long the pages of an interrupted parse wait for somebody to go on."""


class KeptAside:
    """The part of the store that keeps these."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unfinished_pages(self, sha256: str, parser: str) -> dict[int, str]:
        """Pages that an interrupted parse has kept, by number, as they were given."""
        with reading_session(self._database) as session:
            return unfinished_pages(session, sha256, parser)

    def keep_pages(self, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
        """Keep pages of a parse under way, until its document is stored or they are dropped, 30 days at most."""
        with writing_session(self._database) as session:
            keep_pages(session, sha256, parser, pages)

    def drop_pages(self, sha256: str) -> None:
        """Forget what was kept of interrupted parses of a file."""
        with writing_session(self._database) as session:
            drop_pages(session, sha256)

    def file_places(self, sha256: str) -> list[str]:
        """Where a file with these bytes was seen, the latest first."""
        with reading_session(self._database) as session:
            return file_places(session, sha256)

    def note_file(self, sha256: str, path: str) -> None:
        """Note where a file with these bytes is; nothing is written where that is noted as the latest place already."""
        if [path] != self.file_places(sha256)[:1]:
            with writing_session(self._database) as session:
                note_file(session, sha256, path)

    def find_vectors(self, sha256: str, parser: str, model: str) -> dict[int, bytes]:
        """Vectors of paragraphs by an embedding model, by position, as they were given."""
        with reading_session(self._database) as session:
            return find_vectors(session, sha256, parser, model)

    def keep_vectors(self, sha256: str, parser: str, model: str, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors of a parse; nothing where it is not stored."""
        with writing_session(self._database) as session:
            keep_vectors(session, sha256, parser, model, vectors)


def unfinished_pages(session: Session, sha256: str, parser: str) -> dict[int, str]:
    """See :meth:`KeptAside.unfinished_pages`."""
    query = select(UnfinishedPageRow.page, UnfinishedPageRow.content).where(
        UnfinishedPageRow.sha256 == sha256, UnfinishedPageRow.parser == parser
    )
    return {row.page: row.content for row in session.execute(query) if isinstance(row.content, str)}


def keep_pages(session: Session, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
    """See :meth:`KeptAside.keep_pages`."""
    now = datetime.now(UTC)
    session.execute(delete(UnfinishedPageRow).where(UnfinishedPageRow.kept_at < utc_text(now - _UNFINISHED_FOR)))
    for page, content in pages.items():
        session.merge(
            UnfinishedPageRow(sha256=sha256, parser=parser, page=page, content=content, kept_at=utc_text(now))
        )


def drop_pages(session: Session, sha256: str) -> None:
    """See :meth:`KeptAside.drop_pages`."""
    session.execute(delete(UnfinishedPageRow).where(UnfinishedPageRow.sha256 == sha256))


def find_vectors(session: Session, sha256: str, parser: str, model: str) -> dict[int, bytes]:
    """See :meth:`KeptAside.find_vectors`."""
    query = select(VectorRow.position, VectorRow.data).where(
        VectorRow.document == _number(sha256, parser), VectorRow.model == model
    )
    return {
        row.position: row.data for row in session.execute(query) if isinstance(row.data, bytes)
    }  # SQLite holds what it is given


def keep_vectors(session: Session, sha256: str, parser: str, model: str, vectors: Mapping[int, bytes]) -> None:
    """See :meth:`KeptAside.keep_vectors`."""
    number = session.scalar(select(_number(sha256, parser)))
    if number is not None:
        for position, data in vectors.items():
            session.merge(VectorRow(document=number, model=model, position=position, data=data))


def file_places(session: Session, sha256: str) -> list[str]:
    """See :meth:`KeptAside.file_places`."""
    query = select(FilePlaceRow.path).where(FilePlaceRow.sha256 == sha256)
    return list(session.scalars(query.order_by(FilePlaceRow.seen_at.desc(), FilePlaceRow.path)))


def note_file(session: Session, sha256: str, path: str) -> None:
    """See :meth:`KeptAside.note_file`."""
    session.merge(FilePlaceRow(sha256=sha256, path=path, seen_at=utc_text(datetime.now(UTC))))


def _number(sha256: str, parser: str) -> ScalarSelect[int]:
    query = select(DocumentRow.number).where(DocumentRow.sha256 == sha256, DocumentRow.parser == parser)
    return query.scalar_subquery()
