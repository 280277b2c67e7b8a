"""The gradient along the document's attention, on every family, against differences of the library's own attention."""

from __future__ import annotations

import random

import pytest
import torch

from docexplain.attention import gradient
from docexplain.attribution.path.gradients import path_gradients
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.model.prefix.prefix import prefill

from . import eager

PREFIX, TAIL, ANSWER = 14, 5, 3
IDS = random.Random(5).choices(range(2, 97), k=PREFIX + TAIL + ANSWER)
TARGETS = [(0, 1), (1, ANSWER)]


def _forced(model):
    return ForcedAnswer(model, prefill(model, IDS[:PREFIX]), IDS[PREFIX:-ANSWER], IDS[-ANSWER:])


def _factors():
    """Three places: not all tokens have the same factor, and one is turned up."""
    a = torch.full((3, PREFIX), 0.9, dtype=torch.float64)
    a[1, 2:9], a[2, 4:] = 0.2, 0.02
    a[0, 3] = 2.5
    return a


@pytest.fixture(scope="session")
def exact(family):
    return eager.exact(family)


def _expected(model, family):
    each = [eager.gradients(model, family.windows, IDS, ANSWER, a) for a in _factors()]
    per_token = torch.stack(each)  # (places, answer, prefix)
    return torch.stack([per_token[:, start:end].sum(1) for start, end in TARGETS])


@pytest.mark.parametrize("cells", [1, 500, 1 << 21], ids=["one head of a row", "a few", "all at once"])
def test_it_equals_finite_differences_in_float64(family, exact, cells, monkeypatch):
    monkeypatch.setitem(gradient.CELLS, "cpu", cells)
    found, losses = path_gradients(_forced(exact), _factors(), TARGETS)
    expected = _expected(exact, family)
    assert expected.abs().max() > 1e-2, "the oracle itself sees no slope: the test would prove nothing"
    assert found.dtype is torch.float64
    torch.testing.assert_close(found, expected, atol=1e-3 * float(expected.abs().max()), rtol=1e-3)
    length = len(IDS) - 1
    added = torch.zeros(3, length, length, dtype=torch.float64)
    added[:, PREFIX:, :PREFIX] = _factors().log()[:, None]
    own = eager.log_probabilities(exact, family.windows, IDS, ANSWER, added)
    torch.testing.assert_close(-losses, own, atol=1e-4, rtol=1e-4)


def test_the_models_own_precision_is_near(family, exact):
    expected, _ = path_gradients(_forced(exact), _factors(), TARGETS)
    found, _ = path_gradients(_forced(family.model), _factors().float(), TARGETS)
    assert found.dtype is torch.float32
    torch.testing.assert_close(found.double(), expected, atol=1e-3 * float(expected.abs().max()), rtol=1e-3)
