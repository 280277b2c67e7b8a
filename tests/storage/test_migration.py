"""Databases of older versions, made with their own code: upgraded whole or not at all, and still vouched for."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy
from alembic.script import ScriptDirectory

from docexplain.common.serialization import to_plain
from docexplain.errors import StorageError
from docexplain.records import Answer, Controls, Document, Granularity, Settings
from storage import SqlStore, open_store
from storage.database import migrations
from storage.database.tables import SCHEMA_VERSION, Base
from storage.log.kinds import FIELDS_SINCE
from tests.unguarded import unguarded

from .log import log_of

HERE = Path(__file__).parent
HEAD = "df6172d5677060e980fae111cb2dac30ecb3220bb19c8e5558b05913f213c517"
HEAD_2 = "5cab7363fed76256bcc19f958a8b911e16c163c31038f5afe946504c3209ec40"
HEAD_3 = "d8a9cba3e75b5eae2098e5f2954ab74c99cff838c7d3bc59e7acf7a4c38ed471"
HEAD_4 = "147a3271b9921ddc9d0fe2db1ac4e191215c7bf2d67f92dd0f0e3d1de09f3a46"
HEAD_5 = "40539998568834c2aea466109d70f943990b5aa1f95fdac3099865d00fff748b"
HEAD_6 = "7f14b8c309189244b0624c6fa32f9a3961c0920459c74d8754300552129b6c81"
IDS = ["b2c3d4e5", "a1b2c3d4"]


@pytest.fixture(scope="session")
def document(document: Document) -> Document:
    """As a program before version 4 parsed it."""
    paragraphs = tuple(replace(paragraph, words="") for paragraph in document.paragraphs)
    coverage = replace(
        document.coverage,
        recognised=(),
        damaged=None,
        damaged_pages=(),
        hidden=(),
        annotations=(),
        attachments=(),
        active=(),
        protected=False,
        illegible=(),
        only_pages=(),
    )
    return replace(document, paragraphs=paragraphs, coverage=coverage, pictures=(), page_labels=())


def fill(path: Path, version: int = 1) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"version_{version}.sqlite.sql").read_text())


def before_6(answer: Answer) -> Answer:
    """As a program before version 6 recorded it."""
    effects = tuple(replace(effect, support=0.0, per_claim=()) for effect in answer.effects)
    passages = tuple(replace(passage, per_claim=()) for passage in answer.passages)
    return replace(before_7(answer), claims=(), path=None, signals=(), effects=effects, passages=passages)


def before_7(answer: Answer) -> Answer:
    """As a program before version 7 recorded it."""
    return replace(before_8(answer), choice=None, checked=None, sources=())


def before_8(answer: Answer) -> Answer:
    """As a program before version 8 recorded it."""
    return replace(answer, provenance=None)


@pytest.fixture
def old(url: str) -> Iterator[str]:
    """A database of version 1, of each kind."""
    engine = sqlalchemy.create_engine(url)
    if url.startswith("sqlite"):
        Path(str(engine.url.database)).parent.mkdir()
        fill(Path(str(engine.url.database)))
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql((HERE / "version_1.postgresql.sql").read_text())
    yield url
    engine.dispose()


@pytest.fixture
def old_file(path: Path) -> Path:
    fill(path)
    return path


@contextmanager
def changed(path: Path, *statements: str) -> Iterator[SqlStore]:
    """A copy of the file in which somebody did this behind the store's back."""
    copy = Path(shutil.copy(path, path.with_name("changed.db")))
    with unguarded(copy) as connection:
        for statement in statements:
            connection.execute(statement)
    with open_store(copy) as store:
        yield store


def state(url: str) -> dict[str, tuple[object, list[str]]]:
    """Of every table its structure and its rows, as another program sees them."""
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        tables = sqlalchemy.inspect(connection)
        found = {}
        for name in tables.get_table_names():
            columns = [
                (c["name"], c["type"].python_type, c["nullable"], c["default"]) for c in tables.get_columns(name)
            ]
            structure = (columns, tables.get_indexes(name), tables.get_unique_constraints(name))
            rows = connection.execute(sqlalchemy.text(f"SELECT * FROM {name}"))
            found[name] = ((*structure, tables.get_foreign_keys(name)), sorted(map(str, rows)))
    engine.dispose()
    return found


