"""Whether the database has the schema that docexplain made, and nothing that acts on its own in it.

Columns, keys and indexes are compared as the database itself describes them, not as text: a table made by an upgrade
is written in another way than the same one made new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Dialect, ForeignKeyConstraint, Table, UniqueConstraint, inspect
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from storage.database import guards
from storage.database.failures import READ_FAILURES
from storage.database.tables import Base

_NOT_OURS = re.compile(
    r"\b(CHECK|COLLATE|GENERATED|CONFLICT|CASCADE|DEFERRABLE|STRICT|ROWID|VIRTUAL|AS)\b", re.IGNORECASE
)
"""What no table of ours is made with, and the description of an SQLite table leaves out."""

_NO_OPTION = {"None", "[]", "{}", "False", ""}

Facts = dict[str, Any]


def problems(session: Session) -> list[str]:
    """What is missing, changed or foreign, in sentences."""
    connection = session.connection()
    try:
        triggers = _postgresql if connection.dialect.name == "postgresql" else _sqlite
        return [*_changed_tables(connection), *triggers(connection)]
    except READ_FAILURES as error:
        return [f"The schema of the database cannot be read: {type(error).__name__}."]


def _changed_tables(connection: Connection) -> list[str]:
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    said = []
    for name, table in Base.metadata.tables.items():
        if name not in there:
            said.append(f"The table {name} is missing from the schema.")
            continue
        found, wanted = _found(inspector, name), _wanted(table, connection.dialect)
        differs = [what for what in wanted if found[what] != wanted[what]]
        if differs:
            said.append(f"The table {name} was changed: its {', '.join(differs)} are not as docexplain made them.")
    return said


def _found(inspector: Inspector, name: str) -> Facts:
    dialect = inspector.dialect
    return {
        "columns": {
            column["name"]: (
                _type(column["type"], dialect),
                column["nullable"],
                _default(column["default"]),
                "computed" in column or "identity" in column,
            )
            for column in inspector.get_columns(name)
        },
        "primary key": inspector.get_pk_constraint(name)["constrained_columns"],
        "unique columns": sorted(each["column_names"] for each in inspector.get_unique_constraints(name)),
        "foreign keys": sorted(
            (each["constrained_columns"], each["referred_table"], each["referred_columns"], each.get("options") or {})
            for each in inspector.get_foreign_keys(name)
        ),
        "indexes": sorted(_index(each) for each in inspector.get_indexes(name) if "duplicates_constraint" not in each),
        "checks": len(inspector.get_check_constraints(name)),
    }


def _wanted(table: Table, dialect: Dialect) -> Facts:
    serial = table.autoincrement_column is not None and dialect.name == "postgresql"
    return {
        "columns": {
            column.name: (
                column.type.compile(dialect),
                bool(column.nullable),
                "nextval"
                if serial and column is table.autoincrement_column
                else _default(getattr(column.server_default, "arg", None)),
                False,
            )
            for column in table.columns
        },
        "primary key": [column.name for column in table.primary_key.columns],
        "unique columns": sorted(
            [column.name for column in each.columns] for each in table.constraints if isinstance(each, UniqueConstraint)
        ),
        "foreign keys": sorted(
            ([*each.column_keys], each.referred_table.name, [one.column.name for one in each.elements], {})
            for each in table.constraints
            if isinstance(each, ForeignKeyConstraint)
        ),
        "indexes": sorted((each.name, [one.name for one in each.columns], False, "") for each in table.indexes),
        "checks": 0,
    }


def _type(of: TypeEngine[Any], dialect: Dialect) -> str:
    """Its name. A file made while SQLAlchemy 2.0 was installed has FLOAT, which SQLite does not tell from DOUBLE."""
    name = of.compile(dialect)
    return "DOUBLE" if (dialect.name, name) == ("sqlite", "FLOAT") else name


def _index(each: ReflectedIndex) -> tuple[Any, ...]:
    """With what it has that none of ours has: expressions, or a condition."""
    options = [text for value in (each.get("dialect_options") or {}).values() if (text := str(value)) not in _NO_OPTION]
    special = "".join([*options, str(each.get("expressions", "")), str(each.get("column_sorting", ""))])
    return each["name"], [str(name) for name in each["column_names"]], bool(each["unique"]), special


def _default(text: Any) -> str | None:
    """A default as it was declared or as the database tells it, with a cast and in quotes."""
    if text is None:
        return None
    if str(text).startswith("nextval("):
        return "nextval"
    return re.sub(r"::[\w ]+$", "", str(text)).strip("'")


def _sqlite(connection: Connection) -> list[str]:
    """Triggers, views and tables that are not ours, and what the description of a table leaves out."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
    wanted = {name: text for table in guards.GUARDED for name, text in guards.sqlite_triggers(table).items()}
    found = {row.name: _spaced(row.sql) for row in rows if row.type == "trigger"}
    said = _compared(found, {name: _spaced(text) for name, text in wanted.items()})
    for kind, name, table, text in rows:
        if kind == "view":
            said.append(f"The view {name} is foreign: docexplain makes none.")
        elif kind == "table" and name not in Base.metadata.tables and not name.startswith("sqlite_"):
            said.append(f"The table {name} is foreign: docexplain makes no such table.")
        elif kind == "table" and (more := _NOT_OURS.search(re.sub(r"'[^']*'", "", text or ""))):
            said.append(f"The table {table} was changed: docexplain makes none with {more[0].upper()}.")
    return said


