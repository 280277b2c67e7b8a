"""What comes of work that cannot be saved."""

from __future__ import annotations

import threading

import pytest

from docexplain.errors import StorageError
from docexplain.ingest.workers.page_seal import PageSeal
from docexplain.records import Steer
from docexplain.session import AnswerNotSaved, AskOptions, Cancelled, DocumentNotSaved, Notice, Session
from docexplain.session.saving import SparePages
from docexplain.session.store import NullStore

QUESTION, SHORT = "What is the pay per hour?", AskOptions(read="all", max_new_tokens=4)


class Full(NullStore):
    def add_document(self, document):
        raise StorageError("The disk is full.")

    def keep_pages(self, sha256, parser, pages):
        raise StorageError("The disk is full.")

    drop_pages = add_document


def test_the_answer_is_there_and_so_is_a_what_if_of_it(language_model, document):
    session = Session(store=Full(), model=language_model)
    with pytest.raises(AnswerNotSaved, match=r"^The disk is full\.$") as caught:
        session.ask(document, QUESTION, options=SHORT)
    answer = caught.value.answer
    assert (answer.question, caught.value.exit_code) == (QUESTION, 6)
    assert answer.effects
    with pytest.raises(AnswerNotSaved) as caught:
        session.what_if(document, answer, (Steer(2, 0.0),))
    assert caught.value.answer.what_if.original == answer.id


def test_the_document_is_there(pdf):
    session = Session(store=Full())
    with pytest.raises(DocumentNotSaved, match=r"^The disk is full\.$") as caught:
        session.ingest(pdf)
    assert len(caught.value.document.paragraphs) == 3
    assert session.ingest(pdf, keep=False) == caught.value.document


def test_pages_that_cannot_be_kept_for_another_try_cost_nothing(monkeypatch, pdf):
    monkeypatch.setattr("docexplain.ingest.workers.kept_pages.BATCH_SECONDS", 0.0)
    events = []
    document = Session(store=Full()).ingest(pdf, keep=False, listener=events.append)
    assert len(document.paragraphs) == 3
    (notice,) = [event.text for event in events if isinstance(event, Notice)]
    assert notice == "Should the reading be interrupted, it starts from the first page again: The disk is full."


def test_pages_that_cannot_be_dropped_cost_nothing_either():
    told = []
    pages = SparePages(Full(), PageSeal(), told.append)
    pages.drop_pages("ab")
    pages.keep_pages("ab", "parser", {1: "x"})
    assert len(told) == 1


def test_reading_a_file_stops_before_it_is_opened(pdf):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        Session().ingest(pdf, cancel=cancel)
