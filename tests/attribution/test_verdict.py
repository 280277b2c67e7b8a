from __future__ import annotations

import math

import pytest
import torch

from docexplain.attribution.verdict import Thresholds, support, verdict_of
from docexplain.records import Verdict

THRESHOLDS = Thresholds(supported=0.3, unsupported=0.1)


def _losses(probabilities):
    return torch.tensor([-math.log(p) for p in probabilities])


def _judge(with_document, without, floor=0.0):
    baseline = _losses(with_document)
    return verdict_of(baseline, _losses(without) - baseline, floor, THRESHOLDS)


def test_support_is_the_mean_drop_in_probability():
    baseline = _losses([0.9, 0.5])
    assert support(baseline, _losses([0.1, 0.5]) - baseline) == pytest.approx(0.4)


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
    assert _judge(with_document, without) is verdict


def test_an_effect_within_the_noise_supports_nothing():
    assert _judge([0.9, 0.9], [0.2, 0.9], floor=5.0) is Verdict.UNSUPPORTED


def test_thresholds_must_be_in_order():
    with pytest.raises(ValueError, match="threshold"):
        Thresholds(supported=0.1, unsupported=0.3)
