"""How much is to be read, as it is said."""

from __future__ import annotations

import pytest

from docexplain.errors import UsageError
from docexplain.session.pace.amount import Amount, amount_of


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("auto", Amount(automatic=True)),
        ("all", Amount()),
        (8, Amount(paragraphs=8)),
        ("8", Amount(paragraphs=8)),
        ("4096t", Amount(tokens=4096)),
        ("4096T", Amount(tokens=4096)),
        (" 300 tokens ", Amount(tokens=300)),
    ],
)
def test_what_it_says(said, meant):
    assert amount_of(said) == meant


@pytest.mark.parametrize(
    "said", ["", "few", "t", "4.5t", "4096 paragraphs", "1e3", "8tt", "²", "9" * 5000, "9" * 5000 + "t"]
)
def test_anything_else_is_refused_with_an_example(said):
    with pytest.raises(UsageError, match="such as 4096t") as caught:
        amount_of(said)
    assert caught.value.remedies == ("read",)


@pytest.mark.parametrize(("said", "what"), [(0, "paragraph"), (-3, "paragraph"), ("0t", "token")])
def test_at_least_one(said, what):
    with pytest.raises(UsageError, match=f"At least one {what} must be read"):
        amount_of(said)
