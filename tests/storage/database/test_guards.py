"""The record is append-only, and whatever is done to the schema is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from docexplain.records import Answer, Document
from storage import SqlStore, open_store
from storage.database.guards import GUARDED, suspended
from tests.unguarded import drop_guards

RECORD = "answers audit_entries checkpoints documents furniture paragraphs questions redactions scores".split()
NEW_ROWS = {
    "redactions": "INSERT INTO redactions VALUES (1, 'answer-9', 'x', '{}', 'why', 'now')",
    "checkpoints": "INSERT INTO checkpoints VALUES (1, 2, 'x', 'now', '{}')",
}
COLUMN = {
    "answers": "text",
    "audit_entries": "subject",
    "checkpoints": "head",
    "documents": "name",
    "furniture": "text",
    "paragraphs": "text",
    "questions": "text",
    "redactions": "reason",
    "scores": "effect",
}

Tried = Callable[[str], None]


@pytest.fixture
def stored(url: str, document: Document, answers: list[Answer]) -> str:
    """A database of each kind with a document and an answer."""
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(answers[0])
    return url


@pytest.fixture
def full(stored: str) -> str:
    """The same with a row in every table of the record, though nothing vouches for it."""
    run_on(stored, *NEW_ROWS.values())
    return stored


def run_on(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


in_postgresql = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
in_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def rows(url: str, table: str) -> list[str]:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = sorted(map(str, connection.exec_driver_sql(f"SELECT * FROM {table}")))
    engine.dispose()
    return found


def refused(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(url)
    for statement in statements:
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_no_table_of_the_record_was_forgotten() -> None:
    assert sorted(GUARDED) == RECORD == sorted(COLUMN)


def test_the_record_is_append_only(full: str) -> None:
    before = {table: rows(full, table) for table in RECORD}
    assert all(before.values())
    for table, column in COLUMN.items():
        refused(full, f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}")
        if full.startswith("sqlite"):
            refused(full, f"REPLACE INTO {table} SELECT * FROM {table}")
            refused(full, f"UPDATE OR REPLACE {table} SET {column} = {column}")
        else:
            refused(full, f"TRUNCATE {table} CASCADE")
    assert {table: rows(full, table) for table in RECORD} == before


@in_sqlite
def test_a_row_is_not_replaced_by_one_of_another_number(full: str) -> None:
    """REPLACE deletes what is in the way by any unique key, not by the first one only."""
    for table in ("documents", "answers"):
        names = [name for name in COLUMNS(full, table) if name != "number"]
        refused(full, f"REPLACE INTO {table} (number, {', '.join(names)}) SELECT 99, {', '.join(names)} FROM {table}")


def COLUMNS(url: str, table: str) -> list[str]:
    engine = sqlalchemy.create_engine(url)
    names = [column["name"] for column in sqlalchemy.inspect(engine).get_columns(table)]
    engine.dispose()
    return names


@in_postgresql
def test_the_triggers_also_hold_while_postgresql_replicates(full: str) -> None:
    engine = sqlalchemy.create_engine(full)
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("UPDATE answers SET text = 'x'")
    engine.dispose()


def test_what_changes_the_record_for_a_good_reason_does_so_in_one_transaction(full: str) -> None:
    with open_store(full) as store:
        with store._database.writing.begin() as connection, suspended(connection, "paragraphs"):
            connection.exec_driver_sql("UPDATE paragraphs SET text = 'removed' WHERE paragraph = 1")
        with pytest.raises(ZeroDivisionError), store._database.writing.begin() as connection, suspended(connection):
            connection.exec_driver_sql("UPDATE answers SET text = 'half'")
            raise ZeroDivisionError
        problems = store.verify().problems
    assert any("document" in problem for problem in problems)
    assert not any("trigger" in problem for problem in problems)
    assert "removed" in "".join(rows(full, "paragraphs"))
    assert "half" not in "".join(rows(full, "answers"))
    refused(full, "UPDATE paragraphs SET text = 'x'", "UPDATE answers SET text = 'x'")


def test_an_answer_goes_on_being_stored(stored: str, answers: list[Answer]) -> None:
    with open_store(stored) as store:
        store.add_answer(answers[1])
        assert store.verify(expect_count=3).problems == ()


SCHEMA = {
    "a trigger of the record is missing": (
        "DROP TRIGGER scores_refuse_delete",
        "The trigger scores_refuse_delete is missing",
    ),
    "another one has its name": (
        "DROP TRIGGER scores_refuse_delete;"
        "CREATE TRIGGER scores_refuse_delete BEFORE DELETE ON scores BEGIN SELECT 1; END",
        "The trigger scores_refuse_delete was changed",
    ),
    "a foreign trigger": (
        "CREATE TRIGGER t AFTER INSERT ON answers BEGIN DELETE FROM file_places; END",
        "The trigger t is foreign",
    ),
    "a foreign trigger elsewhere": (
        "CREATE TRIGGER t AFTER INSERT ON vectors BEGIN SELECT 1; END",
        "The trigger t is foreign",
    ),
    "a foreign table": ("CREATE TABLE notes (x)", "The table notes is foreign"),
    "a foreign view": ("CREATE VIEW v AS SELECT 1", "The view v is foreign"),
    "a view in place of a table": (
        "DROP TABLE file_places; CREATE VIEW file_places AS SELECT 'a' AS sha256, 'b' AS path, 'c' AS seen_at",
        "The table file_places is missing",
    ),
    "a missing table": ("DROP TABLE checkpoints", "The table checkpoints is missing"),
    "a foreign column": ("ALTER TABLE answers ADD COLUMN note TEXT", "The table answers was changed: its columns"),
    "a renamed column": (
        "ALTER TABLE vectors RENAME COLUMN data TO other",
        "The table vectors was changed: its columns",
    ),
    "a missing index": ("DROP INDEX ix_answers_created_at", "The table answers was changed: its indexes"),
    "a foreign index": ("CREATE INDEX i ON answers (text)", "The table answers was changed: its indexes"),
    "an index with a condition": (
        "DROP INDEX ix_answers_created_at; CREATE INDEX ix_answers_created_at ON answers (created_at) WHERE number > 1",
        "The table answers was changed: its indexes",
    ),
    "other keys": (
        "DROP TABLE file_places; CREATE TABLE file_places "
        "(sha256 VARCHAR(64) NOT NULL, path TEXT NOT NULL, seen_at VARCHAR(32) NOT NULL, PRIMARY KEY (sha256))",
        "The table file_places was changed: its primary key",
    ),
    "another type": (
        "DROP TABLE file_places; CREATE TABLE file_places "
        "(sha256 VARCHAR(64) NOT NULL, path TEXT NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (sha256, path))",
        "The table file_places was changed: its columns",
    ),
    "a default": (
        "DROP TABLE file_places; CREATE TABLE file_places (sha256 VARCHAR(64) NOT NULL, path TEXT NOT NULL, "
        "seen_at VARCHAR(32) DEFAULT '1' NOT NULL, PRIMARY KEY (sha256, path))",
        "The table file_places was changed: its columns",
    ),
    "no key between tables": (
        "DROP TABLE vectors; CREATE TABLE vectors (document INTEGER NOT NULL, model TEXT NOT NULL, "
        "position INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (document, model, position))",
        "The table vectors was changed: its foreign keys",
    ),
    "what is lost on a conflict": (
        "DROP TABLE file_places; CREATE TABLE file_places (sha256 VARCHAR(64) NOT NULL, path TEXT NOT NULL, "
        "seen_at VARCHAR(32) NOT NULL, PRIMARY KEY (sha256, path) ON CONFLICT IGNORE)",
        "docexplain makes none with CONFLICT",
    ),
    "a condition": (
        "DROP TABLE file_places; CREATE TABLE file_places (sha256 VARCHAR(64) NOT NULL, path TEXT NOT NULL, "
        "seen_at VARCHAR(32) NOT NULL CHECK (seen_at > ''), PRIMARY KEY (sha256, path))",
        "The table file_places was changed: its checks",
    ),
}


@pytest.mark.parametrize("change", SCHEMA)
def test_a_changed_schema_is_found(filled: SqlStore, path: Path, change: str) -> None:
    statements, sentence = SCHEMA[change]
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)
    problems = filled.verify().problems
    assert any(problem.startswith(sentence) or sentence in problem for problem in problems), problems


def test_each_missing_trigger_is_named(filled: SqlStore, path: Path) -> None:
    drop_guards(path)
    problems = filled.verify().problems
    assert len(problems) == 27
    assert {problem.split()[2].split("_refuse_")[0] for problem in problems} == set(RECORD)


def test_what_sqlite_makes_for_itself_is_not_foreign(filled: SqlStore, sql) -> None:
    sql("ANALYZE")
    assert sql("SELECT count(*) FROM sqlite_stat1") != [(0,)]
    assert filled.verify().problems == ()


def test_rows_of_a_row_that_is_gone_are_found(filled: SqlStore, sql) -> None:
    sql("DELETE FROM documents")
    assert "paragraphs has 2 rows about a row of documents that is gone." in filled.verify().problems


def test_damage_inside_the_file_that_no_hash_covers_is_found(filled: SqlStore, path: Path, sql) -> None:
    """An index that no longer agrees with its table: nothing in it is hashed, and answers are found by it."""
    [(page,)] = sql("SELECT rootpage FROM sqlite_master WHERE name = 'ix_answers_created_at'")
    [(size,)] = sql("PRAGMA page_size")
    filled.close()
    data = bytearray(path.read_bytes())
    at = data.index(b"2026-03-29T01:33", (page - 1) * size, page * size)
    data[at : at + 4] = b"2021"
    path.write_bytes(data)
    with open_store(path, read_only=True) as store:
        problems = store.verify().problems
    assert problems
    assert all(problem.startswith("SQLite finds the file damaged: ") for problem in problems)


ON_POSTGRESQL = {
    "DROP TRIGGER docexplain_append_only ON scores": "The trigger docexplain_append_only of scores is missing",
    "ALTER TABLE questions DISABLE TRIGGER docexplain_append_only": (
        "The trigger docexplain_append_only of questions was changed"
    ),
    "DROP TRIGGER docexplain_append_only ON furniture; "
    "CREATE TRIGGER docexplain_append_only BEFORE UPDATE ON furniture "
    "EXECUTE FUNCTION docexplain_refuse(); ALTER TABLE furniture ENABLE ALWAYS TRIGGER docexplain_append_only": (
        "The trigger docexplain_append_only of furniture was changed"
    ),
    "CREATE TRIGGER t BEFORE INSERT ON vectors EXECUTE FUNCTION docexplain_refuse()": (
        "The trigger t of vectors is foreign"
    ),
    "CREATE RULE r AS ON INSERT TO answers DO ALSO NOTHING": "The rule r of answers is foreign",
    "DROP TABLE file_places; CREATE VIEW file_places AS SELECT 'a' AS sha256, 'b' AS path, 'c' AS seen_at": (
        "The table file_places is missing"
    ),
    "ALTER TABLE redactions ENABLE ROW LEVEL SECURITY": "The table redactions was changed: it is a view, or has",
    "ALTER TABLE checkpoints ALTER COLUMN head TYPE VARCHAR(10)": "The table checkpoints was changed: its columns",
    "ALTER TABLE answers ALTER COLUMN given_by SET DEFAULT 'x'": "The table answers was changed: its columns",
    "ALTER TABLE scores ADD CHECK (rank > 0)": "The table scores was changed: its checks",
    "ALTER TABLE documents DROP CONSTRAINT documents_sha256_parser_key": (
        "The table documents was changed: its unique columns"
    ),
}
"""What is done to the schema, and what is said of it: each of another object, so that all can be done at once."""


@in_postgresql
def test_a_changed_schema_is_found_on_postgresql(url: str) -> None:
    open_store(url).close()
    run_on(url, "CREATE TABLE recipes (name TEXT CHECK (name > ''))")  # of another program
    run_on(url, *(statement for change in ON_POSTGRESQL for statement in change.split("; ")))
    with open_store(url) as store:
        problems = store.verify().problems
    unseen = [said for said in ON_POSTGRESQL.values() if not any(problem.startswith(said) for problem in problems)]
    assert unseen == [], problems


@in_postgresql
def test_triggers_that_refuse_nothing_are_found_on_postgresql(url: str) -> None:
    open_store(url).close()
    function = (
        "CREATE OR REPLACE FUNCTION docexplain_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    )
    run_on(url, function)
    with open_store(url) as store:
        problems = store.verify().problems
    said = {f"The trigger docexplain_append_only of {table} was changed" for table in RECORD}
    assert {problem[: problem.index(" changed") + 8] for problem in problems} == said


def test_a_schema_as_docexplain_made_it_has_no_problem(stored: str, answer: Answer) -> None:
    with open_store(stored) as store:
        store.add_answer(replace(answer, id="ff"))
        assert store.verify().problems == ()


@in_sqlite
def test_a_file_made_with_an_older_sqlalchemy_has_no_problem(stored: str) -> None:
    """SQLAlchemy 2.0 wrote FLOAT for a float where 2.1 writes DOUBLE; SQLite keeps the same either way."""
    run_on(
        stored,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, ' DOUBLE', ' FLOAT') WHERE type = 'table'",
    )
    assert ("effect", "FLOAT") in columns(stored, "scores")
    with open_store(stored) as store:
        assert store.verify().problems == ()


def columns(url: str, table: str) -> list[tuple[str, str]]:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = [(row.name, row.type) for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    engine.dispose()
    return found
