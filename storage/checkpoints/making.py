"""Signing the log as it is now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from docexplain.common.checkpoints import time_stamps
from docexplain.common.checkpoints.checkpoint import Checkpoint, signed, stamped, stamped_bytes, unsigned
from docexplain.common.checkpoints.keys import SigningKey
from docexplain.common.serialization import utc_text
from docexplain.errors import StorageError
from storage.checkpoints.rows import Place, add, end, newest, place
from storage.database.engine import Database
from storage.transactions import reading_session, writing_session

CLOCKS_APART = timedelta(minutes=5)
"""What the clocks of machines that share a database may differ by."""

_TRIES = 5


def make(database: Database, key: SigningKey, *, authority: str | None = None) -> Checkpoint:
    """Sign the log as it is now, have it stamped if there is an authority, and store the checkpoint.

    Other programs may write meanwhile: no lock is held while the authority is asked.

    Raises:
        StorageError: the log is empty, or does not hold what was signed before; or the database fails.
        TimeStampError: the authority gives no time stamp; nothing is stored.
    """
    for _ in range(_TRIES):
        with reading_session(database) as session:
            last = newest(session)
            checkpoint = _signed(_end(session, last), last, key, authority)
        if authority is not None:
            checkpoint = _stamped(checkpoint, authority, key)
        with writing_session(database) as session:
            if _number(newest(session)) == checkpoint.number - 1:
                add(session, checkpoint)
                return checkpoint
    raise StorageError("Other programs sign the same log all the time: try again in a moment.")


def _end(session: Session, last: Checkpoint | None) -> Place:
    found = end(session)
    if last is not None:
        signed_then = place(session, last.count)
        if signed_then is None or signed_then.head != last.head:
            raise StorageError(
                f"The log does not hold what checkpoint {last.number} signed of it, so nothing is signed now: verify "
                "the log to see what was changed.",
                remedies=("verify",),
            )
    if found is None:
        raise StorageError(
            "The log is empty, so there is nothing to sign: store a document first.", remedies=("ingest",)
        )
    return found


def _signed(place: Place, last: Checkpoint | None, key: SigningKey, authority: str | None) -> Checkpoint:
    at = _now(place.at, last.at if last else place.at)
    return signed(unsigned(_number(last) + 1, place.count, place.head, at=at, authority=authority), key)


def _now(*before: str) -> datetime:
    """The time, but not before what was written already, by a clock that may be a little ahead of this one."""
    now, latest = datetime.now(UTC), max(map(datetime.fromisoformat, before))
    if latest - now > CLOCKS_APART:
        raise StorageError(
            f"The clock of this machine is behind the log, whose end is of {utc_text(latest)}: set the clock, then "
            "sign."
        )
    return max(now, latest)


def _stamped(checkpoint: Checkpoint, authority: str, key: SigningKey) -> Checkpoint:
    response, at = time_stamps.ask(authority, stamped_bytes(checkpoint))
    if abs(at - datetime.fromisoformat(checkpoint.at)) > time_stamps.CLOCKS_APART:
        raise StorageError(
            f"The clock of this machine says {checkpoint.at}, and {authority} says {utc_text(at)}: set the clock, then "
            "sign."
        )
    return stamped(checkpoint, response, key)


def _number(checkpoint: Checkpoint | None) -> int:
    return checkpoint.number if checkpoint else 0
