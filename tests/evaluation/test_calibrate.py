"""Calibration of the verdict on made-up cases, and on a tiny model."""

from __future__ import annotations

import math
import random
import re
from dataclasses import replace

import pytest

from docexplain.attribution.conclusions.verdict import score
from docexplain.errors import UsageError
from docexplain.evaluation import squad
from docexplain.evaluation.calibrate import Case, calibrate, collect, thresholds


def _cases(separation, *, per_article=8, articles=12, noise=1.0, seed=1):
    """Positives have signals that are higher by ``separation`` standard deviations."""
    dice = random.Random(seed)
    cases = []
    for article in range(articles):
        for i in range(per_article):
            positive = i % 2 == 0
            value = dice.gauss(separation * positive, noise)
            for kind in ("given", "generated"):
                cases.append(Case(article, kind, positive, {"share": value, "new_drop": value, "question": 0.0}))
    return cases


def test_separated_answers_are_told_apart():
    pair, report = calibrate(_cases(8), made_for="m", made_by="c")
    assert report["given"]["auroc"] == 1
    assert report["given"]["supported_wrongly"] == report["given"]["unsupported_wrongly"] == 0
    assert (pair["given"].answers, pair["generated"].answers) == ("given", "generated")
    assert score({"share": 8, "question": 0}, pair["given"]) > 0.9
    assert score({"share": 0, "question": 0}, pair["given"]) < 0.1


def test_noise_is_not_taken_for_quality():
    """Held-out articles: with no signal at all the regression may fit, but the AUROC must not."""
    _, report = calibrate(_cases(0, articles=20), made_for="m", made_by="c")
    assert 0.3 < report["given"]["auroc"] < 0.65


def test_the_weights_are_for_the_signals_as_they_are():
    """Two classes, equal spread: the logistic regression's weight is separation / variance, its middle the midpoint."""
    pair, _ = calibrate(_cases(1.5, articles=100, noise=1.0), made_for="m", made_by="c")
    weights = {w.signal: w.weight for w in pair["given"].weights}
    assert weights["share"] == pytest.approx(1.5, abs=0.25)
    middle = score({"share": 0.75, "question": 0}, pair["given"])
    assert middle == pytest.approx(0.5, abs=0.05)


def test_the_supported_threshold_errs_as_often_on_either_side():
    positive = [0.5 + i / 200 for i in range(100)]  # 0.5 to 0.995
    negative = [i / 140 for i in range(100)]  # 0 to 0.707
    supported, unsupported = thresholds(positive, negative)
    wrongly_supported, missed = sum(s >= supported for s in negative), sum(s < supported for s in positive)
    assert abs(wrongly_supported - missed) <= 1
    assert 15 < missed < 20
    assert sum(s < unsupported for s in positive) == 5


def test_separate_scores_need_one_threshold_only():
    assert thresholds([0.8, 0.9], [0.1, 0.2]) == (0.8, 0.8)


@pytest.mark.parametrize("positives", [True, False])
def test_one_sided_data_is_refused(positives):
    cases = [case for case in _cases(3) if case.positive is positives]
    with pytest.raises(UsageError, match="larger sample"):
        calibrate(cases, made_for="m", made_by="c")


def test_collecting_explains_on_the_right_and_on_another_article(language_model, dataset):
    examples = squad.load(dataset)[-2:]  # one of each article
    done = []
    cases = collect(language_model, examples, examples, on_question=done.append)
    given = [case for case in cases if case.kind == "given"]
    left = [sum(e.answer not in text for text in e.paragraphs) for e in examples]
    assert sorted(left) == [0, 1], "of the first nothing is left without the answer"
    once, more = [(True, False), (False, False)], [(True, False), (False, False), (False, True)]
    assert [(case.positive, case.near) for case in given] == [pair for n in left for pair in (more if n else once)]
    assert {case.article for case in cases} == {example.article for example in examples}
    assert all(math.isfinite(value) for case in cases for value in case.signals.values())
    # A tiny random model never says the gold answer: its own answers are negatives only.
    assert not any(case.positive for case in cases if case.kind == "generated")
    assert done == list(range(1, len(examples) + 1))


def test_negatives_on_the_own_article_are_counted_apart():
    cases = _cases(8)
    near = [Case(c.article, "given", False, {**c.signals, "share": 8.0}, near=True) for c in cases if not c.positive]
    _, report = calibrate([*cases, *near[::8]], made_for="m", made_by="c")
    assert report["given"]["negatives"] == 48 and report["given"]["auroc"] == 1
    assert report["given"]["near"]["negatives"] == 12
    assert report["given"]["near"]["auroc"] == pytest.approx(0.5, abs=0.2)
    assert report["given"]["near"]["supported_wrongly"] > 0.3
    assert "near" not in report["generated"]


def test_one_article_is_too_few(language_model, dataset):
    examples = [example for example in squad.load(dataset) if example.article == 0]
    with pytest.raises(UsageError, match="two articles"):
        collect(language_model, examples, examples)


def test_what_is_called_supported_is_told_before_and_after_the_checks():
    cases = [replace(case, lowered=i % 8 in (0, 1)) for i, case in enumerate(_cases(8))]  # a quarter, of both kinds
    cases += [replace(cases[0], positive=False, near=True, lowered=False)]
    pair, report = calibrate(cases, made_for="m", made_by="c")
    shares = report["given"]["supported"]
    assert shares["negatives"] == {"by_score": 0, "after_checks": 0}
    assert shares["near"] == {"by_score": 1, "after_checks": 1}
    assert shares["positives"]["by_score"] - shares["positives"]["after_checks"] == pytest.approx(0.5, abs=0.05)
    assert "near" not in report["generated"]["supported"]
    assert (
        calibrate(_cases(8), made_for="m", made_by="c")[0]["generated"] == pair["generated"]
    )  # thresholds are the score's


@pytest.mark.parametrize(
    ("question", "lowered"), [("How many zebras are there?", True), ("What else is there?", False)]
)
def test_an_answer_without_what_is_asked_for_is_told_as_lowered(
    language_model, dataset, monkeypatch, question, lowered
):
    monkeypatch.setattr("docexplain.evaluation.calibrate.FAINT", -1.0)  # a tiny model's answers hardly move
    asked = [replace(each, question=question) for each in squad.load(dataset) if not re.search(r"\d", each.answer)]
    asked = [next(each for each in asked if each.article == article) for article in {each.article for each in asked}]
    cases = [case for case in collect(language_model, asked, squad.load(dataset)) if case.kind == "given"]
    assert any(case.lowered for case in cases if case.positive) is lowered
