"""Content is removed and its hashes are kept: nothing of it stays in the file, and the log can still be verified."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from docexplain.common.serialization import to_plain
from docexplain.errors import StorageError
from docexplain.records import Answer, Document, Source
from storage import SqlStore, open_store
from storage.database import engine
from storage.redaction import fields as redaction_fields
from storage.redaction import removal

from .log import log_of

REASON = "erasure request 17"
OTHER = "cd" * 32


def redact(store: SqlStore, sha256: str, reason: str = REASON) -> removal.Affected:
    removed = store.log.redact(sha256, reason)
    store.log.clean()
    return removed


@pytest.fixture(scope="session")
def redacted_template(template: Path, tmp_path_factory: pytest.TempPathFactory, document: Document) -> Path:
    path = tmp_path_factory.mktemp("redacted") / "docexplain.db"
    shutil.copy(template, path)
    with open_store(path) as store:
        redact(store, document.sha256)
    return path


@pytest.fixture
def redacted(path: Path, redacted_template: Path) -> Iterator[SqlStore]:
    """The document and its five answers, without their content."""
    shutil.copy(redacted_template, path)
    with open_store(path) as store:
        yield store


@pytest.mark.parametrize(
    ("record", "removed", "kept"),
    [
        (Document, redaction_fields.REMOVED_OF_DOCUMENT, redaction_fields.KEPT_OF_DOCUMENT),
        (Answer, redaction_fields.REMOVED_OF_ANSWER, redaction_fields.KEPT_OF_ANSWER),
    ],
)
def test_each_field_is_removed_or_kept(record: type, removed: dict[str, Any], kept: tuple[str, ...]) -> None:
    """A new field: does it show text of the document, the question or the answer? Then it goes."""
    assert sorted([*removed, *kept]) == sorted(each.name for each in fields(record))


def strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from strings(each)
        case list():
            for each in value:
                yield from strings(each)


def words(*plain: dict[str, Any], of: Any) -> set[bytes]:
    """Each string in these fields that is long enough to be looked for, as SQLite and JSON write it."""
    found = {text for each in plain for name in of for text in strings(each[name]) if len(text) > 3}
    return {text.encode() for text in found} | {json.dumps(text)[1:-1].encode() for text in found}


def test_nothing_of_it_stays_in_the_file_or_its_log(
    path: Path, filled: SqlStore, sql, document: Document, answers: list[Answer]
) -> None:
    filled.keep_pages(document.sha256, "parser", {1: "a kept page"})
    filled.keep_vectors(document.sha256, document.parser, "model", {1: b"a vector"})
    there = {file: file.read_bytes() for file in path.parent.glob(path.name + "*")}
    gone = words(to_plain(document), of=redaction_fields.REMOVED_OF_DOCUMENT)
    gone |= words(*map(to_plain, answers), of=redaction_fields.REMOVED_OF_ANSWER) | {b"a kept page", b"a vector"}
    stays = [[to_plain(each)[name] for name in redaction_fields.KEPT_OF_ANSWER] for each in answers]
    stays += [[to_plain(document)[name] for name in redaction_fields.KEPT_OF_DOCUMENT]]
    known = json.dumps(stays) + "".join(str(row) for row in sql("SELECT type, sql FROM sqlite_master"))
    gone -= {text for text in gone if text.decode() in known}
    assert len(gone) > 30
    assert b"Question 1?" in gone
    assert any(b"renamed.pdf" in data for data in there.values())
    redact(filled, document.sha256)
    for file in path.parent.glob(path.name + "*"):
        data = file.read_bytes()
        assert [text for text in gone if text in data] == []


def test_what_the_log_says_of_it(redacted: SqlStore, path: Path, document: Document, answers: list[Answer]) -> None:
    report = redacted.verify()
    assert report.problems == ()
    [note] = [note for note in report.notes if "edacted" in note]
    assert note.startswith("Redacted on 20")
    assert f"because {REASON}: document {document.sha256[:12]} and 5 answers." in note
    entries = [entry for entry in log_of(path) if entry.kind == "redaction-9"]
    assert [entry.subject for entry in entries] == [f"{document.sha256}:{document.parser}", *(a.id for a in answers)]
    for answer in answers:
        on_record = redacted.on_record(answer.id)
        assert on_record.problems == ()
        assert [each.reason for each in on_record.redactions] == [REASON]
    [line, *_] = redacted.history(checked=True)
    assert (line.question, line.text, line.document_name) == ("", "", "")


def test_the_entry_holds_the_row(redacted: SqlStore, path: Path, sql) -> None:
    """By a computation that shares nothing with the package: keys sorted, no spaces; there is nothing but text."""
    import hashlib

    rows = sql("SELECT kind, subject, digests, reason, at FROM redactions ORDER BY number")
    for entry, row in zip([e for e in log_of(path) if e.kind == "redaction-9"], rows, strict=True):
        plain = dict(zip(("kind", "subject", "digests", "reason", "at"), row, strict=True))
        plain["digests"] = json.loads(plain["digests"])
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == entry.content_sha256


def test_numbers_times_and_verdict_stay(redacted: SqlStore, answers: list[Answer]) -> None:
    for answer in answers:
        left, was = to_plain(redacted.get_answer(answer.id)), to_plain(answer)
        for name in redaction_fields.KEPT_OF_ANSWER:
            assert left[name] == was[name]
        assert len(left["tokens"]) == len(was["tokens"])
        assert {token["id"] for token in left["tokens"]} == {0}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answers SET document_effect = 9.0 WHERE number = 1",
        "UPDATE answers SET verdict = 'supported' WHERE number = 1",
        "UPDATE answers SET text = 'Ninety' WHERE number = 1",
        "UPDATE answers SET document_name = 'x' WHERE number = 1",
        "UPDATE questions SET text = 'Why?'",
        "UPDATE scores SET effect = 9.5 WHERE answer = 1",
        'UPDATE answers SET tokens = replace(tokens, \'"text":""\', \'"text":"x"\') WHERE number = 1',
        "UPDATE documents SET name = 'x'",
        "UPDATE documents SET size = 1",
        "UPDATE documents SET pictures = '[]'",
        "UPDATE documents SET page_labels = '[\"i\"]'",
        'INSERT INTO furniture VALUES (1, 1, \'x\', \'page-header\', \'{"page":1,"x0":0,"y0":0,"x1":1,"y1":1}\')',
        "UPDATE redactions SET reason = 'another' WHERE number = 1",
        "UPDATE redactions SET at = replace(at, '20', '19') WHERE number = 2",
        "UPDATE redactions SET digests = replace(digests, 'name', 'size') WHERE number = 1",
        "UPDATE redactions SET digests = '{}' WHERE number = 2",
        "UPDATE redactions SET kind = 'answer-8' WHERE number = 2",
        "UPDATE redactions SET subject = 'x' WHERE number = 2",
        "UPDATE redactions SET digests = 'x' WHERE number = 2",
        "DELETE FROM redactions WHERE number = 1",
        "DELETE FROM redactions WHERE number = 2",
        "DELETE FROM redactions",
        "DELETE FROM audit_entries WHERE kind = 'redaction-9'",
        "INSERT INTO redactions SELECT 99, kind, subject, digests, reason, at FROM redactions WHERE number = 2",
        "UPDATE answers SET question = 1, number = 99 WHERE number = 1",
    ],
)
def test_each_change_after_it_is_told(redacted: SqlStore, sql, change: str) -> None:
    sql(change)
    assert redacted.verify().problems


def test_each_change_of_a_redacted_answer_is_told_where_it_is_shown(redacted: SqlStore, sql) -> None:
    sql("UPDATE answers SET verdict = 'supported' WHERE number = 1")
    sql("UPDATE answers SET text = 'Ninety' WHERE number = 2")
    sql("UPDATE redactions SET reason = 'another' WHERE number = 4")
    sql("DELETE FROM redactions WHERE number = 5")
    lines = {line.id[0]: line.on_record.problems for line in redacted.history(checked=True)}
    assert [bool(lines[first]) for first in "12345"] == [True, True, True, True, False]


def test_a_redaction_hides_no_change(filled: SqlStore, sql, document: Document) -> None:
    sql("UPDATE paragraphs SET text = '99 dollars' WHERE paragraph = 1")
    sql("UPDATE answers SET text = 'Ninety' WHERE number = 2")
    redact(filled, document.sha256)
    problems = " ".join(filled.verify().problems)
    assert "the document ab" in problems
    assert "the answer 2" in problems


def test_what_cannot_be_read_any_more_goes_too(filled: SqlStore, sql, path: Path, document: Document) -> None:
    sql("UPDATE paragraphs SET boxes = 'x', text = 'Unreadable' WHERE paragraph = 1")
    sql("UPDATE answers SET tokens = '[7]', text = 'Garbled' WHERE number = 2")
    redact(filled, document.sha256)
    assert filled.verify().problems
    assert b"Unreadable" not in path.read_bytes()
    assert b"Garbled" not in path.read_bytes()


def test_it_is_not_used_any_more(redacted: SqlStore, document: Document, answer: Answer) -> None:
    for use in (
        lambda: redacted.find_document(document.sha256, document.parser),
        lambda: redacted.find_document(document.sha256, "another parser"),
        lambda: redacted.get_document(document.sha256, document.parser, checked=False),
        lambda: redacted.add_document(document),
        lambda: redacted.add_document(replace(document, parser="another parser")),
        lambda: redacted.add_answer(replace(answer, id="ffff")),
    ):
        with pytest.raises(StorageError, match=f"was redacted on .* because {REASON}"):
            use()
    assert [each.redacted for each in redacted.stored_parses()] == [True]


def test_again_it_removes_nothing(redacted: SqlStore, path: Path, document: Document) -> None:
    before = len(log_of(path))
    assert redact(redacted, document.sha256, "again") == removal.Affected(0, 0, 0, 0)
    assert len(log_of(path)) == before
    assert redact(redacted, "ff" * 32) == removal.Affected(0, 0, 0, 0)


def test_what_was_kept_after_it_goes(redacted: SqlStore, sql, document: Document) -> None:
    redacted.keep_pages(document.sha256, "parser", {1: "a page"})
    sql(f"INSERT INTO file_places VALUES ('{document.sha256}', '/home/a/b.pdf', '2026')")
    assert redact(redacted, document.sha256).aside == 1
    assert redacted.unfinished_pages(document.sha256, "parser") == {}
    assert sql("SELECT * FROM file_places") == []


def several(store: SqlStore, document: Document, answer: Answer) -> tuple[Document, Answer]:
    """Another document with an answer of its own to the same question, and an answer on both."""
    other = replace(document, sha256=OTHER, name="other.pdf")
    store.add_document(other)
    alone = replace(answer, id="a1", document_sha256=OTHER, document_name=other.name, what_if=None)
    store.add_answer(alone)
    sources = tuple(Source(each.sha256, each.name, each.parser, 2) for each in (other, document))
    store.add_answer(replace(alone, id="ab", sources=sources))
    return other, alone


def test_other_documents_stay(filled: SqlStore, document: Document, answer: Answer) -> None:
    other, alone = several(filled, document, answer)
    assert redact(filled, document.sha256) == removal.Affected(1, 2, 6, 0)
    assert filled.get_document(OTHER, other.parser) == other
    assert filled.get_answer("a1") == alone
    assert filled.on_record("a1").redactions == ()
    both = filled.get_answer("ab")
    assert (both.question, both.text) == ("", "")
    assert [(source.sha256, source.name) for source in both.sources] == [(OTHER, ""), (document.sha256, "")]
    assert filled.verify().problems == ()
    assert filled.on_record("ab").problems == ()


def test_then_the_other_document_too(filled: SqlStore, document: Document, answer: Answer) -> None:
    several(filled, document, answer)
    redact(filled, document.sha256)
    assert redact(filled, OTHER, "another request") == removal.Affected(1, 2, 2, 0)
    assert filled.verify().problems == ()
    assert len([note for note in filled.verify().notes if note.startswith("Redacted")]) == 2
    assert [each.reason for each in filled.on_record("ab").redactions] == [REASON, "another request"]
    assert filled.on_record("ab").problems == ()


def test_a_source_that_is_changed_after_it_is_told(filled: SqlStore, sql, document: Document, answer: Answer) -> None:
    several(filled, document, answer)
    redact(filled, document.sha256)
    sql("UPDATE answers SET sources = replace(sources, 'cdcd', 'cece') WHERE id = 'ab'")
    assert filled.verify().problems
    assert filled.on_record("ab").problems


def test_all_or_nothing(filled: SqlStore, sql, document: Document) -> None:
    before = filled.verify()
    sql("CREATE TRIGGER no BEFORE INSERT ON redactions WHEN NEW.subject LIKE '4%' BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StorageError):
        filled.log.redact(document.sha256, REASON)
    sql("DROP TRIGGER no")
    assert filled.verify() == before
    assert filled.get_document(document.sha256, document.parser) == document


def test_a_reader_keeps_the_log_from_being_emptied(
    path: Path, template: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    shutil.copy(template, path)
    with open_store(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM answers").fetchall()
        store.log.redact(document.sha256, REASON)
        assert store.log.clean() is False
        other.execute("COMMIT")
        assert store.log.clean() is True
        wal = path.with_name(path.name + "-wal")
        assert b"renamed.pdf" not in path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")


def test_on_each_database(url: str, document: Document, answers: list[Answer]) -> None:
    with open_store(url) as store:
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
        store.keep_vectors(document.sha256, document.parser, "model", {1: b"v"})
        assert store.log.affected_by_redaction(document.sha256) == removal.Affected(1, 2, 5, 1)
        assert store.log.redact(document.sha256, REASON) == removal.Affected(1, 2, 5, 1)
        assert store.log.clean() is not store.is_postgresql
        assert store.verify().problems == ()
        assert all(each.on_record.redactions and not each.on_record.problems for each in store.history(checked=True))
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        for table in ("paragraphs", "furniture", "vectors"):
            assert connection.execute(sqlalchemy.text(f"SELECT count(*) FROM {table}")).scalar() == 0
        asked = connection.execute(sqlalchemy.text("SELECT text FROM questions")).scalars().all()
        assert set(asked) == {""}
    engine.dispose()


@pytest.fixture
def old(path: Path) -> Iterator[SqlStore]:
    """A database of an earlier version, whose answers are sealed as a whole, upgraded."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((Path(__file__).parent / "version_6.sqlite.sql").read_text())
    with open_store(path) as store:
        yield store


