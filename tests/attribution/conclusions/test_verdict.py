from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from docexplain.attribution.conclusions.verdict import SIGNALS, new_words, question_share, score, signals, verdict_of
from docexplain.attribution.ranking.influence import Attribution
from docexplain.attribution.scoring.scorer import Scores
from docexplain.records import Calibration, Controls, Verdict, Weight

BY = Calibration("m", "given", "by hand", -2.0, (Weight("new_drop", 10.0),), supported=0.7, unsupported=0.3)


def _found(with_document, without, noise=0.0):
    baseline = -torch.tensor(with_document).log()
    together = -torch.tensor(without).log() - baseline
    drops = torch.zeros(1, len(baseline))
    return Attribution(baseline, together[None] / 2, together, drops, Controls(), noise, (0,))


def _signals(with_document, without, new, question=0.0):
    found = _found(with_document, without)
    return signals(found.baseline, found.together, new, question)


def test_signals():
    found = _signals([0.8, 0.5], [0.2, 0.5], [True, False], 0.4)
    assert found["new_drop"] == pytest.approx(0.6)
    assert found["share"] == pytest.approx(math.log(4) / (math.log(5) + math.log(2)))
    assert found["question"] == 0.4


class _Asked:
    """Stands in for the scorer of a question."""

    def hide(self, segments):
        assert segments == [[(3, 9)]]
        return Scores(torch.tensor([[2.0, 3.0, 5.0]]), torch.tensor([[1.0, 3.5, 3.0]]))


def test_what_a_question_owes_to_the_document():
    assert question_share(_Asked(), [(3, 9)]) == pytest.approx(0.25)


def test_all_tokens_count_where_the_answer_has_no_word_of_its_own():
    assert _signals([0.8, 0.5], [0.2, 0.5], [False, False])["new_drop"] == pytest.approx(0.3)


def test_words_of_the_question_are_not_new():
    answer, question = "The pay per Hour is 10 dollars.", "What is the pay per hour, and why?"
    pieces = ["The", " pay", " per", " Ho", "ur", " is", " 10", " dol", "lars", "."]
    ends = [len("".join(pieces[: i + 1])) for i in range(len(pieces))]
    offsets = list(zip([0, *ends[:-1]], ends, strict=True))
    new = new_words(answer, offsets, question)
    assert [piece for piece, is_new in zip(pieces, new, strict=True) if is_new] == [" 10", " dol", "lars"]


def test_the_score_is_a_logistic_function_of_the_weighed_signals():
    assert score({"new_drop": 0.2, "share": 5.0}, BY) == pytest.approx(0.5)
    assert score({"new_drop": 0.4}, BY) == pytest.approx(1 / (1 + math.exp(-2)))
    assert score({"new_drop": -1e9}, BY) == 0


def test_a_signal_that_is_not_there_is_no_zero():
    with pytest.raises(ValueError, match="share"):
        score({"new_drop": 1.0}, replace(BY, weights=(Weight("share", 1.0),)))


@pytest.mark.parametrize(
    ("with_document", "without", "verdict"),
    [
        ([0.9, 0.9], [0.2, 0.9], Verdict.SUPPORTED),
        ([0.9, 0.9], [0.5, 0.9], Verdict.WEAK),
        ([0.9, 0.9], [0.85, 0.9], Verdict.UNSUPPORTED),
        ([0.5, 0.5], [0.9, 0.9], Verdict.UNSUPPORTED),  # likelier without the document
    ],
)
def test_verdicts(with_document, without, verdict):
    assert verdict_of(_found(with_document, without), [True, True], 0.0, BY)[0] is verdict


@pytest.mark.parametrize(("without", "verdict"), [(0.86, Verdict.WEAK), (0.84, Verdict.SUPPORTED)])  # by 4 points, by 6
def test_an_answer_whose_own_words_hardly_move_is_not_supported_by_the_questions(without, verdict):
    by = replace(BY, weights=(Weight("question", 10.0),))
    found, value = verdict_of(_found([0.9, 0.9], [without, without]), [True, True], 0.6, by)
    assert found is verdict
    assert value > by.supported


def test_an_effect_within_the_rounding_supports_nothing():
    assert verdict_of(_found([0.9, 0.9], [0.2, 0.9], noise=5.0), [True, True], 0.0, BY)[0] is Verdict.UNSUPPORTED


def test_thresholds_must_be_in_order():
    with pytest.raises(ValueError, match="threshold"):
        replace(BY, supported=0.1)


def test_every_signal_has_a_name_that_a_calibration_may_use():
    assert tuple(_signals([0.9], [0.1], [True])) == SIGNALS