def test_the_newest_script_makes_the_newest_version() -> None:
    scripts = ScriptDirectory(str(migrations.SCRIPTS), version_locations=[str(migrations.SCRIPTS)])
    assert scripts.get_current_head() == str(SCHEMA_VERSION)


def test_nothing_saved_is_lost(old: str, document: Document, answers: list[Answer]) -> None:
    with open_store(old) as store:
        assert [line.id for line in store.history()] == IDS
        first = store.get_answer("a1b2c3d4")
        assert (first.question, first.text) == ("What is the pay per hour?", "10 dollars.")
        assert [effect.effect for effect in first.effects] == [1.0000000000000002, 0.0]
        assert (first.given_by, first.cited, first.redundant, first.passages) == ("", None, (), ())
        assert (first.what_if, first.verdict_score, first.calibration) == (None, 0.0, None)
        assert (first.confirmed, first.settings.confirm) == ((), 0)
        assert first.controls == Controls()
        assert first.settings == Settings()
        second = store.get_answer("b2c3d4e5").settings
        assert (second.read, second.granularity, second.kappa) == ("all", Granularity.PARAGRAPH, None)
        stored = store.get_document(first.document_sha256, first.parser)
        assert stored.paragraphs[1].text == "The Company pays 10 dollars per hour – “net”."
        assert store.verify(expect_count=2, expect_head=HEAD).problems == ()
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
    with open_store(old) as store:
        assert store.get_answer("a1b2c3d4") == first
        assert store.get_answer(answers[4].id) == answers[4]
        assert [entry.kind for entry in log_of(old)] == ["answer"] * 2 + ["document-9"] * 2 + ["answer-9"] * 5
        assert store.verify(expect_count=2, expect_head=HEAD).problems == ()


def test_a_database_of_version_2_is_upgraded_and_still_vouched_for(
    path: Path, document: Document, answer: Answer, answers: list[Answer]
) -> None:
    fill(path, version=2)
    with open_store(path) as store:
        then = store.get_answer("1a2b3c4d")
        expected = before_6(answer)
        settings = replace(answer.settings, confirm=0, sections=False)
        alone = tuple(replace(effect, together_with=()) for effect in expected.effects)
        assert then == replace(expected, confirmed=(), settings=settings, effects=alone)
        assert store.verify(expect_count=1, expect_head=HEAD_2).problems == ()
        store.add_document(document)
        store.add_answer(answers[1])
        assert store.get_answer(answers[1].id) == answers[1]
        assert [entry.kind for entry in log_of(path)] == ["answer-2", "document-9", "answer-9"]
        assert store.verify(expect_count=1, expect_head=HEAD_2).problems == ()


CHANGES_TO_A_DOCUMENT = {
    "words": "UPDATE paragraphs SET words = '0,3,1,0,0,100,100'",
    "pictures": """UPDATE documents
        SET pictures = '[{"box": {"page": 1, "x0": 0, "y0": 0, "x1": 1, "y1": 1}, "caption": null}]'""",
    "labels": """UPDATE documents SET page_labels = '["i"]'""",
    "recognised": """UPDATE documents SET coverage =
        json_set(coverage, '$.recognised', json('[{"page": 1, "confidence": 0.5}]'))""",
    "text": "UPDATE paragraphs SET text = 'x' WHERE paragraph = 1",
}


