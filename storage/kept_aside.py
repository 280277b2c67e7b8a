"""What is kept for the next time and never audited: pages of interrupted parses, vectors of paragraphs, places of
files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import ScalarSelect, delete, select
from sqlalchemy.orm import Session

from docexplain.common.serialization import utc_text
from storage.database.tables import DocumentRow, FilePlaceRow, UnfinishedPageRow, VectorRow

_UNFINISHED_FOR = timedelta(days=30)
"""How long the pages of an interrupted parse wait for somebody to go on."""


def unfinished_pages(session: Session, sha256: str, parser: str) -> dict[int, str]:
    """See :meth:`storage.SqlStore.unfinished_pages`."""
    query = select(UnfinishedPageRow.page, UnfinishedPageRow.content).where(
        UnfinishedPageRow.sha256 == sha256, UnfinishedPageRow.parser == parser
    )
    return {row.page: row.content for row in session.execute(query) if isinstance(row.content, str)}


def keep_pages(session: Session, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
    """See :meth:`storage.SqlStore.keep_pages`."""
    now = datetime.now(UTC)
    session.execute(delete(UnfinishedPageRow).where(UnfinishedPageRow.kept_at < utc_text(now - _UNFINISHED_FOR)))
    for page, content in pages.items():
        session.merge(
            UnfinishedPageRow(sha256=sha256, parser=parser, page=page, content=content, kept_at=utc_text(now))
        )


def drop_pages(session: Session, sha256: str) -> None:
    """See :meth:`storage.SqlStore.drop_pages`."""
    session.execute(delete(UnfinishedPageRow).where(UnfinishedPageRow.sha256 == sha256))


def find_vectors(session: Session, sha256: str, parser: str, model: str) -> dict[int, bytes]:
    """See :meth:`storage.SqlStore.find_vectors`."""
    query = select(VectorRow.position, VectorRow.data).where(
        VectorRow.document == _number(sha256, parser), VectorRow.model == model
    )
    return {
        row.position: row.data for row in session.execute(query) if isinstance(row.data, bytes)
    }  # SQLite holds what it is given


def keep_vectors(session: Session, sha256: str, parser: str, model: str, vectors: Mapping[int, bytes]) -> None:
    """See :meth:`storage.SqlStore.keep_vectors`."""
    number = session.scalar(select(_number(sha256, parser)))
    if number is not None:
        for position, data in vectors.items():
            session.merge(VectorRow(document=number, model=model, position=position, data=data))


def file_places(session: Session, sha256: str) -> list[str]:
    """See :meth:`storage.SqlStore.file_places`."""
    query = select(FilePlaceRow.path).where(FilePlaceRow.sha256 == sha256)
    return list(session.scalars(query.order_by(FilePlaceRow.seen_at.desc(), FilePlaceRow.path)))


def note_file(session: Session, sha256: str, path: str) -> None:
    """See :meth:`storage.SqlStore.note_file`."""
    session.merge(FilePlaceRow(sha256=sha256, path=path, seen_at=utc_text(datetime.now(UTC))))


def _number(sha256: str, parser: str) -> ScalarSelect[int]:
    query = select(DocumentRow.number).where(DocumentRow.sha256 == sha256, DocumentRow.parser == parser)
    return query.scalar_subquery()
