"""Faithfulness: on a model that is linear in its sources the truth is known; ranks by a second formula."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
import torch

from docexplain.evaluation import faithfulness
from docexplain.evaluation.faithfulness import Ablations, datamodeling_score

pytestmark = pytest.mark.skipif(find_spec("scipy") is None, reason="needs SciPy")

WEIGHTS = [0.5, -1.0, 4.0, 0.25, 2.0]


@pytest.fixture
def linear(monkeypatch):
    """Ablations of a model whose log-probability is the sum of the kept sources' weights, in two tokens' halves."""
    runs = []

    def log_probabilities(model, task, kept, prefix):
        runs.append(tuple(kept))
        return torch.tensor([sum(w for w, k in zip(WEIGHTS, kept, strict=True) if k) / 2] * 2)

    monkeypatch.setattr(faithfulness, "log_probabilities", log_probabilities)
    task = type("FiveSources", (), {"segments": ((0, 1),) * 5})
    return Ablations(None, task, None, count=24), runs


def test_true_weights_foretell_everything(linear):
    ablations, _ = linear
    truth = ablations.judge(WEIGHTS)
    assert tuple(truth) == ("drop@1", "drop@3", "lds")
    assert truth == {"drop@1": pytest.approx(4), "drop@3": pytest.approx(6.5), "lds": pytest.approx(1)}
    assert ablations.judge([-w for w in WEIGHTS])["lds"] == pytest.approx(-1)
    assert ablations.judge([-w for w in WEIGHTS])["drop@1"] == pytest.approx(-1)


def test_each_set_of_sources_is_run_once(linear):
    ablations, runs = linear
    assert len(runs) == len(set(runs)) == len({tuple(s) for s in ablations.subsets.tolist()})
    ablations.judge(WEIGHTS)
    ablations.judge([10 * w for w in WEIGHTS])
    assert len(runs) == len(set(runs))


def test_fewer_sources_than_k(linear):
    ablations, _ = linear
    assert ablations.top_drop(WEIGHTS, 9) == pytest.approx(sum(WEIGHTS))


def ranks(values):
    """Average ranks, by counting."""
    return np.array([sum(v < x for v in values) + sum(v == x for v in values) / 2 for x in values])


def test_rank_correlation_with_ties():
    generator = np.random.default_rng(0)
    subsets = torch.tensor(generator.random((40, 4)) < 0.5)
    scores = [0.0, 0.0, 1.5, -0.5]
    outputs = torch.tensor(generator.integers(0, 4, 40).astype(float))
    foretold = [sum(s for s, kept in zip(scores, row, strict=True) if kept) for row in subsets.tolist()]
    expected = np.corrcoef(ranks(foretold), ranks(outputs.tolist()))[0, 1]
    assert datamodeling_score(scores, subsets, outputs) == pytest.approx(expected)
    # Any increasing function of the outputs has the same ranks.
    assert datamodeling_score(scores, subsets, outputs.exp()) == pytest.approx(expected)


def test_where_nothing_is_foretold():
    subsets = torch.tensor([[True, False], [False, True], [True, True]])
    assert datamodeling_score([0.0, 0.0], subsets, torch.tensor([1.0, 2.0, 3.0])) == 0
    assert datamodeling_score([1.0, 2.0], subsets, torch.tensor([1.0, 1.0, 1.0])) == 0