def test_a_document_of_version_3_is_vouched_for_with_what_it_cannot_have(
    path: Path, document: Document, answers: list[Answer]
) -> None:
    fill(path, version=3)
    with open_store(path) as store:
        assert store.get_document(document.sha256, document.parser) == replace(document, size=0)
        store.add_answer(answers[1])
        assert [entry.kind for entry in log_of(path)] == ["answer-3", "document-9", "answer-9"]
        assert store.verify(expect_count=1, expect_head=HEAD_3).problems == ()
    for name, change in CHANGES_TO_A_DOCUMENT.items():
        with changed(path, change) as store:
            found = [problem[:22] for problem in store.verify().problems]
        assert found == ["Entry 2: the document ", "Entry 1: the answer 1a", "Entry 3: the answer 21"], name


LATER_THAN_4 = {
    "damaged": "json_set(coverage, '$.damaged', json('false'))",
    "damaged pages": """json_set(coverage, '$.damaged_pages', json('[[1, "broken"]]'))""",
    "comments": """json_set(coverage, '$.annotations', json('[{"page": 1, "kind": "Text", "text": "x"}]'))""",
    "attachments": """json_set(coverage, '$.attachments', json('["x.pdf"]'))""",
    "protected": "json_set(coverage, '$.protected', json('true'))",
    "illegible": """json_set(coverage, '$.illegible', json('[{"page": 1, "reason":
        "unreadable: its font does not say which characters it shows", "characters": 9, "share": 1.0}]'))""",
    "kept": "json_set(coverage, '$.kept', 1)",
}


def test_coverage_of_version_4_is_vouched_for_with_what_it_cannot_have(path: Path) -> None:
    fill(path, version=4)
    with open_store(path) as store:
        (line,) = store.history()
        answer = store.get_answer(line.id)
        coverage = store.get_document(answer.document_sha256, answer.parser).coverage
        assert (coverage.kept, coverage.recognised[0].confidence) == (390, 0.875)
        assert (coverage.damaged, coverage.damaged_pages, coverage.hidden, coverage.attachments) == (None, (), (), ())
        assert store.verify(expect_count=1, expect_head=HEAD_4).problems == ()
    for name, change in LATER_THAN_4.items():
        with changed(path, f"UPDATE documents SET coverage = {change}") as store:
            problems = store.verify().problems
        assert len(problems) == 2, name
        assert problems[0].startswith("Entry 2: the document "), name
        assert "on a document that was changed since" in problems[1], name


LATER_THAN_5 = {
    "path": """UPDATE answers SET path = '{"nodes": 3, "error": 0.5}' WHERE number = 1""",
    "effects": "UPDATE scores SET support = 0.5 WHERE answer = 1 AND rank = 1",
    "effects, no passages, no claims": """
        UPDATE scores SET per_claim = '[0.25]' WHERE answer = 1;
        UPDATE answers SET claims = '[[0, 2]]', passages = (
            SELECT json_group_array(json_set(value, '$.per_claim', json('[0.25]'))) FROM json_each(passages)
        ) WHERE number = 1""",
}
"""What is said to be unknown to an entry of version 5, and how it got there."""


def test_an_answer_of_version_5_is_vouched_for_with_what_it_cannot_have(
    path: Path, answer: Answer, answers: list[Answer]
) -> None:
    fill(path, version=5)
    with open_store(path) as store:
        model = replace(answer.model, revision="0123abc")
        assert store.get_answer("1a2b3c4d") == replace(before_6(answer), model=model)
        store.add_answer(answers[1])
        assert store.get_answer(answers[1].id) == answers[1]
        assert [entry.kind for entry in log_of(path)] == ["answer-5", "document-9", "answer-9"]
        assert store.verify(expect_count=1, expect_head=HEAD_5).problems == ()
    for unknown, change in LATER_THAN_5.items():
        with changed(path, *change.split(";")) as store:
            assert store.verify().problems == (
                f"Entry 1: the answer 1a2b3c4d was changed after it was written: its entry knows no {unknown}.",
            )


def test_an_upgraded_database_has_the_tables_of_a_new_one(old: str) -> None:
    open_store(old).close()
    upgraded = state(old)
    engine = sqlalchemy.create_engine(old)
    Base.metadata.drop_all(engine)
    engine.dispose()
    open_store(old).close()
    new = state(old)
    assert {name: structure for name, (structure, _) in upgraded.items()} == {n: s for n, (s, _) in new.items()}
    assert upgraded["schema_version"] == new["schema_version"]


