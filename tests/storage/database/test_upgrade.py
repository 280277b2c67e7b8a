"""Upgrades of what was released: with all data, with a copy of an SQLite file beside it, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from docexplain.errors import StorageError
from docexplain.records import Answer, Document, Source
from storage import open_store
from storage.database import backup, migrations, structure
from storage.database.guards import GUARDED
from tests.unguarded import unguarded

from ..log import log_of

HERE = Path(__file__).parent.parent
SINCE = range(1, 8)
HEADS_7 = {
    "sqlite": "2ba1b5937ecd782ac47db4438b89b538bd045447ae4de693bd48683b580e9450",
    "postgresql": "e4844244b3412d00a8ab423c5355b57ead189c7496403b1ec561084c2e6d4c98",
}
TODAY = f"{datetime.now(UTC):%Y-%m-%d}"
EARLIER: dict[str, Any] = {"provenance": None}
"""What no answer of version 7 has."""


def fill(path: Path, version: int) -> None:
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"version_{version}.sqlite.sql").read_text())


@pytest.fixture
def seven(url: str) -> str:
    """A database of version 7, of each kind."""
    engine = sqlalchemy.create_engine(url)
    if url.startswith("sqlite"):
        fill(Path(str(engine.url.database)), 7)
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql((HERE / "version_7.postgresql.sql").read_text().replace("%", "%%"))
    engine.dispose()
    return url


def content(path: Path) -> dict[str, object]:
    """Schema and rows, as another program sees them."""
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = [name for kind, name, _ in schema if kind == "table"]
        return {"": schema, **{name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}}


def copies(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if "version-" in each.name)


@pytest.mark.wheel
@pytest.mark.parametrize("version", SINCE)
def test_every_released_version_is_upgraded_with_its_data(path: Path, version: int, answers: list[Answer]) -> None:
    fill(path, version)
    before, entries = content(path), log_of(path)
    with open_store(path) as store:
        report = store.verify(expect_count=len(entries), expect_head=entries[-1].sha256)
        assert report.problems == ()
        found = [store.get_answer(line.id) for line in store.history()]
        assert {answer.id for answer in found} == {row[1] for row in before["answers"]}  # type: ignore[attr-defined]
        documents = [store.get_document(parse.sha256, parse.parser) for parse in store.stored_parses()]
        assert sum(len(each.paragraphs) for each in documents) == len(before["paragraphs"])  # type: ignore[arg-type]
    now = log_of(path)
    assert now[: len(entries)] == entries
    assert [entry.subject for entry in now[len(entries) :]] == [f"{each.sha256}:{each.parser}" for each in documents]
    assert all(entry.kind.startswith("document-") for entry in now[len(entries) :])
    with unguarded(path) as connection:
        connection.execute("UPDATE paragraphs SET text = text || '!' WHERE paragraph = 1")
    with open_store(path, read_only=True) as store:
        assert any("was changed after it was stored" in problem for problem in store.verify().problems)


def test_version_7_keeps_what_it_knew(seven: str, document: Document, answer: Answer, answers: list[Answer]) -> None:
    second = replace(document, sha256="cd" * 32, name="second.pdf", size=0)
    document = replace(document, size=0)
    sources = tuple(Source(d.sha256, d.name, d.parser, len(d.paragraphs)) for d in (document, second))
    with open_store(seven) as store:
        assert store.get_document(document.sha256, document.parser) == document
        assert store.get_document(second.sha256, second.parser) == second
        assert store.get_answer(answers[3].id) == replace(answers[3], **EARLIER)
        assert store.get_answer(answers[4].id) == replace(answers[4], **EARLIER)
        assert store.get_answer("0f0f0f0f") == replace(answer, id="0f0f0f0f", sources=sources, **EARLIER)
        assert store.find_vectors(document.sha256, document.parser, "embedder") == {1: b"ab", 2: b"\x00\xff"}
        assert store.unfinished_pages("ef" * 32, document.parser) == {1: "page"}
        assert [entry.kind for entry in log_of(seven)][:3] == ["answer-8"] * 3
        assert len(log_of(seven)) == 5
        store.add_answer(answers[0])
        report = store.verify(
            expect_count=3, expect_head=HEADS_7[seven.split(":", maxsplit=1)[0].split("+", maxsplit=1)[0]]
        )
        assert report.problems == ()
        assert report.entries == 6


def test_an_upgraded_record_is_append_only(seven: str) -> None:
    open_store(seven).close()
    engine = sqlalchemy.create_engine(seven)
    for table in GUARDED:
        with engine.begin() as connection:
            rows = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        if rows or not seven.startswith("sqlite"):
            with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), engine.begin() as connection:
                connection.exec_driver_sql(f"DELETE FROM {table}")
    with sqlalchemy.orm.Session(engine) as session:
        assert structure.problems(session) == []
    engine.dispose()


@pytest.mark.parametrize("version", SINCE)
def test_a_copy_is_kept_beside_an_upgraded_file(path: Path, version: int) -> None:
    fill(path, version)
    path.chmod(0o644)
    before = content(path)
    said: list[str] = []
    open_store(path, notice=said.append).close()
    (name,) = copies(path)
    assert name == f"docexplain.version-{version}.{TODAY}.db"
    assert said == [
        f"The database {path} was of an older docexplain and has been upgraded; as it was before, it is kept as {name} "
        "beside it."
    ]
    kept = path.with_name(name)
    assert content(kept) == before
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    open_store(path, notice=said.append).close()
    assert (len(said), copies(path)) == (1, [name])
    with open_store(kept, read_only=True) as store:
        assert store.verify().problems == ()


def test_a_copy_has_what_is_in_the_write_ahead_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.executescript((HERE / "version_7.sqlite.sql").read_text())
        before = content(path)
        open_store(path).close()
    (name,) = copies(path)
    assert content(path.with_name(name)) == before
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(name)] == [name]
    assert path.with_name(name).read_bytes()[18:20] == b"\x01\x01"  # it needs no file beside it to be read


def test_no_copy_is_overwritten(path: Path) -> None:
    taken = [path.with_name(f"docexplain.version-7.{TODAY}{end}.db") for end in ("", "-2")]
    taken[0].write_text("mine")
    taken[1].symlink_to("nowhere")
    fill(path, 7)
    open_store(path).close()
    assert taken[0].read_text() == "mine"
    assert taken[1].is_symlink()
    assert not taken[1].exists()
    assert f"docexplain.version-7.{TODAY}-3.db" in copies(path)


def test_nothing_is_copied_where_nothing_is_upgraded(path: Path, seven: str) -> None:
    said: list[str] = []
    open_store(path, notice=said.append).close()
    open_store(path, notice=said.append).close()
    assert copies(path) == []
    if seven.startswith("sqlite"):
        file = Path(str(sqlalchemy.make_url(seven).database))
        open_store(file, read_only=True, notice=said.append).close()
        assert copies(file) == []
    else:
        open_store(seven, notice=said.append).close()
    assert said == []


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process grows beyond this, as on a full disk."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("when", ["before", "midway"])
def test_an_upgrade_is_refused_where_there_is_no_room_for_the_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    fill(path, 7)
    before, size = path.read_bytes(), path.stat().st_size
    said: list[str] = []
    sentence = r"docexplain\.db is of an older docexplain and is not upgraded, as no copy .*make room there"
    with pytest.raises(StorageError, match=sentence), monkeypatch.context() as patch:
        if when == "before":
            usage = shutil.disk_usage(path.parent)._replace(free=size - 1)
            patch.setattr(backup.shutil, "disk_usage", lambda _: usage)
            open_store(path, notice=said.append)
        else:
            with largest_file(size // 2):
                open_store(path, notice=said.append)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["docexplain.db"]
    assert said == []
    open_store(path, notice=said.append).close()
    assert len(said) == 1


FAILURES = {
    "a statement": ("op.execute('SELECT * FROM no_such_table')", StorageError),
    "an interrupt": ("raise KeyboardInterrupt", KeyboardInterrupt),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_an_upgrade_that_fails_leaves_the_old_state_and_no_copy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    statement, error = FAILURES[failure]
    fill(path, 7)
    before = content(path)
    scripts = tmp_path / "scripts"
    shutil.copytree(migrations.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    with (scripts / "v8.py").open("a") as script:
        script.write(f"    op.execute(\"UPDATE answers SET text = 'half'\")\n    {statement}\n")
    with monkeypatch.context() as patch, pytest.raises(error):
        patch.setattr(migrations, "SCRIPTS", scripts)
        open_store(path)
    assert content(path) == before
    assert copies(path) == []


def test_an_upgrade_that_fails_on_a_guarded_database_leaves_its_triggers(
    seven: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next version's first step changes rows of the record, and its second fails."""
    open_store(seven).close()
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "v9.py").write_text(
        "revision, down_revision = '9', None\n"
        "def upgrade(op):\n"
        "    op.execute(\"UPDATE answers SET given_by = 'half'\")\n"
        "    if 1: op.execute('SELECT * FROM no_such_table')\n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "SCRIPTS", scripts)
        patch.setattr("storage.database.schema.SCHEMA_VERSION", 9)
        with pytest.raises(StorageError, match="no_such_table"):
            open_store(seven)
    with open_store(seven) as store:
        assert store.verify().problems == ()
    # Of another length: bytecode that is kept is told by size and second.
    script = (scripts / "v9.py").read_text().replace("if 1", "if False")
    (scripts / "v9.py").write_text(script)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "SCRIPTS", scripts)
        patch.setattr("storage.database.schema.SCHEMA_VERSION", 9)
        with open_store(seven) as store:
            problems = store.verify().problems
    assert problems  # the script has changed what is sealed
    assert not any("trigger" in problem for problem in problems)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(seven: str) -> None:
    engine = sqlalchemy.create_engine(seven)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE schema_version SET version = 99")
    for read_only in (False, True):
        with pytest.raises(StorageError, match="was written by a newer docexplain: upgrade with pip"):
            open_store(seven, read_only=read_only)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT version FROM schema_version").scalar_one() == 99
        assert "provenance" not in {column["name"] for column in sqlalchemy.inspect(connection).get_columns("answers")}
    engine.dispose()
    if seven.startswith("sqlite"):
        assert copies(Path(str(sqlalchemy.make_url(seven).database))) == []
