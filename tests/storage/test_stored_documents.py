"""What is the same of a stored document is computed once; a change in the database is noticed all the same."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docexplain.errors import StorageError
from docexplain.records import Answer, Document
from storage import open_store, sql_store, stored_documents
from storage.database.guards import suspended
from storage.log import digests
from tests.unguarded import unguarded


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often a document was encoded, hashed and rebuilt."""
    counts: Counter[str] = Counter()

    def counted(name: str, inner: Callable[..., Any], about: Callable[[Any], bool]) -> Callable[..., Any]:
        def call(*values: Any) -> Any:
            counts[name] += about(values[0])
            return inner(*values)

        return call

    def holds(value: Any) -> bool:
        return isinstance(value, Document) or (isinstance(value, dict) and "paragraphs" in value)

    monkeypatch.setattr(digests, "to_plain", counted("encoded", digests.to_plain, holds))
    monkeypatch.setattr(digests, "content_digest", counted("hashed", digests.content_digest, holds))
    built = counted("rebuilt", stored_documents.from_plain, lambda kind: kind is Document)
    monkeypatch.setattr(stored_documents, "from_plain", built)
    return counts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.db"


def entry_hashes(path: Path) -> set[str]:
    """What is sealed of documents in the database."""
    with sqlite3.connect(path) as connection:
        return {row[0] for row in connection.execute("select document_content_sha256 from answers")}


def change(path: Path, statement: str, *values: Any) -> None:
    with unguarded(path) as connection:
        connection.execute(statement, values)


def test_answers_about_a_new_document_cost_one_digest(
    path: Path, document: Document, answer: Answer, done: Counter[str]
) -> None:
    with open_store(path) as store:
        for number in range(3):
            store.add_document(document)
            store.add_answer(replace(answer, id=f"{number:012x}"))
    assert done == Counter(encoded=1, hashed=1, rebuilt=1)


def test_answers_about_a_stored_document_cost_one_digest(
    path: Path, document: Document, answer: Answer, done: Counter[str]
) -> None:
    with open_store(path) as store:
        store.add_document(document)
    done.clear()
    with open_store(path) as store:
        found = store.get_document(document.sha256, document.parser)
        for number in range(3):
            store.add_document(replace(found, name="as the file is called now.pdf"))
            store.add_answer(replace(answer, id=f"{number:012x}"))
            assert store.find_document(document.sha256, document.parser) == document
    assert done == Counter(encoded=1, hashed=1, rebuilt=1)
    assert entry_hashes(path) == {digests.document_digest(document)}


def test_a_document_that_is_read_again_takes_one_digest(path: Path, document: Document, done: Counter[str]) -> None:
    with open_store(path) as store:
        store.add_document(document)
    done.clear()
    with open_store(path) as store:
        for _ in range(3):
            store.get_document(document.sha256, document.parser)
    assert done == Counter(encoded=1, hashed=1, rebuilt=1)


@pytest.mark.parametrize(
    "statement",
    [
        "update paragraphs set text = text || '!' where paragraph = 1",
        "update paragraphs set words = '0,1,1,0,0,1,1' where paragraph = 1",
        "update paragraphs set boxes = replace(boxes, 'page', 'page') || ' '",
        "update paragraphs set boxes = ' ' || boxes",
        "update documents set coverage = replace(coverage, '\"pages\": ', '\"pages\": 1')",
        "update furniture set text = 'x'",
        "delete from furniture",
    ],
)
def test_a_change_between_reading_and_saving_is_noticed(
    path: Path, document: Document, answer: Answer, statement: str
) -> None:
    with open_store(path) as store:
        store.add_document(document)
    with open_store(path) as store:
        found = store.get_document(document.sha256, document.parser)
        change(path, statement)
        with open_store(path, read_only=True) as other:
            now = other.get_document(document.sha256, document.parser, checked=False)
        if now == document:  # other white space in JSON: the same document
            store.add_document(found)
            assert store.get_document(document.sha256, document.parser) == now
            store.add_answer(answer)
            assert entry_hashes(path) == {digests.document_digest(now)}
            return
        for use in (
            lambda: store.add_document(found),
            lambda: store.find_document(document.sha256, document.parser),
            lambda: store.get_document(document.sha256, document.parser),
            lambda: store.add_answer(answer),
        ):
            with pytest.raises(StorageError, match="was changed after it was recorded"):
                use()


