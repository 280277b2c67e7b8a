"""The roles that docs/audit-postgresql.md makes on PostgreSQL, by its own statements."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy

from docexplain.errors import StorageError
from docexplain.records import Answer, Document
from storage import open_store
from storage.database.guards import GUARDED

PAGE = Path(__file__).parents[3] / "docs" / "audit-postgresql.md"
SEVEN = Path(__file__).parents[1] / "version_7.postgresql.sql"


@dataclass(frozen=True)
class Roles:
    """URLs of one database as three users, and a way to run what an administrator and the owner run."""

    owner: str
    writer: str
    auditor: str
    grants: str

    def grant(self) -> None:
        execute(self.owner, self.grants)


def execute(url: str, statements: str) -> None:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statements.replace("%", "%%"))
    finally:
        engine.dispose()


@pytest.fixture
def roles(url: str) -> Iterator[Roles]:
    if url.startswith("sqlite"):
        pytest.skip("SQLite knows no users")
    mark = uuid.uuid4().hex[:8]
    page = re.sub(r"\bdocexplain(_\w+)?\b", lambda found: f"{found[0]}_{mark}", PAGE.read_text())
    made, grants = re.findall(r"^```sql\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    server = sqlalchemy.make_url(url).difference_update_query(["options"])
    execute(url, made)

    def as_user(name: str) -> str:
        user = server.set(username=f"docexplain_{name}_{mark}", password="change me")
        return user.render_as_string(hide_password=False)

    yield Roles(as_user("owner"), as_user("writer"), as_user("auditor"), grants)
    execute(url, f"DROP SCHEMA docexplain_{mark} CASCADE")
    for name in ("owner", "writer", "auditor"):
        execute(url, f"DROP OWNED BY docexplain_{name}_{mark}; DROP ROLE docexplain_{name}_{mark}")


def refused(url: str, statement: str) -> None:
    with pytest.raises(sqlalchemy.exc.DBAPIError) as caught:
        execute(url, statement)
    assert caught.value.orig.sqlstate == "42501", caught.value  # type: ignore[union-attr]


def test_a_writer_adds_to_the_record_and_the_server_refuses_the_rest(
    roles: Roles, document: Document, answers: list[Answer]
) -> None:
    open_store(roles.owner).close()
    roles.grant()
    with open_store(roles.writer) as store:
        store.keep_pages(document.sha256, document.parser, {1: "a page"})
        store.keep_pages(document.sha256, document.parser, {1: "a page", 2: "another"})
        assert store.unfinished_pages(document.sha256, document.parser) == {1: "a page", 2: "another"}
        store.add_document(document)
        store.drop_pages(document.sha256)
        assert store.unfinished_pages(document.sha256, document.parser) == {}
        store.keep_vectors(document.sha256, document.parser, "m", {1: b"a"})
        store.keep_vectors(document.sha256, document.parser, "m", {1: b"b"})
        for answer in answers:
            store.add_answer(answer)
        assert len(store.history()) == 5
        assert store.get_answer(answers[4].id) == answers[4]
        assert store.verify(expect_count=6).problems == ()
        with pytest.raises(StorageError, match="refuses access"):
            store.log.redact(document.sha256, "no right to")
    for table in GUARDED:
        columns = sqlalchemy.inspect(sqlalchemy.create_engine(roles.writer)).get_columns(table)
        column = columns[-1]["name"]
        refused(roles.writer, f"UPDATE {table} SET {column} = {column}")
        refused(roles.writer, f"DELETE FROM {table}")
        refused(roles.writer, f"TRUNCATE {table} CASCADE")
        refused(roles.writer, f"DROP TRIGGER docexplain_append_only ON {table}")
        refused(roles.writer, f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    refused(roles.writer, "UPDATE schema_version SET version = 99")
    refused(roles.writer, "SET session_replication_role = replica")
    body = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    refused(roles.writer, f"CREATE OR REPLACE FUNCTION docexplain_refuse() {body}")
    refused(roles.writer, "INSERT INTO redactions VALUES (1, 'answer-9', 'x', '{}', 'why', 'now')")
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"):
        execute(roles.owner, "UPDATE answers SET text = 'x'")
    with open_store(roles.auditor, read_only=True) as store:
        assert store.verify(expect_count=6).problems == ()
        assert store.get_answer(answers[4].id) == answers[4]
    refused(roles.auditor, "INSERT INTO questions (document, text) VALUES (1, 'x')")
    with pytest.raises(StorageError, match="refuses access"):
        open_store(roles.auditor)


def test_the_owner_upgrades(roles: Roles, document: Document, answers: list[Answer]) -> None:
    execute(roles.owner, SEVEN.read_text())
    roles_before = replace(roles, grants=re.sub(r", checkpoints|, file_places", "", roles.grants))
    roles_before.grant()
    with pytest.raises(StorageError, match=r"older docexplain.* its owner has to upgrade it"):
        open_store(roles.writer)
    open_store(roles.owner).close()
    roles.grant()
    with open_store(roles.writer) as store:
        store.add_answer(answers[0])
        assert store.verify(expect_count=6).problems == ()
        assert store.get_document(document.sha256, document.parser) == replace(document, size=0)
