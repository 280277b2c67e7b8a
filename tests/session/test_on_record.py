"""Nothing is asked of, or built on, what is not what was recorded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from docexplain.errors import NotFoundError, StorageError
from docexplain.records import Steer
from docexplain.session import AskOptions, Caches, Cancelled, Notice, Session

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=4, mode="mask")


@pytest.fixture
def session(store, language_model):
    return Session(store=store, model=language_model)


@pytest.fixture
def change(database):
    def run(statement):
        with closing(sqlite3.connect(database)) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(statement)
            connection.commit()

    return run


CHANGED = "UPDATE paragraphs SET text = '99 dollars' WHERE paragraph = 2"


def test_a_parse_that_was_changed_is_not_read_again(session, pdf, change):
    session.ingest(pdf)
    change(CHANGED)
    with pytest.raises(StorageError, match=r"contract\.pdf was changed after it was recorded"):
        session.ingest(pdf)


def test_nor_as_part_of_the_library(session, document, change):
    session.ask(document, QUESTION, options=SHORT)
    change(CHANGED)
    with pytest.raises(StorageError, match="was changed after it was recorded"):
        session.library()


def test_an_answer_is_not_saved_on_one_that_was_changed_meanwhile(session, store, document, change):
    first = session.ask(document, QUESTION, options=SHORT)
    change(CHANGED)
    with pytest.raises(StorageError, match="was changed after it was recorded"):
        session.ask(document, QUESTION, options=SHORT)
    assert [line.id for line in session.history()] == [first.id]
    [line] = session.history()
    assert line.on_record.problems
    assert session.on_record(first).problems
    assert session.on_record(replace(first, id="ffff")) is None


def test_no_what_if_of_an_answer_that_was_changed(session, document, change):
    answer = session.ask(document, QUESTION, options=SHORT)
    assert session.what_if(document, answer, (Steer(2, 0.0),)).what_if.original == answer.id
    change(f"UPDATE answers SET verdict_score = 2.0 WHERE id = '{answer.id}'")
    with pytest.raises(StorageError, match="This answer is not what was recorded"):
        session.what_if(document, answer, (Steer(2, 0.0),))


def test_after_a_redaction(session, store, document):
    other = replace(document, sha256="ee" * 32, name="other.pdf")
    answer = session.ask(document, QUESTION, options=SHORT)
    store.add_document(other)
    store.log.redact(document.sha256, "a request")
    with pytest.raises(StorageError, match=r"is gone \(redacted on .* because a request\)"):
        session.what_if(document, answer, (Steer(2, 0.0),))
    with pytest.raises(StorageError, match="because a request"):
        session.document_of(answer)
    told = []
    assert [part.name for part in session.library(listener=told.append).parts] == ["other.pdf"]
    assert "Left out: 1 redacted document." in told[0].text
    store.log.redact(other.sha256, "another request")
    with pytest.raises(NotFoundError):
        session.library()


@pytest.fixture
def interrupted(store, pdf, monkeypatch):
    """The page of the PDF is kept, and the parse did not end."""
    monkeypatch.setattr("docexplain.ingest.workers.kept_pages.BATCH_SECONDS", 0.0)

    def stop(caches):
        session = Session(store=store, caches=caches)
        with pytest.raises(Cancelled), monkeypatch.context() as patch:
            patch.setattr("docexplain.ingest.workers.kept_pages.Unfinished.complete", _cancelled)
            session.ingest(pdf)

    return stop


def _cancelled(*_):
    raise Cancelled


def test_a_forged_page_of_an_interrupted_parse_is_read_anew(store, pdf, tmp_path, interrupted, change):
    caches = Caches(page_key=tmp_path / "key")
    interrupted(caches)
    assert Session(store=store, caches=caches).unfinished(pdf) == 1
    change("UPDATE unfinished_pages SET content = replace(content, 'dollars', 'pennies')")
    told = []
    session = Session(store=store, caches=caches)
    assert session.unfinished(pdf) == 0
    document = session.ingest(pdf, listener=told.append)
    assert "pennies" not in " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "1 kept page not sealed on this machine, read anew." in [e.text for e in told if isinstance(e, Notice)]


def test_a_kept_page_serves_another_session_with_the_key_alone(store, pdf, tmp_path, interrupted):
    interrupted(Caches(page_key=tmp_path / "key"))
    assert Session(store=store, caches=Caches(page_key=tmp_path / "key")).unfinished(pdf) == 1
    assert Session(store=store).unfinished(pdf) == 0
