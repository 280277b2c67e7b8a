"""What comes of work that cannot be saved."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from docexplain.errors import StorageError, UsageError
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


class Busy(NullStore):
    """Is waited for 40 seconds, as far as it says."""

    tell = None

    @contextmanager
    def telling(self, tell):
        self.tell = tell
        yield
        self.tell = None

    def add_answer(self, answer):
        for seconds in range(40):
            self.tell(float(seconds))


def test_it_is_said_that_saving_waits(language_model, document):
    events = []
    Session(store=Busy(), model=language_model).ask(document, QUESTION, options=SHORT, listener=events.append)
    assert [event.text for event in events if isinstance(event, Notice) and "in use" in event.text] == [
        "The database is in use by another program: waiting to save ...",
        "The database is in use by another program: waiting to save, for 17 s so far.",
        "The database is in use by another program: waiting to save, for 32 s so far.",
    ]


def test_stopping_the_wait_hands_the_answer_over(language_model, document):
    cancel = threading.Event()

    def listen(event):
        if isinstance(event, Notice) and "in use" in event.text:
            cancel.set()

    session = Session(store=Busy(), model=language_model)
    with pytest.raises(AnswerNotSaved, match="not waited for any longer") as caught:
        session.ask(document, QUESTION, options=SHORT, listener=listen, cancel=cancel)
    assert caught.value.answer.text


def test_a_checkpoint_that_fails_is_told_and_loses_no_answer(language_model, document):
    class Keyless(NullStore):
        def __init__(self):
            self.saved = []

        def add_answer(self, answer):
            self.saved.append(answer.id)

        def checkpoint_when_due(self):
            raise UsageError("There is no key.", remedies=("make_key",))

    store, told = Keyless(), []
    answer = Session(store=store, model=language_model).ask(document, QUESTION, options=SHORT, listener=told.append)
    assert store.saved == [answer.id]
    [notice] = [event for event in told if isinstance(event, Notice) and "checkpoint" in event.text]
    assert ("There is no key." in notice.text, notice.remedies) == (True, ("make_key",))
