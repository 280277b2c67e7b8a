"""Facts that stand more than once: the generator, and what is counted."""

from __future__ import annotations

import random

import pytest

from docexplain.errors import UsageError
from docexplain.evaluation import redundancy, squad
from docexplain.evaluation.redundancy import Found, evaluate_redundancy
from docexplain.evaluation.restatement import recorded, reworded, single_fact
from docexplain.evaluation.squad import Example

TEXT = "In 1850, many large houses were built near Ohio. The owner was Ms Lee. She died in May."


def _example(answer="Ms Lee", text=TEXT, others=("Nothing here.",)):
    return Example(0, (text, *others), 0, "Who was the owner?", answer, text.index(answer))


def test_a_fact_is_reworded_around_its_answer():
    text = reworded(_example("Ohio"), random.Random(1))
    assert "Ohio" in text
    assert "A large number of big houses were put up close to Ohio, in 1850." in text
    assert "many large" not in text


def test_the_answer_itself_is_never_reworded():
    assert "large" in reworded(_example("large"), random.Random(1))
    assert "In 1850" in reworded(_example("In 1850"), random.Random(1))


def test_a_fact_is_recorded_as_a_reply():
    text = recorded(_example(), random.Random(1))
    assert "who was the owner" in text and "Ms Lee" in text and "?" not in text


@pytest.mark.parametrize("make", [reworded, recorded])
def test_the_generator_can_be_repeated_and_varies(make):
    assert make(_example(), random.Random(3)) == make(_example(), random.Random(3))
    assert len({make(_example(), random.Random(seed)) for seed in range(20)}) > 1


def test_only_facts_that_stand_once_are_taken():
    once, twice = _example(), _example(others=("Ms Lee was here too.",))
    assert single_fact([once, twice]) == [once]
    across = _example("Ohio. The owner")
    assert single_fact([across]) == []


def test_what_was_found_is_counted(monkeypatch, language_model):
    """The explanation is replaced by one that groups every paragraph that names the answer."""

    def explain(_model, texts, example):
        holders = frozenset(i for i, text in enumerate(texts) if example.answer in text)
        return Found(True, holders, holders if len(holders) > 1 else frozenset())

    monkeypatch.setattr(redundancy, "_explain", explain)
    found = evaluate_redundancy(language_model, [_example()])
    assert found["one"] == {"falsely_grouped": 0, "cited": 1, "unsupported": 0}
    perfect = {"all_found": 1, "any_cited": 1, "wrongly_in_group": 0, "unsupported": 0}
    assert found["two"] == {"reworded": perfect, "recorded": perfect}
    assert found["three"] == perfect


def test_what_was_missed_is_counted(monkeypatch, language_model):
    wrong = Found(True, frozenset({1}), frozenset({0, 1}))
    monkeypatch.setattr(redundancy, "_explain", lambda *_: wrong)
    monkeypatch.setattr(redundancy, "_insert", lambda example, added, _: (list(example.paragraphs), frozenset({0, 2})))
    found = evaluate_redundancy(language_model, [_example()])
    assert found["one"]["falsely_grouped"] == 1 and found["one"]["cited"] == 0
    assert found["three"] == {"all_found": 0, "any_cited": 0, "wrongly_in_group": 1, "unsupported": 0}


def test_a_tiny_model_runs_through(language_model, dataset):
    done = []
    found = evaluate_redundancy(language_model, squad.load(dataset), on_question=done.append)
    assert found["questions"] == len(done) == 4
    assert all(0 <= value <= 1 for value in found["three"].values())


def test_questions_that_do_not_fit_the_model_are_skipped(language_model, dataset, monkeypatch):
    monkeypatch.setattr(redundancy, "_fits", lambda _model, example: "law" not in example.question)
    found = evaluate_redundancy(language_model, squad.load(dataset))
    assert (found["questions"], found["skipped"]) == (3, 1)
    monkeypatch.undo()
    long = _example(others=("word " * language_model.info.context_tokens,))
    with pytest.raises(UsageError, match="fits"):
        evaluate_redundancy(language_model, [long])


def test_no_question_that_can_be_used_is_an_error(language_model):
    with pytest.raises(UsageError, match="one paragraph only"):
        evaluate_redundancy(language_model, [_example(others=("Ms Lee.",))])
