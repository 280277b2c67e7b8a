"""The model of a session: warmed up before the first question, given to one call at a time, and changed."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from docexplain.errors import ModelError
from docexplain.model.language_model import LanguageModel
from docexplain.session import AskOptions, Cancelled, Progress, Session, Stage
from docexplain.session.loader import Loader
from tests.conftest import make_llama

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=3)


@pytest.fixture
def loads(monkeypatch, tokenizer):
    """Loads tiny models by any name but ``bad``; waits where a gate is shut."""

    class Loads:
        def __init__(self):
            self.names, self.gate, self.models = [], threading.Event(), []
            self.gate.set()
            self.reached = threading.Event()

        def __call__(self, loader, listener):
            self.names.append(loader.name)
            self.reached.set()
            assert self.gate.wait(10)
            if loader.name == "bad":
                raise ModelError("There is no model bad.")
            model = LanguageModel(make_llama(), tokenizer, name=str(loader.name))
            self.models.append(weakref.ref(model.model))
            return model

    fake = Loads()

    def load(loader, listener):
        return fake(loader, listener)

    monkeypatch.setattr(Loader, "load", load)
    yield fake
    fake.gate.set()


@pytest.fixture
def session():
    return Session(model="first")


def test_a_warm_model_is_not_loaded_again(session, loads, document):
    heard = []
    info = session.warm_up(listener=heard.append)
    assert info.name == "first"
    assert Progress(Stage.LOAD, 0, None) in heard and heard[-1] == Progress(Stage.LOAD, 1, 1)
    heard.clear()
    answer = session.ask(document, QUESTION, options=SHORT, listener=heard.append)
    assert (answer.model.name, loads.names) == ("first", ["first"])
    assert not [event for event in heard if isinstance(event, Progress) and event.stage is Stage.LOAD]


def test_it_fails_as_a_question_would_and_can_be_tried_again(loads, document):
    session = Session(model="bad")
    for call in (session.warm_up, lambda: session.ask(document, QUESTION, options=SHORT)):
        with pytest.raises(ModelError, match="no model bad"):
            call()
    session.use_model("good")
    assert session.warm_up().name == "good"


def test_another_model_answers_from_the_next_question_on(session, loads, document):
    assert session.ask(document, QUESTION, options=SHORT).model.name == session.model_name == "first"
    session.use_model("second")
    assert (session.model_name, loads.names) == ("second", ["first"])
    assert session.ask(document, QUESTION, options=SHORT).model.name == "second"
    session.use_model("second")
    assert session.ask(document, QUESTION, options=SHORT).model.name == "second"
    assert loads.names == ["first", "second"]
    session.use_model(None)
    assert session.model_name is None
    session.warm_up()
    assert loads.names == ["first", "second", None]


def test_the_one_before_is_let_go(session, loads, document):
    session.ask(document, QUESTION, options=SHORT)
    gc.disable()  # nobody else does it
    try:
        session.use_model("second")
        assert loads.models[0]() is None
    finally:
        gc.enable()


def test_a_loaded_model_may_be_given(session, loads, document, language_model):
    session.use_model(language_model)
    assert session.model_name == language_model.info.name
    assert session.ask(document, QUESTION, options=SHORT).model == language_model.info
    assert loads.names == []


def test_a_question_waits_for_the_model_that_is_being_loaded(session, loads, document, pdf):
    loads.gate.clear()
    warming = threading.Thread(target=session.warm_up, kwargs={"cancel": threading.Event()})
    warming.start()
    assert loads.reached.wait(10)
    heard, answers = [], []
    asking = threading.Thread(
        target=lambda: answers.append(session.ask(document, QUESTION, options=SHORT, listener=heard.append))
    )
    asking.start()
    assert session.ingest(pdf).paragraphs  # which needs no model, and does not wait
    assert session.history() == session.documents() == []
    asking.join(0.2)
    assert asking.is_alive()
    assert heard == [Progress(Stage.LOAD, 0, None)]
    loads.gate.set()
    for thread in (warming, asking):
        thread.join(30)
    assert (answers[0].model.name, loads.names) == ("first", ["first"])


def test_who_waits_can_be_stopped_and_so_can_the_loading(session, loads, document):
    loads.gate.clear()
    stop_warming, stop_asking, ended = threading.Event(), threading.Event(), []

    def until_stopped(call, cancel, *arguments):
        with pytest.raises(Cancelled):
            call(*arguments, cancel=cancel)
        ended.append(call.__name__)

    warming = threading.Thread(target=until_stopped, args=(session.warm_up, stop_warming))
    warming.start()
    assert loads.reached.wait(10)
    asking = threading.Thread(target=until_stopped, args=(session.ask, stop_asking, document, QUESTION))
    asking.start()
    stop_asking.set()
    asking.join(10)
    stop_warming.set()
    warming.join(10)
    assert ended == ["ask", "warm_up"]
    session.use_model("second")
    loads.gate.set()
    assert session.warm_up().name == "second"


def test_a_question_that_waits_is_answered_by_the_model_that_was_chosen_meanwhile(session, loads, document):
    loads.gate.clear()
    answers = []
    asked = [
        threading.Thread(target=lambda: answers.append(session.ask(document, QUESTION, options=SHORT)))
        for _ in range(2)
    ]
    asked[0].start()
    assert loads.reached.wait(10)
    asked[1].start()
    session.use_model("second")  # at once, though the first one is still being loaded
    assert session.model_name == "second"
    loads.gate.set()
    for thread in asked:
        thread.join(30)
    assert [answer.model.name for answer in answers] == ["first", "second"]
