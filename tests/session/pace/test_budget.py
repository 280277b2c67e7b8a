"""How much is read in the time that a user waits."""

from __future__ import annotations

import pytest

from docexplain.session.pace.budget import budget


@pytest.mark.parametrize(
    ("speed", "expected"),
    [
        (0.0, 256),
        (5, 256),
        (12.8, 256),
        (19.3, 384),
        (60, 1024),
        (102.4, 2048),
        (119, 2048),
        (200, 3072),
        (5000, 98304),
    ],
)
def test_the_largest_step_that_takes_twenty_seconds(speed, expected):
    assert budget(speed) == expected


@pytest.mark.parametrize("speed", [78, 102.4, 150, 204])
def test_a_speed_that_changes_a_little_changes_nothing(speed):
    assert budget(speed, 2048) == 2048


@pytest.mark.parametrize(("speed", "expected"), [(75, 1024), (210, 4096), (1, 256)])
def test_one_that_changes_much_does(speed, expected):
    assert budget(speed, 2048) == expected
