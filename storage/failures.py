"""Errors of SQLAlchemy, its drivers and the operating system as one sentence for the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from docexplain.errors import StorageError

READ_FAILURES = (SQLAlchemyError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading rows that docexplain did not write can raise."""

_SQLITE = {
    sqlite3.SQLITE_BUSY: "is being written by another program: try again in a moment",
    sqlite3.SQLITE_LOCKED: "is being written by another program: try again in a moment",
    sqlite3.SQLITE_READONLY: "is read-only: make the file and its folder writable, or choose another with --db",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full, free some space and try again (nothing was half saved)",
    sqlite3.SQLITE_IOERR: "cannot be read or written: check the disk it is on, and that there is space left",
    sqlite3.SQLITE_CORRUPT: "is damaged: put a backup in its place",
    sqlite3.SQLITE_NOTADB: "is not a database: choose another file with --db",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that its folder exists and that you may write there",
    sqlite3.SQLITE_PERM: "cannot be opened: check that you may read and write it",
}
_POSTGRES = {
    "25006": "is read-only: ask its administrator for write access, or choose another with --db",
    "42501": "refuses access: ask its administrator for the right to read and write",
    "53100": "cannot grow: the disk is full, free some space and try again (nothing was half saved)",
    "55P03": "is being written by another program: try again in a moment",
}


@contextmanager
def translated(label: str) -> Iterator[None]:
    """Raise StorageError in place of whatever reading or writing the database raises."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(sentence(error, label)) from error
    except ValueError as error:
        raise StorageError(
            f"The database {label} holds something that docexplain did not write ({error}): "
            "run docexplain audit verify to see what was changed."
        ) from error


def sentence(error: Exception, label: str) -> str:
    """What happened to the database and what to do about it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    known = _POSTGRES.get(getattr(cause, "sqlstate", None) or "") if code is None else _SQLITE.get(code & 0xFF)
    if known:
        return f"The database {label} {known}."
    reason = _first_line(cause)
    if isinstance(error, DBAPIError) and code is None and getattr(cause, "sqlstate", None) is None:
        return f"The database {label} cannot be reached ({reason}): check the URL, and that the server runs."
    if isinstance(error, OSError):
        return f"The database {label} cannot be opened ({error.strerror or reason}): choose another with --db."
    return f"The database {label} cannot be used ({reason}): check it, or choose another with --db."


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
