"""Parts that add up, and the rule that they are integrated by: pure functions, against sums written out."""

from __future__ import annotations

import itertools

import pytest
import torch

from docexplain.attribution.path.claims import MOST, claims
from docexplain.attribution.path.pieces import completed, smoothed, sums, support
from docexplain.attribution.path.quadrature import POWER, fejer

PHI = torch.randn(30, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


@pytest.mark.parametrize("nodes", [1, 2, 3, 7, 15])
def test_the_rule_is_exact_on_polynomials_in_the_root_of_u(nodes):
    places, weights = fejer(nodes)
    assert places == sorted(places) and places[0] > 0 and places[-1] < 1
    for degree in range(nodes - 1):  # of v; the change of variable, 2 v, takes one degree
        found = sum(w * u ** (degree / POWER) for u, w in zip(places, weights, strict=True))
        assert found == pytest.approx(POWER / (degree + POWER), abs=1e-12)  # of u ** (degree / 2) over (0, 1)


@pytest.mark.parametrize("nodes", [1, 3, 7])
def test_a_finer_rule_has_the_nodes_of_the_coarser(nodes):
    assert fejer(2 * nodes + 1)[0][1::2] == pytest.approx(fejer(nodes)[0])


def test_a_rule_has_a_node():
    with pytest.raises(ValueError, match="at least one node"):
        fejer(0)


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
def test_what_is_missing_of_each_target_is_shared_out_by_size(totals):
    found = completed(PHI, torch.tensor(totals, dtype=PHI.dtype))
    assert found.sum(0).tolist() == pytest.approx(totals, abs=1e-9)
    given = (found - PHI) / PHI.abs()
    torch.testing.assert_close(given, given[:1].expand_as(given))


def test_nothing_found_stays_nothing():
    assert not completed(torch.zeros(3, 1), torch.tensor([2.0])).any()


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
        ("It is red, and blue.", ["It is red, and blue."]),
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
