"""The equations on numbers worked out by hand."""

from __future__ import annotations

import math

import torch

from docexplain.attention.suppression import keep_one, manipulate
from docexplain.records import Mode

SCORES = torch.tensor([[[[1.0, -2.0, 3.0]]]])
FACTORS = torch.tensor([[[[1.0, 0.5, 0.25]]]])
ALL = torch.ones(1, 1, 1, 3, dtype=torch.bool)


def test_multiplicative_is_the_papers_equation_4():
    scores, seen = manipulate(SCORES, FACTORS, ALL, Mode.MULTIPLICATIVE)
    assert scores.flatten().tolist() == [1.0, -1.0, 0.75]
    assert seen.all()


def test_log_adds_the_factors_logarithm():
    scores, seen = manipulate(SCORES, FACTORS, ALL, Mode.LOG)
    assert torch.allclose(scores.flatten(), torch.tensor([1.0, -2 + math.log(0.5), 3 + math.log(0.25)]))
    assert seen.all()


def test_log_with_factor_zero_hides_the_key_as_mask_does():
    factors = torch.tensor([[[[1.0, 0.0, 1.0]]]])
    for mode in (Mode.LOG, Mode.MASK):
        scores, seen = manipulate(SCORES, factors, ALL, mode)
        assert seen.flatten().tolist() == [True, False, True]
        assert scores.flatten()[[0, 2]].tolist() == [1.0, 3.0]


def test_shifted_scales_the_distance_to_the_lowest_visible_score():
    visible = torch.tensor([[[[True, False, True]]]])  # -2 is out of sight: the lowest is 1
    scores, _ = manipulate(SCORES, FACTORS, visible, Mode.SHIFTED)
    assert scores.flatten()[[0, 2]].tolist() == [1.0, 1.5]


def test_a_query_that_would_see_nothing_keeps_itself():
    visible = torch.tensor([[True, False, False], [True, True, False], [False, True, True]])
    seen = torch.tensor([[False, False, False], [True, False, False], [False, False, False]])
    assert keep_one(seen, visible).tolist() == [[True, False, False], [True, False, False], [False, False, True]]


def test_no_factors_means_no_change():
    scores, seen = manipulate(SCORES, None, ALL, Mode.MASK)
    assert scores is SCORES
    assert seen is ALL
