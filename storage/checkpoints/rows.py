"""Checkpoints and the place in the log that they speak of, as the database holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docexplain.common.checkpoints.checkpoint import Checkpoint, as_plain, from_object
from storage.database.failures import READ_FAILURES
from storage.database.tables import AuditEntryRow, CheckpointRow


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the log: its number, its hash, and when it was written."""

    count: int
    head: str
    at: str


def place(session: Session, count: int) -> Place | None:
    """The entry with this number; None where there is none, or it cannot be read."""
    query = select(AuditEntryRow.seq, AuditEntryRow.sha256, AuditEntryRow.at).where(AuditEntryRow.seq == count)
    try:
        row = session.execute(query).one_or_none()
    except READ_FAILURES:
        return None
    return None if row is None else Place(row.seq, row.sha256, row.at)


def end(session: Session) -> Place | None:
    """The last entry; None for an empty log."""
    count = entries(session)
    return place(session, count) if count else None


def entries(session: Session) -> int:
    """Number of the last entry."""
    return session.scalar(select(func.max(AuditEntryRow.seq))) or 0


def newest(session: Session) -> Checkpoint | None:
    """The checkpoint with the greatest number. Raises ValueError: it is not as it was stored."""
    content = session.scalar(select(CheckpointRow.content).order_by(CheckpointRow.number.desc()).limit(1))
    return None if content is None else from_object(content)


def add(session: Session, checkpoint: Checkpoint) -> None:
    """Store a checkpoint."""
    columns = {name: getattr(checkpoint, name) for name in ("number", "count", "head", "at")}
    session.add(CheckpointRow(**columns, content=as_plain(checkpoint)))


def stored(session: Session) -> Iterator[tuple[int, Checkpoint | None]]:
    """Every checkpoint under the number of its row, in order; None for one that is not as it was stored."""
    numbers = session.scalars(select(CheckpointRow.number).order_by(CheckpointRow.number)).all()
    for number in numbers:
        yield number, as_stored(session, number)


def as_stored(session: Session, number: int) -> Checkpoint | None:
    """One alone, so that a broken one hides no other; None for one that is not as it was stored."""
    row = CheckpointRow
    query = select(row.number, row.count, row.head, row.at, row.content).where(row.number == number)
    try:
        *columns, content = session.execute(query).one()
        checkpoint = from_object(content)
    except READ_FAILURES:
        return None
    named = [checkpoint.number, checkpoint.count, checkpoint.head, checkpoint.at]
    return checkpoint if columns == named else None
