"""Both sides of hiding, and how far distributions move, against the library's own eager attention, row by row."""

from __future__ import annotations

import math

import pytest
import torch

from docexplain.evaluation.methods import atman
from docexplain.evaluation.methods.atman import ArcJsd, AtManBoth, divergence

from . import toys


def losses(model, task, *hidden):
    with torch.no_grad():
        return -toys.answer_under(model, task, toys.hiding(task, *hidden)).double()


def test_what_goes_without_a_segment_and_what_stays_with_it_alone(model, task, prefix):
    shown = losses(model, task)
    logs, drops = [], []
    for segment in task.segments:
        without = losses(model, task, segment)
        alone = losses(model, task, *(other for other in task.segments if other != segment))
        logs.append(float((without - alone).sum()))
        drops.append(float(((-shown).exp() - (-without).exp() - ((-shown).exp() - (-alone).exp())).sum()))
    scores = AtManBoth("readout-both").score(model, task, prefix)
    assert scores["log"] == pytest.approx(logs, abs=1e-4)
    assert scores["probability"] == pytest.approx(drops, abs=1e-4)


def jensen_shannon(first, second):
    """By its definition, with probabilities."""
    middle = [(a + b) / 2 for a, b in zip(first, second, strict=True)]

    def kl(p):
        return math.fsum(a * math.log(a / m) for a, m in zip(p, middle, strict=True) if a > 0)

    return (kl(first) + kl(second)) / 2


@pytest.mark.parametrize("at_once", [2, 3, 64])
def test_how_far_the_next_tokens_distribution_moves(model, task, prefix, monkeypatch, at_once):
    monkeypatch.setattr(atman, "rows_at_once", lambda *_, **__: at_once)
    with torch.no_grad():
        shown = toys.under(model, task, toys.hiding(task)).double().exp().tolist()
        expected = []
        for segment in task.segments:
            hidden = toys.under(model, task, toys.hiding(task, segment)).double().exp().tolist()
            expected.append(math.fsum(jensen_shannon(a, b) for a, b in zip(shown, hidden, strict=True)))
    assert ArcJsd("arc-jsd").score(model, task, prefix) == {"": pytest.approx(expected, abs=1e-4)}
    assert len(set(expected)) == len(expected) and min(expected) > 1e-3


def test_a_divergence_lies_between_nothing_and_the_logarithm_of_two():
    first = torch.tensor([[0.25, 0.75], [1 - 1e-12, 1e-12]], dtype=torch.float64).log()
    other = torch.tensor([[0.25, 0.75], [1e-12, 1 - 1e-12]], dtype=torch.float64).log()
    assert divergence(first, other).tolist() == pytest.approx([0, math.log(2)], abs=1e-9)
