"""Errors of SQLAlchemy, its drivers and the operating system as one sentence for the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from docexplain.errors import Remedy, StorageError

READ_FAILURES = (SQLAlchemyError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading rows that docexplain did not write can raise."""

_KNOWN: dict[object, str] = {
    sqlite3.SQLITE_BUSY: "is being written by another program: try again in a moment",
    sqlite3.SQLITE_LOCKED: "is being written by another program: try again in a moment",
    sqlite3.SQLITE_READONLY: "is read-only: make the file and its folder writable, or choose another",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full, free some space and try again (nothing was half saved)",
    sqlite3.SQLITE_IOERR: "cannot be read or written: check the disk it is on, and that there is space left",
    sqlite3.SQLITE_CORRUPT: "is damaged: put a backup in its place",
    sqlite3.SQLITE_NOTADB: "is not a database: choose another file",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that its folder exists and that you may write there",
    sqlite3.SQLITE_PERM: "cannot be opened: check that you may read and write it",
    # PostgreSQL's
    "25006": "is read-only: ask its administrator for write access, or choose another",
    "42501": "refuses access: ask its administrator for the right to read and write",
    "53100": "cannot grow: the disk is full, free some space and try again (nothing was half saved)",
    "55P03": "is being written by another program: try again in a moment",
}
_CHOOSE_ANOTHER = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOTADB, "25006")


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Raise StorageError in place of whatever reading the database raises, also where others have written to it."""
    with translated(label):
        try:
            yield
        except (TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
            raise ValueError(type(error).__name__) from error


@contextmanager
def translated(label: str) -> Iterator[None]:
    """Raise StorageError in place of whatever reading or writing the database raises."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise failure(error, label) from error
    except ValueError as error:
        raise StorageError(
            f"The database {label} holds something that docexplain did not write ({error}): "
            "verify the audit log to see what was changed.",
            remedies=("verify",),
        ) from error


def failure(error: Exception, label: str) -> StorageError:
    """What happened to the database and what to do about it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code, state = getattr(cause, "sqlite_errorcode", None), getattr(cause, "sqlstate", None)
    key = state if code is None else code & 0xFF
    if known := _KNOWN.get(key):
        remedies: tuple[Remedy, ...] = ("database",) if key in _CHOOSE_ANOTHER else ()
        return StorageError(f"The database {label} {known}.", remedies=remedies)
    reason = _first_line(cause)
    if isinstance(error, DBAPIError) and code is None and state is None:
        return StorageError(
            f"The database {label} cannot be reached ({reason}): check the URL, and that the server runs."
        )
    if isinstance(error, OSError):
        says = f"cannot be opened ({error.strerror or reason}): choose another"
    else:
        says = f"cannot be used ({reason}): check it, or choose another"
    return StorageError(f"The database {label} {says}.", remedies=("database",))


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
