"""Checkpoints that nobody asks for: signed after an answer when a key is set and the last one is old enough."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common import config_file
from docexplain.common.checkpoints import files, keys, time_stamps
from docexplain.errors import TimeStampError, UsageError
from storage.checkpoints.making import make
from storage.checkpoints.rows import entries
from storage.database.engine import Database
from storage.database.tables import CheckpointRow
from storage.transactions import reading_session

EVERY = 100
"""Entries of the log after which a checkpoint is due."""

HOURS = 24
"""Hours after which one is due, if the log has grown."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Attributes:
    key: file of the private key.
    every, hours: after how many entries, or how long, a checkpoint is due.
    to: folder or None: where checkpoints are written to as well.
    authority: URL of who stamps them, or None.
    """

    key: Path
    every: int = EVERY
    hours: int = HOURS
    to: Path | None = None
    authority: str | None = None


def settings() -> Settings | None:
    """What the environment and the settings file say; None where no key is set.

    Raises:
        UsageError: they cannot be understood.
    """
    key = chosen_key()
    if key is None:
        return None
    to, authority = config_file.text("checkpoint_to"), config_file.text("checkpoint_timestamp")
    if authority is not None:
        time_stamps.check_url(authority)
    given = config_file.read()
    every, hours = _number(given, "checkpoint_every", EVERY), _number(given, "checkpoint_hours", HOURS)
    return Settings(key, every, hours, Path(to).expanduser() if to else None, authority)


def chosen_key() -> Path | None:
    """The key that the environment or the settings file names. Raises UsageError: the file cannot be understood."""
    chosen = os.environ.get(keys.ENVIRONMENT_VARIABLE, "").strip() or config_file.text("checkpoint_key")
    return Path(chosen).expanduser() if chosen else None


def sign_when_due(database: Database) -> None:
    """Make a checkpoint if a key is set and it is time.

    Raises:
        DocexplainError: it could not be made; or it could, but not stamped, or not written elsewhere too.
    """
    chosen = settings()
    if chosen is None:
        return
    with reading_session(database) as session:
        if not _is_due(session, chosen):
            return
    key, late = keys.read_key(chosen.key), None
    try:
        checkpoint = make(database, key, authority=chosen.authority)
    except TimeStampError as error:  # a signature without it is worth more than none
        late = error
        checkpoint = make(database, key)
    if chosen.to is not None:
        files.write(checkpoint, chosen.to)
    if late is not None:
        raise TimeStampError(f"The checkpoint of the log is signed, but without a time stamp: {late}")


def _is_due(session: Session, chosen: Settings) -> bool:
    query = select(CheckpointRow.count.label("signed"), CheckpointRow.at).order_by(CheckpointRow.number.desc()).limit(1)
    last = session.execute(query).one_or_none()
    grown = entries(session) - (last.signed if last else 0)
    if last is None or grown >= chosen.every:
        return grown > 0
    age = datetime.now(UTC) - datetime.fromisoformat(last.at)
    return grown > 0 and age >= timedelta(hours=chosen.hours)


def _number(given: dict[str, Any], key: str, otherwise: int) -> int:
    value = given.get(key, otherwise)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise UsageError(f"The setting {key} in {config_file.path()} is not a number above 0: write it as {key} = 100.")
