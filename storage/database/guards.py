"""Triggers that keep the record append-only: what is in one of its tables is neither changed nor deleted by SQL.

They stop slips and whoever may write rows but not the schema; who owns the database can drop them, so that an audit
looks for each of them (:mod:`storage.database.structure`), and the hashes of the log show what was done without them.

They stand from the moment the tables are made. An upgrade runs without them and makes them anew (:func:`make`), in its
one transaction. What has to change a row of the record for a good reason, as a redaction has, does so in one
transaction too, within :func:`suspended`:

    with writing_session(database) as session, suspended(session.connection(), "paragraphs", "documents"):
        session.execute(update(ParagraphRow)...)

Nobody else sees the tables without their triggers: both are of the transaction, and an error undoes all of it. On
PostgreSQL this takes the owner of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, UniqueConstraint

from storage.database.tables import (
    AnswerRow,
    AuditEntryRow,
    Base,
    CheckpointRow,
    DocumentRow,
    FurnitureRow,
    ParagraphRow,
    QuestionRow,
    RedactionRow,
    ScoreRow,
)

_ROWS = (
    AuditEntryRow,
    AnswerRow,
    ScoreRow,
    QuestionRow,
    DocumentRow,
    ParagraphRow,
    FurnitureRow,
    CheckpointRow,
    RedactionRow,
)
GUARDED: tuple[str, ...] = tuple(row.__tablename__ for row in _ROWS)
"""The tables of the record."""

POSTGRESQL_TRIGGER = "docexplain_append_only"
"""Its name on each table."""
POSTGRESQL_FUNCTION = "docexplain_refuse"
POSTGRESQL_BODY = (
    "BEGIN RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_TABLE_NAME "
    "|| ' is append-only: what is in it is neither changed nor deleted'; END"
)


def make(connection: Connection) -> None:
    """Make every trigger that is missing, and anew those that are there."""
    drop(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {POSTGRESQL_FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $body${POSTGRESQL_BODY}$body$"
        )
    _make(connection, GUARDED)


def drop(connection: Connection) -> None:
    """Drop every trigger that is there; tables that are not there have none."""
    if connection.dialect.name == "postgresql":
        found = connection.exec_driver_sql(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = "
            f"'{POSTGRESQL_TRIGGER}' AND c.relnamespace = current_schema()::regnamespace"
        )
    else:
        found = connection.exec_driver_sql("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
    there = set(found.scalars())
    _drop(connection, tuple(table for table in GUARDED if table in there))


@contextmanager
def suspended(connection: Connection, *tables: str) -> Iterator[None]:
    """Let the connection's transaction change these tables of the record, or all; the triggers stand again afterwards.

    After an error the caller rolls back, which brings the triggers back with everything else.
    """
    _drop(connection, tables or GUARDED)
    yield
    _make(connection, tables or GUARDED)


def sqlite_triggers(table: str) -> dict[str, str]:
    """The statements that make a table's triggers on SQLite, by their names. The third one is for REPLACE, which
    deletes a row without a DELETE that a trigger would see."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: what is in it is neither changed nor deleted'); END"
    refused = {
        f"{table}_refuse_update": f"BEFORE UPDATE ON {table} {refuse}",
        f"{table}_refuse_delete": f"BEFORE DELETE ON {table} {refuse}",
        f"{table}_refuse_replace": f"BEFORE INSERT ON {table} WHEN {_is_there(Base.metadata.tables[table])} {refuse}",
    }
    return {name: f"CREATE TRIGGER {name} {what}" for name, what in refused.items()}


def _is_there(table: Table) -> str:
    """Whether a row stands in the way of the new one."""
    keys = [list(table.primary_key.columns)]
    keys += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    same = (" AND ".join(f"{column.name} = NEW.{column.name}" for column in key) for key in sorted(keys, key=str))
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table.name} WHERE {each})" for each in same)


def _make(connection: Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                f"CREATE TRIGGER {POSTGRESQL_TRIGGER} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {POSTGRESQL_FUNCTION}()"
            )  # also in a session that replicates, where ordinary triggers are silent:
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {POSTGRESQL_TRIGGER}")
        else:
            for statement in sqlite_triggers(table).values():
                connection.exec_driver_sql(statement)


def _drop(connection: Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {POSTGRESQL_TRIGGER} ON {table}")
        else:
            for name in sqlite_triggers(table):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
