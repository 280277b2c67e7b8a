"""Parts that add up, and the rule that they are integrated by: pure functions, against sums written out."""

from __future__ import annotations

import itertools
import math

import pytest
import torch

from docexplain.attribution.path.claims import MOST, claims
from docexplain.attribution.path.pieces import smoothed, sums, support
from docexplain.attribution.path.quadrature import between, completed, places, shares

PHI = torch.randn(30, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def _odds(found):
    return [math.log(u / (1 - u)) for u in found]


@pytest.mark.parametrize("nodes", [1, 2, 4, 15])
def test_places_are_even_in_log_odds(nodes):
    odds = _odds(places(nodes))
    assert len(odds) == nodes
    assert [b - a for a, b in itertools.pairwise(odds)] == pytest.approx([1.78 * math.sqrt(4 / nodes)] * (nodes - 1))
    assert sum(odds) / nodes == pytest.approx(-2.23)


def test_places_between_are_half_way_in_log_odds():
    odds = _odds(places(4))
    assert _odds(between(places(4), [3, 1])) == pytest.approx([(odds[0] + odds[1]) / 2, (odds[2] + odds[3]) / 2])
    assert _odds(between(places(4), [0, 4])) == pytest.approx([odds[0] - 0.89, odds[3] + 0.89])
    assert _odds(between(places(1), [0, 1])) == pytest.approx([-2.23 - 0.89, -2.23 + 0.89])


def test_there_is_one_place_at_least():
    with pytest.raises(ValueError, match="at least one node"):
        places(0)


def test_the_rule_is_exact_where_the_slope_in_v_is_a_straight_line():
    """F = c v + d v ** 2 between the first and the last place, u = v ** 2, so dF/d(log u) = (c v + 2 d v ** 2) / 2."""
    at = places(4)
    v = torch.tensor(at, dtype=torch.float64).sqrt()
    c, d = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64), torch.tensor([3.0, 0.0, -1.0], dtype=torch.float64)
    gradients = (c * v[:, None] + 2 * d * v[:, None] ** 2) / 2
    found = shares(at, gradients)
    inside = [c * (b - a) + d * (b**2 - a**2) for a, b in itertools.pairwise(v.tolist())]
    torch.testing.assert_close(found[1:-1], torch.stack(inside))
    torch.testing.assert_close(found[0], (c + 2 * d * v[0]) * v[0])
    torch.testing.assert_close(found[-1], (c + 2 * d * v[-1]) * (1 - v[-1]))


def test_tokens_add_up_to_sentences_and_sentences_to_paragraphs():
    sentences = [[(0, 4)], [(4, 10)], [(10, 11), (12, 20)]]
    paragraphs = [[(0, 10)], [(10, 11), (12, 20)]]
    tokens = sums(PHI, [[(i, i + 1)] for i in range(10)])
    assert torch.equal(tokens, PHI[:10])
    by_sentence, by_paragraph = sums(PHI, sentences), sums(PHI, paragraphs)
    torch.testing.assert_close(by_sentence[0] + by_sentence[1], by_paragraph[0])
    torch.testing.assert_close(by_sentence[0], PHI[0] + PHI[1] + PHI[2] + PHI[3])
    torch.testing.assert_close(by_paragraph[1], PHI[10] + PHI[12:20].sum(0))


@pytest.mark.parametrize("length", [1, 2, 4, 5, 12])
def test_smoothing_keeps_the_sum(length):
    found = smoothed(PHI, (7, 7 + length))
    assert found.shape == (length, 2)
    torch.testing.assert_close(found.sum(0), PHI[7 : 7 + length].sum(0))


def test_smoothing_spreads_by_1_2_3_2_1():
    one = torch.zeros(11, 1)
    one[5] = 9.0
    assert smoothed(one, (0, 11))[:, 0].tolist() == pytest.approx([0, 0, 0, 1, 2, 3, 2, 1, 0, 0, 0])


@pytest.mark.parametrize("totals", [PHI.sum(0).tolist(), [0.0, 0.0], [30.0, -4.0]])
def test_what_is_missing_of_each_total_is_shared_out_by_size(totals):
    found = completed(PHI.T, torch.tensor(totals, dtype=PHI.dtype)).T
    assert found.sum(0).tolist() == pytest.approx(totals, abs=1e-9)
    given = (found - PHI) / PHI.abs()
    torch.testing.assert_close(given, given[:1].expand_as(given))


def test_nothing_found_stays_nothing():
    assert not completed(torch.zeros(1, 3), torch.tensor([2.0])).any()


def test_support_is_the_sum_of_the_best_tokens():
    phi = torch.tensor([3.0, -9.0, 1.0, 2.0, 5.0, 0.5])
    assert support(phi, [[(0, 4)], [(0, 2), (4, 6)], [(1, 2)]], best=2).tolist() == [5.0, 8.0, -9.0]


def _split(text):
    """By words: each is a token with the space before it."""
    offsets, at = [], 0
    for word in text.split(" "):
        offsets.append((at, at + len(word)))
        at += len(word) + 1
    return [text[offsets[a][0] : offsets[b - 1][1]] for a, b in claims(text, offsets)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It is 5.5 euros.", ["It is 5.5 euros."]),
        ("It costs 5 euros. The term is a year.", ["It costs 5 euros.", "The term is a year."]),
        ("He said \"no.\" Then he left.", ["He said \"no.\"", "Then he left."]),
        ("The lease runs ten years, but the tenant may leave early.",
         ["The lease runs ten years,", "but the tenant may leave early."]),
        ("The pay is 10 dollars and is reviewed each quarter.",
         ["The pay is 10 dollars", "and is reviewed each quarter."]),
        ("It is red, and blue.", ["It is red, and blue."]),
        ("It was sold and was rebuilt.", ["It was sold and was rebuilt."]),
        ("The red and the blue and white house is sold.", ["The red and the blue and white house is sold."]),
        ("One two; three four", ["One two;", "three four"]),
        ("1. Alpha pays. 2. Beta pays.", ["1. Alpha pays.", "2. Beta pays."]),
        ("Dr. Smith of the U.S. Army paid No. 5 in 2010. See p. 12 for more.",
         ["Dr. Smith of the U.S. Army paid No. 5 in 2010.", "See p. 12 for more."]),
        ("The answer is no. \u00dcber alles.", ["The answer is no.", "\u00dcber alles."]),
    ],
)  # fmt: skip
def test_claims_are_sentences_and_clauses_that_could_stand_alone(text, parts):
    assert _split(text) == parts


def test_claims_are_all_tokens_in_order_and_not_too_many():
    text = " ".join(f"Number {i}." for i in range(20))
    offsets = [(i, i + 3) for i in range(0, len(text), 3)]
    found = claims(text, offsets)
    assert len(found) == MOST
    assert (found[0][0], found[-1][1]) == (0, len(offsets))
    assert all(one[1] == other[0] for one, other in itertools.pairwise(found))
