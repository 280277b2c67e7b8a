from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
import torch

from docexplain.attribution.conclusions import calibration
from docexplain.attribution.conclusions.verdict import new_words, question_share, score, signals, verdict_of
from docexplain.attribution.ranking.influence import Attribution
from docexplain.attribution.scoring.scorer import Scores
from docexplain.errors import ModelError
from docexplain.records import Calibration, Controls, ModelInfo, Verdict, Weight

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


# Where calibrations are kept.

INFO = ModelInfo("org/some model", "X", "f" * 64, "float32", "cpu", 1, 1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))
    return tmp_path


@pytest.mark.wheel
def test_the_shipped_calibrations_can_be_used_as_they_are():
    pair = calibration.shipped()
    for kind in ("given", "generated"):
        assert pair[kind].answers == kind
        assert 0 <= score(_signals([0.9], [0.1], [True]), pair[kind]) <= 1


def test_a_calibration_of_ones_own_is_used_for_that_model_only():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    path = calibration.save(pair, INFO)
    assert calibration.calibration_for(INFO, given=True) == pair["given"]
    assert calibration.calibration_for(INFO, given=False) == pair["generated"]
    other = replace(INFO, fingerprint="e" * 64)
    assert calibration.calibration_for(other, given=True) == calibration.shipped()["given"]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_every_signal_has_a_name_that_a_calibration_may_use():
    assert tuple(_signals([0.9], [0.1], [True])) == calibration.SIGNALS


def test_a_calibration_goes_with_the_weights_whatever_their_name():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    calibration.save(pair, INFO)
    assert calibration.calibration_for(replace(INFO, name="/a/copy"), given=True) == pair["given"]
    nameless = replace(INFO, fingerprint="")
    assert calibration.path_for(nameless) != calibration.path_for(replace(nameless, name="other"))


def test_quantised_weights_have_a_calibration_of_their_own():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    calibration.save(pair, INFO)
    rounded = replace(INFO, dtype="float32, 4-bit weights")
    assert calibration.calibration_for(rounded, given=True) == pair["given"]  # until they have one
    own = {kind: replace(c, bias=c.bias + 1) for kind, c in pair.items()}
    calibration.save(own, rounded)
    assert calibration.calibration_for(rounded, given=True) == own["given"]
    assert calibration.calibration_for(INFO, given=True) == pair["given"]
    assert calibration.path_for(rounded) != calibration.path_for(replace(INFO, dtype="float32, 8-bit weights"))


_UNKNOWN = json.dumps(
    [
        {"made_for": "", "answers": kind, "made_by": "", "bias": 0, "supported": 1, "unsupported": 0}
        | {"weights": [{"signal": "novel", "weight": 1}]}
        for kind in ("given", "generated")
    ]
)


def test_a_calibration_by_a_signal_of_before_says_what_to_do():
    path = calibration.path_for(INFO)
    path.parent.mkdir(parents=True)
    path.write_text(_UNKNOWN.replace("novel", "confidence"))
    with pytest.raises(ModelError, match=r"no signal confidence, only new_drop, share, question\): .* calibrate anew"):
        calibration.calibration_for(INFO, given=False)


@pytest.mark.parametrize("text", ["", "{}", "[]", '[{"answers": "given"}]', _UNKNOWN])
def test_a_damaged_calibration_is_an_error_that_names_the_file(text):
    path = calibration.path_for(INFO)
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(ModelError, match="calibrations"):
        calibration.calibration_for(INFO, given=True)


def test_the_json_has_one_key_per_field():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    data = json.loads(calibration.to_json(pair))
    assert set(data[0]) == {"made_for", "answers", "made_by", "bias", "weights", "supported", "unsupported"}
    assert calibration.from_json(json.dumps(data)) == pair
