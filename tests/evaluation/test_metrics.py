"""Ranking metrics, worked by hand."""

from __future__ import annotations

import pytest

from docexplain.evaluation import metrics


@pytest.mark.parametrize(
    ("scores", "gold", "rank"),
    [
        ([3, 1, 2], 0, 1),
        ([3, 1, 2], 2, 2),
        ([3, 1, 2], 1, 3),
        ([5], 0, 1),
        ([2, 2, 1], 0, 2),
        ([0, 0, 0], 1, 3),
        ([-1, -2], 0, 1),
    ],
)
def test_rank(scores, gold, rank):
    assert metrics.rank_of(scores, gold) == rank


@pytest.mark.parametrize(
    ("scores", "relevant", "expected"),
    [
        ([4, 3, 2, 1], [1, 0, 1, 0], (1 / 1 + 2 / 3) / 2),
        ([4, 3, 2, 1], [0, 0, 0, 1], 1 / 4),
        ([4, 3, 2, 1], [1, 1, 0, 0], 1),
        ([1, 2, 3, 4], [1, 1, 0, 0], (1 / 3 + 2 / 4) / 2),
        ([1, 1], [1, 0], 1 / 2),  # of a tie the irrelevant one stands first
        ([7, 7, 7], [0, 1, 1], (1 / 2 + 2 / 3) / 2),
    ],
)
def test_average_precision(scores, relevant, expected):
    assert metrics.average_precision(scores, [bool(r) for r in relevant]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("scores", "relevant", "expected"),
    [
        ([4, 3, 2, 1], [1, 0, 1, 0], (0.5 + 0.5 + 1 + 1) / 4),
        ([4, 3, 2, 1], [0, 0, 0, 1], 1 / 4),
        ([2, 1], [1, 1], (0.5 + 1) / 2),
        ([1, 1], [1, 0], (0 + 1) / 2),
    ],
)
def test_average_recall(scores, relevant, expected):
    assert metrics.average_recall(scores, [bool(r) for r in relevant]) == pytest.approx(expected)


def test_means():
    assert metrics.mean([1, 2, 6]) == 3
    assert metrics.mean([]) == 0
    assert metrics.interquartile_mean([100, 1, 2, 3, 4, 5, 6, -50]) == (2 + 3 + 4 + 5) / 4
    assert metrics.interquartile_mean([1, 2, 9]) == 4  # too few to leave any out
    assert metrics.interquartile_mean([]) == 0


@pytest.mark.parametrize(
    ("positives", "negatives", "expected"),
    [([2, 3], [0, 1], 1), ([0], [1], 0), ([1], [1], 0.5), ([1, 3], [2, 2], 0.5), ([1, 2, 3], [2], 0.5)],
)
def test_auroc(positives, negatives, expected):
    assert metrics.auroc(positives, negatives) == expected


@pytest.mark.parametrize(
    ("answer", "gold", "expected"),
    [
        ("The pay is $10.", "10", True),
        ("The pay is 100.", "10", False),  # whole words
        ("the  Company, Inc.", "a company inc", True),
        ("Paris", "The Paris", True),
        ("", "Paris", False),
        ("in New York City", "York", True),
    ],
)
def test_contains(answer, gold, expected):
    assert metrics.contains(answer, gold) is expected
