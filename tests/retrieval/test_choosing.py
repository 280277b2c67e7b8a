"""Choosing within a budget."""

from __future__ import annotations

import pytest

from docexplain.retrieval.choosing import choose


@pytest.mark.parametrize(
    ("order", "costs", "budget", "most", "chosen"),
    [
        ([2, 0, 1], [5, 5, 5], 100, None, [0, 1, 2]),
        ([2, 0, 1], [5, 5, 5], 10, None, [0, 2]),
        ([2, 0, 1], [5, 5, 5], 100, 1, [2]),
        ([2, 0, 1], [3, 5, 50], 10, None, [0, 1]),  # the best does not fit: later ones may
        ([2, 0, 1], [3, 5, 50], 10, 1, [0]),
        ([0, 1], [10, 1], 10, None, [0]),  # exactly the budget
        ([0, 1], [11, 12], 10, None, []),
        ([], [], 10, None, []),
    ],
)
def test_choose(order, costs, budget, most, chosen):
    assert choose(order, costs, budget, most) == chosen