def test_answers_of_earlier_versions(old: SqlStore, path: Path, sql) -> None:
    assert [line.on_record.problems for line in old.history(checked=True)] == [()]
    [parse] = old.stored_parses()
    assert redact(old, parse.sha256).answers == 1
    report = old.verify()
    assert report.problems == ()
    assert "Of these an earlier version sealed 1 answer as a whole" in report.notes[0]
    assert [line.on_record.problems for line in old.history(checked=True)] == [()]
    assert b"What is the pay" not in path.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answers SET document_effect = 9.0 WHERE number = 1",
        "UPDATE answers SET text = 'Ninety' WHERE number = 1",
        "UPDATE answers SET document_content_sha256 = '00' WHERE number = 1",
        "UPDATE scores SET effect = 9.5 WHERE answer = 1",
        "UPDATE documents SET name = 'x'",
        "UPDATE redactions SET digests = '{}' WHERE number = 2",
        "DELETE FROM redactions WHERE number = 2",
    ],
)
def test_what_stays_of_them_is_checked_from_then_on(old: SqlStore, sql, change: str) -> None:
    [parse] = old.stored_parses()
    redact(old, parse.sha256)
    sql(change)
    assert old.verify().problems
    assert any(line.on_record.problems for line in old.history(checked=True))


def test_what_was_removed_before_goes_from_the_file_too(filled: SqlStore, path: Path, document: Document) -> None:
    filled.keep_pages(document.sha256, "parser", {1: "an earlier page " * 500})
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM unfinished_pages")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert b"an earlier page" in path.read_bytes()
    redact(filled, document.sha256)
    assert b"an earlier page" not in path.read_bytes()