_POSTGRESQL_TRIGGERS = f"""
SELECT c.relname, t.tgname, t.tgname = '{guards.POSTGRESQL_TRIGGER}' AND t.tgtype = 58 AND t.tgenabled = 'A'
    AND t.tgqual IS NULL AND f.proname = '{guards.POSTGRESQL_FUNCTION}' AND f.pronamespace = c.relnamespace
    AND trim(f.prosrc) = $body${guards.POSTGRESQL_BODY}$body$ AS ours
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
"""
"""58: before a statement of DELETE, UPDATE or TRUNCATE; A: always, also while replicating."""

_POSTGRESQL_RULES = """
SELECT c.relname, r.rulename, c.relkind FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = current_schema()::regnamespace
"""

_POSTGRESQL_TABLES = """
SELECT relname, relkind::text, relrowsecurity OR relhassubclass FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v', 'm', 'f', 'p')
"""


def _postgresql(connection: Connection) -> list[str]:
    """Triggers, rules and policies of our tables; others may have their own tables in the same database."""
    ours = set(Base.metadata.tables)
    found, said = {}, []
    for table, name, as_made in connection.exec_driver_sql(_POSTGRESQL_TRIGGERS):
        if table in ours:
            found[f"{name} of {table}"] = str(as_made)
    wanted = {f"{guards.POSTGRESQL_TRIGGER} of {table}": "True" for table in guards.GUARDED}
    said += _compared(found, wanted)
    for table, rule, kind in connection.exec_driver_sql(_POSTGRESQL_RULES):
        if table in ours and kind == "r":
            said.append(f"The rule {rule} of {table} is foreign: docexplain makes none.")
    for table, kind, more in connection.exec_driver_sql(_POSTGRESQL_TABLES):
        if table in ours and (kind != "r" or more):
            said.append(f"The table {table} was changed: it is a view, or has policies or heirs.")
    return said


def _compared(found: dict[str, str], wanted: dict[str, str]) -> list[str]:
    return [
        *_say("is missing: the record can be changed without it", wanted.keys() - found.keys()),
        *_say("is foreign: docexplain did not make it", found.keys() - wanted.keys()),
        *_say("was changed", (name for name in found.keys() & wanted.keys() if found[name] != wanted[name])),
    ]


def _say(what: str, names: Iterable[str]) -> list[str]:
    return [f"The trigger {name} {what}." for name in sorted(names)]


def _spaced(text: str | None) -> str:
    return " ".join((text or "").split())
