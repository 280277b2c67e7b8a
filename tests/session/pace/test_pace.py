"""How much a model reads by default: as its speed, measured by a clock of our own, allows."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from docexplain.model.language_model import LanguageModel
from docexplain.records import Steer
from docexplain.session import AskOptions, Caches, Session
from docexplain.session.pace import pace as pacing
from docexplain.session.pace.pace import SMALL_MODEL_READS, Pace
from docexplain.session.pace.speeds import LEAST
from tests.session.pipeline.test_reading import long_document

QUESTION = "What is the pay per hour?"


def fail():
    pytest.fail("the clock was asked")


def clock(seconds):
    """Each reading is so much later than the one before."""
    readings = count(step=seconds)
    return lambda: next(readings)


@pytest.fixture
def large(language_model: LanguageModel, monkeypatch) -> LanguageModel:
    monkeypatch.setattr(language_model, "info", replace(language_model.info, parameters=7_000_000_000))
    return language_model


def test_a_small_model_reads_little_however_fast_it_is(language_model):
    pace = Pace(language_model, clock=fail)
    pace.seen(10_000, 0.001)
    assert pace.tokens() == SMALL_MODEL_READS


def test_a_model_never_seen_before_is_tried_once(large, tmp_path):
    pace = Pace(large, tmp_path, clock(LEAST / 51.2))
    assert pace.tokens() == 1024
    assert Pace(large, tmp_path, fail).tokens() == 1024


def test_what_was_measured_takes_its_place(large, tmp_path):
    pace = Pace(large, tmp_path, clock(LEAST / 51.2))
    pace.tokens()
    pace.seen(900, 9.0)
    assert pace.tokens() == 1024  # 2,000 tokens in twenty seconds: not yet another budget
    for _ in range(3):
        pace.seen(900, 3.0)
    assert Pace(large, tmp_path, fail).tokens() == 4096


def test_it_is_another_one_with_other_weights_numbers_or_threads(large, tmp_path, monkeypatch):
    Pace(large, tmp_path, clock(1.0)).tokens()
    for changed in ({"fingerprint": "sha256:other"}, {"dtype": "bfloat16"}, {"device": "cuda:0"}):
        monkeypatch.setattr(large, "info", replace(large.info, **changed))
        Pace(large, tmp_path, clock(1.0)).tokens()
    monkeypatch.setattr("torch.get_num_threads", lambda: 99)
    Pace(large, tmp_path, clock(1.0)).tokens()
    assert len(list(tmp_path.iterdir())) == 5


def test_nothing_is_kept_of_a_model_that_nothing_identifies(large, tmp_path, monkeypatch):
    monkeypatch.setattr(large, "info", replace(large.info, fingerprint=""))
    Pace(large, tmp_path, clock(1.0)).tokens()
    assert not list(tmp_path.iterdir())


def test_a_session_reads_as_fast_as_it_is(large, tmp_path, monkeypatch, store):
    monkeypatch.setattr(pacing.Pace, "_tried", lambda self: 13.0)
    document = long_document(60)
    store.add_document(document)
    session = Session(model=large, store=store, caches=Caches(speeds=tmp_path / "speeds"))
    answer = session.ask(document, QUESTION, options=AskOptions(max_new_tokens=4))
    assert 31 in answer.read
    assert len(answer.read) < 60
    assert (answer.choice.budget, answer.choice.by) == (256, "bm25")
    costs = large.count_tokens([document.paragraph(i).text for i in answer.read])
    assert sum(costs) <= 256
    assert store.get_answer(answer.id).choice == answer.choice

    [kept] = (tmp_path / "speeds").iterdir()
    assert len(pacing.read_speeds(kept).measured) == 1
    monkeypatch.setattr(pacing.Pace, "tokens", lambda self: 512)
    more = session.ask(document, QUESTION, options=AskOptions(max_new_tokens=4))
    assert len(more.read) > len(answer.read)
    again = session.what_if(
        document, answer, [Steer(31, 0.0)]
    )  # the budget is another one by now, what was read is not
    assert (again.read, again.prompt_sha256, again.choice) == (answer.read, answer.prompt_sha256, answer.choice)


def test_a_short_document_is_read_whole_without_a_trial(large, document, monkeypatch):
    monkeypatch.setattr(pacing.Pace, "tokens", lambda self: fail())
    answer = Session(model=large).ask(document, QUESTION, options=AskOptions(max_new_tokens=4))
    assert len(answer.read) == len(document.paragraphs)
    assert answer.choice.budget == 0
