"""The schema of a database: which version it has, and how it gets the newest one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, false, insert, inspect, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from docexplain.errors import StorageError
from storage.database import guards
from storage.database.backup import Backup
from storage.database.tables import SCHEMA_VERSION, AuditEntryRow, Base, SchemaVersionRow

_SEALED_SINCE = 8
"""Version since which each document has an entry in the log."""

_NO_RIGHT = "42501"
"""PostgreSQL's insufficient_privilege."""

_NOTHING = insert(AuditEntryRow).from_select(
    [column.name for column in AuditEntryRow.__table__.columns], select(AuditEntryRow).where(false())
)
"""Writes no row where one may be written: whoever may only add to the record may do this."""


def make_newest(engine: Engine, label: str, backup: Backup) -> None:
    """Create the tables in an empty database, or upgrade those of an older version, of which a copy is kept.

    ``engine`` begins transactions that exclude other writers: of two programs that open a database at the same
    moment, the second finds the work of the first. All of it happens, or nothing.
    """
    with backup.needless_after_failure(), engine.begin() as connection:
        version = _version(connection, label)
        if version is None:
            Base.metadata.create_all(connection)
            connection.execute(insert(SchemaVersionRow).values(version=SCHEMA_VERSION))
            guards.make(connection)
        elif version < SCHEMA_VERSION:
            backup.make(version)
            with _by_owner_only(label):
                guards.drop(connection)
                _upgrade(connection, version)
                if version < _SEALED_SINCE:
                    _seal_documents(connection)
                guards.make(connection)
        else:  # fail now, not when there is an answer to save
            connection.execute(_NOTHING)


def is_older(connection: Connection, label: str) -> bool:
    """Whether the database has to be upgraded before it can be read. Raises StorageError for an empty one."""
    version = _version(connection, label)
    if version is None:
        raise StorageError(f"The database {label} is empty: nothing was saved in it yet.")
    return version < SCHEMA_VERSION


@contextmanager
def _by_owner_only(label: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _NO_RIGHT:
            raise
        raise StorageError(
            f"The database {label} is of an older docexplain, and its owner has to upgrade it: open it as the role "
            "that owns its tables. Nothing was changed."
        ) from error


def _upgrade(connection: Connection, version: int) -> None:
    from storage.database.migrations import run_scripts  # loads Alembic, which is slow and seldom needed

    run_scripts(connection, version)
    connection.execute(update(SchemaVersionRow).values(version=SCHEMA_VERSION))


def _seal_documents(connection: Connection) -> None:
    from storage.sealing import seal_all_documents  # which needs all of the store

    with Session(connection) as session:
        seal_all_documents(session)
        session.flush()


def _version(connection: Connection, label: str) -> int | None:
    """The version of the schema; None in an empty database. Raises StorageError for one that is not ours to use."""
    found = set(inspect(connection).get_table_names())
    if SchemaVersionRow.__tablename__ in found:
        return _known(connection.scalars(select(SchemaVersionRow.version)).all(), label)
    if connection.dialect.name == "postgresql":
        found &= set(Base.metadata.tables)  # others may have their tables in the same database
    if found:
        raise StorageError(
            f"The database {label} belongs to another program: choose another file or database.",
            remedies=("database",),
        )
    return None


def _known(versions: Sequence[int], label: str) -> int:
    numbers = [version for version in versions if isinstance(version, int)]  # SQLite holds what it is given
    if len(versions) == len(numbers) == 1 and 1 <= versions[0] <= SCHEMA_VERSION:
        return versions[0]
    if max(numbers, default=0) > SCHEMA_VERSION:
        raise StorageError(
            f"The database {label} was written by a newer docexplain: upgrade with pip install -U docexplain."
        )
    raise StorageError(
        f"The database {label} has a schema that this docexplain does not know: put a backup in its place."
    )
