"""What --pages takes."""

from __future__ import annotations

import pytest

from docexplain.cli.options.parsing import _runs
from docexplain.errors import UsageError


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", ()),
        ("7", ((7, 7),)),
        ("1-40", ((1, 40),)),
        ("1 - 3, 8", ((1, 3), (8, 8))),
        ("300-", ((300, None),)),
        ("5-6,1-2,3,9\u201312", ((1, 3), (5, 6), (9, 12))),
        ("3-9,4-5,8-", ((3, None),)),
        ("4-,2,3", ((2, None),)),
        ("8-,2-9", ((2, None),)),
    ],
)
def test_runs_come_in_order_and_apart(text, runs):
    assert _runs(None, None, text) == runs


@pytest.mark.parametrize("text", ["0", "x", "3-1", "-4", "1,,2", "1-2-3", "1;2", "0-5", "1.5", "9" * 9])
def test_anything_else_is_told(text):
    with pytest.raises(UsageError, match=r"--pages takes numbers and ranges .* not "):
        _runs(None, None, text)
