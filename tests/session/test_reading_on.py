"""What is read of a document can be asked while the rest is still read."""

from __future__ import annotations

import threading

import pymupdf
import pytest

from docexplain.errors import NotFoundError
from docexplain.ingest import ParseOptions, drafts
from docexplain.session import AskOptions, Cancelled, Drafted, Session
from storage import open_store

QUESTION = "What is paid for page 1?"
PAGES = 12


@pytest.fixture
def book(tmp_path):
    with pymupdf.open() as pdf:
        for number in range(1, PAGES + 1):
            text = f"For page {number} of this book {number * 10} dollars are paid to the writer of it."
            pdf.new_page().insert_text((72, 100), text)
        pdf.save(tmp_path / "book.pdf")
    return tmp_path / "book.pdf"


@pytest.fixture(params=["file", "memory"])
def store(request, database):
    with open_store(database if request.param == "file" else ":memory:") as store:
        yield store


@pytest.fixture
def session(store, language_model, monkeypatch):
    monkeypatch.setattr(drafts, "_SECONDS", 0.0)
    monkeypatch.setattr(drafts, "_SHARE", float("inf"))
    return Session(store=store, model=language_model, search="words", parse=ParseOptions(layout="fast"))


def test_the_first_pages_are_asked_beside_the_reading_and_both_are_recorded(session, book, store):
    answers, threads = [], []

    def asked(document):
        answers.append(session.ask(document, QUESTION, options=AskOptions(read="all")))

    def listen(event):
        if isinstance(event, Drafted) and not threads:
            threads.append(threading.Thread(target=asked, args=(event.document,)))
            threads[0].start()

    whole = session.ingest(book, drafts=True, listener=listen)
    threads[0].join()
    (answer,) = answers
    part = session.document_of(answer)
    ((first, last),) = part.coverage.only_pages
    assert first == 1
    assert last < PAGES
    assert answer.paragraphs_total == last
    assert answer.timings.ingest_s == 0
    assert session.ask(whole, QUESTION).timings.ingest_s > 0
    assert part.parser.endswith(f"pages=1{f'-{last}' if last > 1 else ''}")
    assert (len(whole.paragraphs), whole.coverage.only_pages) == (PAGES, ())
    assert session.find_document(whole.sha256) == whole
    assert session.on_record(answer).problems == ()
    assert store.verify().problems == ()
    assert session.history(whole)[-1].id == answer.id


def test_a_draft_that_nobody_asks_is_not_stored(session, book, store):
    told = []
    session.ingest(book, drafts=True, listener=told.append)
    parsers = [event.document.parser for event in told if isinstance(event, Drafted)]
    assert parsers
    assert [parse.parser for parse in store.stored_parses()] == [session.ingest(book).parser]


def test_who_stops_the_reading_can_ask_what_is_read(session, book, store):
    cancel, told = threading.Event(), []

    def listen(event):
        if isinstance(event, Drafted):
            told.append(event.document)
            cancel.set()

    with pytest.raises(Cancelled):
        session.ingest(book, drafts=True, listener=listen, cancel=cancel)
    answer = session.ask(told[-1], QUESTION)
    assert session.document_of(answer) == told[-1]
    assert session.on_record(answer).problems == ()
    assert session.place_of(told[-1]) == book


def test_nobody_is_told_of_drafts_unasked(session, book):
    told = []
    session.ingest(book, listener=told.append)
    assert not any(isinstance(event, Drafted) for event in told)


def test_threads_take_turns_at_one_database_in_memory(language_model, document):
    """All transactions share one connection there: one in the middle of another would see and undo its work."""
    problems = []
    with open_store(":memory:") as store:

        def store_and_look(number):
            try:
                for _ in range(30):
                    store.keep_pages("ab" * 32, f"p{number}", {1: "{}"})
                    assert store.unfinished_pages("ab" * 32, f"p{number}") == {1: "{}"}
                    with pytest.raises(NotFoundError):
                        store.get_answer("none")
            except BaseException as error:
                problems.append(error)

        threads = [threading.Thread(target=store_and_look, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