FAILURES = {
    "op.execute('SELECT * FROM no_such_table')": StorageError,
    "raise KeyboardInterrupt": KeyboardInterrupt,
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_migration_that_fails_changes_nothing(
    old: str, failure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first script has done its work then, and the second half of its own."""
    before = state(old)
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    shutil.copy(migrations.SCRIPTS / "v2.py", scripts)
    (scripts / "v3.py").write_text(
        "revision, down_revision = '3', '2'\n"
        "def upgrade(op):\n"
        "    op.execute(\"UPDATE answers SET text = 'half'\")\n"
        "    op.execute('CREATE TABLE half (done INTEGER)')\n"
        "    op.execute('DROP TABLE scores')\n"
        f"    {failure}\n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "SCRIPTS", scripts)
        with pytest.raises(FAILURES[failure]):
            open_store(old)
    assert state(old) == before
    with open_store(old) as store:
        assert [line.id for line in store.history()] == IDS
        assert store.verify(expect_count=2, expect_head=HEAD).problems == ()


OPENER = """
import sys
from storage import open_store
from storage.database import migrations  # all that can be loaded before the start
print("ready", flush=True)
sys.stdin.readline()
with open_store(sys.argv[1]) as store:
    report = store.verify()
    print(report.entries, len(report.problems), flush=True)
"""


def test_two_processes_upgrade_at_the_same_moment(old: str) -> None:
    """This one and another."""
    command = [sys.executable, "-c", OPENER, old]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("go\n")
        other.stdin.flush()
        with open_store(old) as store:
            report = store.verify()
        assert (report.entries, report.problems) == (3, ())
        assert other.communicate(timeout=60)[0] == "3 0\n"
        assert other.returncode == 0


LOADED = """
import sys
from storage import open_store
for where in sys.argv[1:]:
    with open_store(where) as store:
        store.history()
    with open_store(where, read_only=True) as store:
        store.verify()
    print("alembic" in sys.modules)
"""


def test_alembic_is_loaded_for_an_upgrade_only(old_file: Path, template: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOADED, str(tmp_path / "new.db"), str(template), str(old_file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "True"]


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_reading_only_leaves_an_old_file_as_it_is(path: Path, journal: str, answer: Answer) -> None:
    with closing(sqlite3.connect(path)) as writer:  # open all the time: in WAL mode all content is still in the log
        writer.execute(f"PRAGMA journal_mode = {journal}")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.executescript((HERE / "version_1.sqlite.sql").read_text())
        files = {file.name: file.read_bytes() for file in path.parent.iterdir() if file.suffix != ".db-shm"}
        with open_store(path, read_only=True) as store:
            assert [line.id for line in store.history()] == IDS
            assert store.get_answer("a1").text == "10 dollars."
            assert store.verify(expect_count=2, expect_head=HEAD).problems == ()
            with pytest.raises(StorageError, match=r"docexplain\.db is open for reading only"):
                store.add_answer(answer)
        assert {f.name: f.read_bytes() for f in path.parent.iterdir() if f.suffix != ".db-shm"} == files
    assert ("docexplain.db-wal" in files) is (journal == "WAL")


def test_reading_an_old_server_database_asks_for_an_upgrade(old: str) -> None:
    if old.startswith("sqlite"):
        pytest.skip("a file is copied into memory")
    before = state(old)
    with pytest.raises(StorageError, match=r"older docexplain and must be upgraded .* as storing a document does"):
        open_store(old, read_only=True)
    assert state(old) == before
    open_store(old).close()
    with open_store(old, read_only=True) as store:
        assert store.verify(expect_count=2, expect_head=HEAD).problems == ()


def test_an_old_file_that_cannot_be_upgraded(old_file: Path, sql) -> None:
    sql("DROP TABLE answers")
    before = old_file.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StorageError, match=r"docexplain\.db cannot be used \(no such table: answers\)"):
            open_store(old_file, read_only=read_only)
    assert old_file.read_bytes() == before


OLD_FIELDS = [
    "text = 'other'",
    "given = 1",
    "settings = json_set(settings, '$.read', '9')",
    "model = json_set(model, '$.name', 'GPT')",
]


@pytest.mark.parametrize("change", OLD_FIELDS)
def test_a_changed_old_field_shows_before_and_after_the_upgrade(old_file: Path, sql, change: str) -> None:
    sql(f"UPDATE answers SET {change} WHERE number = 1")
    with open_store(old_file, read_only=True) as store:
        problems = store.verify().problems
    assert len(problems) == 1
    assert problems[0].startswith("Entry 1: the answer a1b2c3d4 (its text")
    with open_store(old_file) as store:
        assert store.verify().problems == problems


LATER = [f for kind in ("answer-2", "answer-3") for f in FIELDS_SINCE[kind] if not f.startswith("effects.")]


def test_a_new_field_cannot_be_given_to_an_old_answer(old_file: Path, answers: list[Answer]) -> None:
    """Its entry is hashed without the field, so the hash alone would not show it."""
    open_store(old_file).close()
    changes = {"effects": ["UPDATE scores SET together_with = '[1, 2]' WHERE answer = 1"]}
    for field in LATER:
        column, _, inner = field.partition(".")
        value = to_plain(before_6(answers[4]))[column]
        written = json.dumps(value[inner] if inner else value)
        new = f"json_set({column}, '$.{inner}', json('{written}'))" if inner else f"'{written}'"
        changes.setdefault(column, []).append(f"UPDATE answers SET {column} = {new} WHERE number = 1")
    for column, statements in changes.items():
        for statement in statements:
            with changed(old_file, statement) as store:
                store.get_answer("a1b2c3d4")  # it can be read
                assert store.verify().problems == (
                    f"Entry 1: the answer a1b2c3d4 was changed after it was written: its entry knows no {column}.",
                ), statement


def test_an_old_program_may_go_on_writing(old_file: Path, sql) -> None:
    """One that opened the database before the upgrade knows nothing of the new columns, nor of the new kind."""
    columns = ", ".join(str(row[1]) for row in sql("PRAGMA table_info(answers)") if row[1] not in {"number", "id"})
    open_store(old_file).close()
    sql(f"INSERT INTO answers (number, id, {columns}) SELECT 3, 'ff', {columns} FROM answers WHERE number = 2")
    scores = "rank, paragraph, effect, probability_drop, below_noise, per_token"
    sql(f"INSERT INTO scores (answer, {scores}) SELECT 3, {scores} FROM scores WHERE answer = 2")
    with open_store(old_file) as store:
        assert replace(store.get_answer("ff"), id="b2c3d4e5") == store.get_answer("b2c3d4e5")


LATER_THAN_6 = {
    "choice": """'{"by": "bm25", "budget": 256, "excerpts": [], "suspects": []}'""",
    "checked": """'{"facts": [], "lowered": ["fact"]}'""",
    "sources": """'[{"sha256": "ab", "name": "x", "parser": "p", "paragraphs": 1}]'""",
}


def test_an_answer_of_version_6_is_vouched_for_with_what_it_cannot_have(
    path: Path, answer: Answer, answers: list[Answer]
) -> None:
    fill(path, version=6)
    with open_store(path) as store:
        assert store.get_answer("1a2b3c4d") == before_7(answer)
        store.add_answer(answers[1])
        assert store.get_answer(answers[1].id) == answers[1]
        assert [entry.kind for entry in log_of(path)] == ["answer-7", "document-9", "answer-9"]
        assert store.verify(expect_count=1, expect_head=HEAD_6).problems == ()
    for unknown, value in LATER_THAN_6.items():
        with changed(path, f"UPDATE answers SET {unknown} = {value} WHERE number = 1") as store:
            assert store.verify().problems == (
                f"Entry 1: the answer 1a2b3c4d was changed after it was written: its entry knows no {unknown}.",
            )
