"""Overlapping windows, worked by hand and by plain loops."""

from __future__ import annotations

import pytest
import torch

from docexplain.attribution.ranking.windows import token_scores, windows


@pytest.mark.parametrize(
    ("first", "last", "width", "expected"),
    [
        (4, 8, 3, [(4, 6), (4, 7), (5, 8), (6, 8)]),
        (4, 8, 1, [(4, 5), (5, 6), (6, 7), (7, 8)]),
        (0, 3, 2, [(0, 2), (1, 3), (2, 3)]),
        (0, 2, 9, [(0, 2), (0, 2)]),
        (7, 8, 3, [(7, 8)]),
    ],
)
def test_windows(first, last, width, expected):
    assert windows(first, last, width) == expected


@pytest.mark.parametrize("width", [1, 2, 3, 5, 40])
def test_each_token_is_the_mean_of_its_windows(width):
    spans = windows(10, 23, width)
    scores = torch.randn(len(spans), generator=torch.Generator().manual_seed(width)).tolist()
    expected = []
    for token in range(10, 23):
        covering = [score for score, (start, end) in zip(scores, spans, strict=True) if start <= token < end]
        expected.append(sum(covering) / len(covering))
    assert token_scores(torch.tensor(scores), spans, 10, 23).tolist() == pytest.approx(expected, abs=1e-6)


def test_a_matrix_keeps_its_columns():
    scores = torch.tensor([[1.0, 10.0], [3.0, 50.0]])
    result = token_scores(scores, [(0, 2), (1, 3)], 0, 3)
    assert result.tolist() == [[1, 10], [2, 30], [3, 50]]


def test_what_makes_no_sense():
    with pytest.raises(ValueError, match="no windows"):
        windows(3, 3)
    with pytest.raises(ValueError, match="no windows"):
        windows(0, 3, 0)
    with pytest.raises(ValueError, match="2 scores for 1 windows"):
        token_scores(torch.ones(2), [(0, 1)], 0, 1)
    with pytest.raises(ValueError, match="every token"):
        token_scores(torch.ones(1), [(0, 1)], 0, 2)
