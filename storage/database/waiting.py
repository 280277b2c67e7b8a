"""Waiting for another program that is writing: for a moment, or with word of it as long as an answer is worth."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.exc import DBAPIError

from docexplain.errors import StorageError

SAVE_SECONDS = 300.0
"""How long to wait for another program while somebody is told of it."""
_ATTEMPT_SECONDS = 0.25
"""How long each try lasts. Ctrl-C is heard between two."""

Tell = Callable[[float], None]
"""Gets the seconds waited so far, several times a second. What it raises ends the waiting."""

_tell: ContextVar[Tell | None] = ContextVar("docexplain_tell", default=None)


@contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """Within the block, on this thread, a database that is being written is waited for patiently."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def until_free(lock: Callable[[float], None], seconds: float) -> None:
    """Take the lock for writing.

    Args:
        lock: tries for so many seconds, and raises what the driver does. It can be tried again.
        seconds: for how long, where nobody is told.

    Raises:
        StorageError: somebody was told, and would not wait any longer.
    """
    tell = _tell.get()
    if tell is None:
        lock(seconds)
        return
    began = time.monotonic()
    try:
        while not _locked(lock, last=time.monotonic() - began >= SAVE_SECONDS):
            tell(time.monotonic() - began)
    except KeyboardInterrupt as error:
        raise StorageError(
            "The database is being written by another program, and was not waited for any longer: try again later."
        ) from error


def _locked(lock: Callable[[float], None], *, last: bool) -> bool:
    try:
        lock(_ATTEMPT_SECONDS)
    except DBAPIError as error:
        if last or not _is_busy(error):
            raise
        return False
    return True


def _is_busy(error: DBAPIError) -> bool:
    code, state = getattr(error.orig, "sqlite_errorcode", 0), getattr(error.orig, "sqlstate", None)
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} or state == "55P03"
