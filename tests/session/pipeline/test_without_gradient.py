"""Where no gradient comes back, or memory has no room for one, an answer is explained by rows, and that is said."""

from __future__ import annotations

import pytest

from docexplain.attribution.path import integral
from docexplain.attribution.path.gradients import NoGradientError
from docexplain.records import Mode
from docexplain.session import AskOptions, Notice, Session

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=6)


@pytest.fixture
def session(language_model):
    return Session(model=language_model, allow_unidentified=True)


@pytest.mark.parametrize(
    ("error", "why"),
    [(NoGradientError("no derivative"), "no derivative"), (RuntimeError("CUDA out of memory"), "memory has no room")],
)
def test_an_answer_whose_gradient_fails_is_explained_by_rows(session, document, monkeypatch, error, why):
    def failing(*_):
        raise error

    monkeypatch.setattr(integral, "path_gradients", failing)
    said = []
    answer = session.ask(document, QUESTION, options=SHORT, listener=said.append)
    assert answer.settings.mode is Mode.MASK
    assert answer.path is None and all(effect.per_token for effect in answer.effects)
    assert any(why in event.text for event in said if isinstance(event, Notice))


def test_another_error_is_not_taken_for_one_of_memory(session, document, monkeypatch):
    def failing(*_):
        raise RuntimeError("something else")

    monkeypatch.setattr(integral, "path_gradients", failing)
    with pytest.raises(RuntimeError, match="something else"):
        session.ask(document, QUESTION, options=SHORT)
