"""An answer that is given again."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import pytest
import torch

from docexplain.answers.said import replays
from docexplain.errors import QuestionError
from docexplain.records import Outcome, Scope, Settings, Steer
from docexplain.session import AskOptions, Session

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=6)


@pytest.fixture
def session(store, language_model) -> Session:
    return Session(store=store, model=language_model)


def given(session, document):
    return session.ask(document, QUESTION, options=AskOptions(read="all", answer="ten dollars", answer_by="Zoë"))


def steered(session, document):
    original = session.ask(document, QUESTION, options=SHORT)
    return session.what_if(document, original, [Steer(2, 0.0)])


def full(session, document):
    return session.ask(document, QUESTION, options=AskOptions(Settings(scope=Scope.FULL), read="all", max_new_tokens=4))


@pytest.mark.parametrize("kind", [None, given, steered, full])
def test_the_same_model_gives_the_same_bits(session, store, document, kind) -> None:
    answer = kind(session, document) if kind else session.ask(document, QUESTION, options=SHORT)
    before = store.verify().entries
    found = session.replay(document, store.get_answer(answer.id))
    assert (found.outcome, found.largest, found.changes) == (Outcome.SAME_BITS, 0.0, ())
    assert found.again.given_by == answer.given_by
    assert store.verify().entries == before  # nothing is saved


def test_what_has_changed_is_told(session, store, document, monkeypatch) -> None:
    answer = session.ask(document, QUESTION, options=SHORT)
    made = replace(answer.provenance, threads=64, packages=(("torch", "1.0"),), files=())
    then = replace(answer, provenance=made, version="0.0.9", model=replace(answer.model, device="cuda:0"))
    found = session.replay(document, then)
    said = {change.what: (change.then, change.now) for change in found.changes}
    assert found.outcome is Outcome.SAME_BITS
    assert said["threads"] == ("64", str(torch.get_num_threads()))
    assert said["torch"] == ("1.0", version("torch"))
    assert said["device"] == ("cuda:0", answer.model.device)
    assert said["docexplain"][0] == "0.0.9"
    assert any("threads was 64" in line for line in replays.details(found))


def test_an_answer_that_comes_out_otherwise_is_different(session, document) -> None:
    answer = session.ask(document, QUESTION, options=SHORT)
    found = session.replay(document, replace(answer, text="something else"))
    assert found.outcome is Outcome.DIFFERENT
    assert any("'something else'" in line for line in replays.details(found))


def test_a_difference_within_the_noise_is_the_same(session, document) -> None:
    answer = session.ask(document, QUESTION, options=SHORT)
    first, *rest = answer.effects

    def moved(by: float):
        return replace(answer, effects=(replace(first, effect=first.effect + by), *rest), noise_floor=0.1)

    assert session.replay(document, moved(0.05)).outcome is Outcome.SAME
    assert session.replay(document, moved(0.05)).largest == pytest.approx(0.05)
    assert session.replay(document, moved(0.5)).outcome is Outcome.DIFFERENT


def test_without_provenance_it_is_said_that_nobody_knows(session, document) -> None:
    answer = session.ask(document, QUESTION, options=SHORT)
    found = session.replay(document, replace(answer, provenance=None))
    assert (found.outcome, found.changes) == (Outcome.SAME_BITS, ())
    assert "not recorded yet" in replays.details(found)[-1]


def test_another_model_is_refused(session, document) -> None:
    answer = session.ask(document, QUESTION, options=SHORT)
    with pytest.raises(QuestionError, match="was made by another"):
        session.replay(document, replace(answer, model=replace(answer.model, name="another")))