@pytest.mark.parametrize(
    "statement",
    [
        "update paragraphs set boxes = '[]' where paragraph = 1",
        "update paragraphs set boxes = boxes || '[]' where paragraph = 1",
        "update paragraphs set heading_path = '' where paragraph = 1",
        "update paragraphs set heading_path = '[' where paragraph = 1",
        "update documents set coverage = coverage || ' {}'",
    ],
)
def test_what_docexplain_did_not_write_is_refused_after_it_was_known(
    path: Path, document: Document, statement: str
) -> None:
    with open_store(path) as store:
        store.add_document(document)
        change(path, statement)
        with pytest.raises(StorageError, match="did not write"):
            store.add_document(document)
        with pytest.raises(StorageError, match="did not write"):
            store.find_document(document.sha256, document.parser)


def test_verify_computes_from_what_is_stored(path: Path, document: Document, answer: Answer) -> None:
    with open_store(path) as store:
        store.add_document(document)
        store.add_answer(answer)
        assert not store.verify().problems
        change(path, "update paragraphs set heading_path = ? where paragraph = 1", json.dumps(["changed"]))
        assert any("changed since" in problem for problem in store.verify().problems)


def test_documents_that_are_asked_in_turn_are_each_known(
    path: Path, document: Document, answer: Answer, done: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_documents, "_MOST_PARAGRAPHS", 8)
    others = [replace(document, sha256=f"{number:064x}") for number in range(8)]
    with open_store(path) as store:
        for each in others:
            store.add_document(each)
        done.clear()
        for each in others[-2:] * 2:
            store.add_document(each)
        assert done == Counter()
        store.add_document(others[0])  # long forgotten: compared by its content
        assert done["rebuilt"] == 1
        store.add_answer(replace(answer, document_sha256=others[0].sha256, what_if=None))
    with open_store(path) as store:
        assert not store.verify().problems


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One item for each time that a document's rows are read."""
    times: list[None] = []

    def counted(*values: Any) -> Any:
        times.append(None)
        return inner(*values)

    inner = stored_documents.read_rows
    for module in (stored_documents, sql_store):
        monkeypatch.setattr(module, "read_rows", counted)
    return times


def test_one_question_reads_the_rows_once(path: Path, document: Document, answer: Answer, reads: list[None]) -> None:
    with open_store(path) as store:
        store.add_document(document)
    reads.clear()
    with open_store(path) as store:
        found = store.get_document(document.sha256, document.parser)
        store.add_document(found)
        store.add_answer(answer)
        assert len(reads) == 1
        change(path, "update documents set name = name")  # by another program, though it changes nothing
        store.add_document(found)
        assert len(reads) == 2
        store.add_document(found)
        assert len(reads) == 2


def test_what_was_not_saved_after_all_is_not_remembered(
    path: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise StorageError("not saved")

    with open_store(path) as store:
        with monkeypatch.context() as patched, pytest.raises(StorageError, match="not saved"):
            patched.setattr(sql_store, "check_same", fail)
            store.add_document(document)
        assert store.find_document(document.sha256, document.parser) is None
        store.add_document(document)
        assert store.find_document(document.sha256, document.parser) == document


def test_rows_that_this_store_wrote_itself_are_read_again(path: Path, document: Document) -> None:
    with open_store(path) as store:
        store.add_document(document)
        store.get_document(document.sha256, document.parser)
        with store._database.writing.begin() as connection, suspended(connection):  # as a redaction does
            connection.exec_driver_sql("update paragraphs set text = 'changed' where paragraph = 1")
        found = store.get_document(document.sha256, document.parser, checked=False)
    assert found.paragraphs[0].text == "changed"
