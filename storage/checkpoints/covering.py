"""The checkpoint that covers one entry of the log, and what stands between the two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.checkpoints import time_stamps
from docexplain.common.checkpoints.checkpoint import Checkpoint, stamped_bytes
from docexplain.records import Covering
from storage.checkpoints.check import problems_of
from storage.checkpoints.rows import as_stored
from storage.database.tables import CheckpointRow
from storage.log.chain import Chain, Entry
from storage.walk.entries import Range, batches

_TRIED = 3
"""Checkpoints that are looked at, should the first ones not hold."""
_WALKED = 100_000
"""Entries between an entry and the end of its checkpoint that are looked at: under a second."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The first checkpoint that covers an entry and holds, if any, and why others do not."""

    by: Covering | None
    problems: tuple[str, ...] = ()


def covering(session: Session, entry: Entry) -> Covered:
    """Look for the checkpoint of an entry that is itself as it was written. Tampering gives problems, never an
    error."""
    problems: list[str] = []
    numbers = select(CheckpointRow.number).where(CheckpointRow.count >= entry.seq).order_by(CheckpointRow.number)
    for number in session.scalars(numbers.limit(_TRIED)).all():
        name = f"Checkpoint {number} in the database"
        checkpoint = as_stored(session, number)
        if checkpoint is None:
            problems.append(f"{name} was changed after it was stored.")
            continue
        is_walked = checkpoint.count - entry.seq <= _WALKED
        found = problems_of(session, checkpoint, name)
        if not found and is_walked:
            found = list(_between(session, entry, checkpoint))
        if not found:
            return Covered(_covering(checkpoint, is_walked=is_walked), tuple(problems))
        problems += found
    return Covered(None, tuple(problems))


def _between(session: Session, entry: Entry, checkpoint: Checkpoint) -> Iterator[str]:
    """What is wrong with the entries that follow, up to the one that was signed; the first problem tells enough."""
    chain = Chain(entry)
    for some in batches(session, Range(entry.seq, checkpoint.count)):
        if problems := chain.problems(some):
            yield problems[0]
            return


def _covering(checkpoint: Checkpoint, *, is_walked: bool) -> Covering:
    at = None
    if checkpoint.timestamp is not None:
        at = time_stamps.time_of(checkpoint.timestamp.response, stamped_bytes(checkpoint))
    return Covering(
        number=checkpoint.number,
        entries=checkpoint.count,
        at=datetime.fromisoformat(checkpoint.at),
        key=checkpoint.key,
        authority=checkpoint.authority or "",
        stamped_at=at,
        linked=is_walked,
    )
