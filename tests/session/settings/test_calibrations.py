"""Where calibrations of the verdict are kept, and what of them can be used."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from docexplain.attribution.conclusions.verdict import SIGNALS, score
from docexplain.errors import ModelError
from docexplain.records import Calibration, ModelInfo, Weight
from docexplain.session.settings import calibrations

BY = Calibration("m", "given", "by hand", -2.0, (Weight("new_drop", 10.0),), supported=0.7, unsupported=0.3)
INFO = ModelInfo("org/some model", "X", "f" * 64, "float32", "cpu", 1, 1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))
    return tmp_path


@pytest.mark.wheel
def test_the_shipped_calibrations_can_be_used_as_they_are():
    pair = calibrations.shipped()
    for kind in ("given", "generated"):
        assert pair[kind].answers == kind
        assert 0 <= score(dict.fromkeys(SIGNALS, 0.5), pair[kind]) <= 1


def test_a_calibration_of_ones_own_is_used_for_that_model_only():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    path = calibrations.save(pair, INFO)
    assert calibrations.calibration_for(INFO, given=True) == pair["given"]
    assert calibrations.calibration_for(INFO, given=False) == pair["generated"]
    other = replace(INFO, fingerprint="e" * 64)
    assert calibrations.calibration_for(other, given=True) == calibrations.shipped()["given"]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_calibration_goes_with_the_weights_whatever_their_name():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    calibrations.save(pair, INFO)
    assert calibrations.calibration_for(replace(INFO, name="/a/copy"), given=True) == pair["given"]
    nameless = replace(INFO, fingerprint="")
    assert calibrations.path_for(nameless) != calibrations.path_for(replace(nameless, name="other"))


def test_quantised_weights_have_a_calibration_of_their_own():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    calibrations.save(pair, INFO)
    rounded = replace(INFO, dtype="float32, 4-bit weights")
    assert calibrations.calibration_for(rounded, given=True) == pair["given"]  # until they have one
    own = {kind: replace(c, bias=c.bias + 1) for kind, c in pair.items()}
    calibrations.save(own, rounded)
    assert calibrations.calibration_for(rounded, given=True) == own["given"]
    assert calibrations.calibration_for(INFO, given=True) == pair["given"]
    assert calibrations.path_for(rounded) != calibrations.path_for(replace(INFO, dtype="float32, 8-bit weights"))


_UNKNOWN = json.dumps(
    [
        {"made_for": "", "answers": kind, "made_by": "", "bias": 0, "supported": 1, "unsupported": 0}
        | {"weights": [{"signal": "novel", "weight": 1}]}
        for kind in ("given", "generated")
    ]
)


def test_a_calibration_by_a_signal_of_before_says_what_to_do():
    path = calibrations.path_for(INFO)
    path.parent.mkdir(parents=True)
    path.write_text(_UNKNOWN.replace("novel", "confidence"))
    with pytest.raises(ModelError, match=r"no signal confidence, only new_drop, share, question\): .* calibrate anew"):
        calibrations.calibration_for(INFO, given=False)


@pytest.mark.parametrize("text", ["", "{}", "[]", '[{"answers": "given"}]', _UNKNOWN])
def test_a_damaged_calibration_is_an_error_that_names_the_file(text):
    path = calibrations.path_for(INFO)
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(ModelError, match="calibrations"):
        calibrations.calibration_for(INFO, given=True)


def test_the_json_has_one_key_per_field():
    pair = {kind: replace(BY, answers=kind) for kind in ("given", "generated")}
    data = json.loads(calibrations.to_json(pair))
    assert set(data[0]) == {"made_for", "answers", "made_by", "bias", "weights", "supported", "unsupported"}
    assert calibrations.from_json(json.dumps(data)) == pair
