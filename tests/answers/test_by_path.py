"""What is said of an answer explained by path attribution: shares, claims, what was hidden, and where both disagree."""

from __future__ import annotations

from dataclasses import replace
from math import log, nan

import pytest

from docexplain.answers import Kind, against, claims_of, disagrees, focus, hidden_alone, kind_in, share_of
from docexplain.answers.said import wording
from docexplain.records import Cited, Passage, Redundancy
from tests.path_answers import by_path

TOKENS = ("Ten", " dollars", ", the", " sun", " shines")
AS_IT_IS = (0.8, 0.5, 0.9, 0.6, 0.4)
HIDDEN = {
    1: (0.2, 0.1, 0.9, 0.6, 0.4),
    2: (0.8, 0.5, 0.9, 0.6, 0.4),
    3: (0.9, 0.6, 0.9, 0.6, 0.4),
    4: (0.8, 0.5, 0.9, 0.6, 0.2),
    5: (0.8, 0.5, 0.9, 0.6, 0.4),
}
TOGETHER = (0.08, 0.05, 0.9, 0.6, 0.39)
CLAIMS = ((0, 2), (2, 5))
EFFECT = 2 * log(10) + log(0.4 / 0.39)
PARTS = {1: (3.0, 0.0), 2: (1.5, 0.01), 3: (0.4, 0.0), 4: (-0.3, 0.02), 5: (0.01, 0.0)}


@pytest.fixture
def rows(make_answer):
    return make_answer(TOKENS, AS_IT_IS, HIDDEN, TOGETHER, noise=0.1)


@pytest.fixture
def answer(rows):
    return by_path(rows, PARTS, alone=(1, 2, 3), claims=CLAIMS)


def of(answer, index):
    return next(effect for effect in answer.effects if effect.index == index)


class TestShares:
    def test_of_the_document_effect(self, answer):
        assert share_of(answer, of(answer, 1)) == pytest.approx(3 / EFFECT)
        assert share_of(answer, of(answer, 4)) == pytest.approx(-0.28 / EFFECT)

    def test_they_add_up_as_the_parts_do(self, answer):
        total = sum(share_of(answer, effect) for effect in answer.effects)
        assert total == pytest.approx(sum(map(sum, PARTS.values())) / EFFECT)

    def test_of_some_claims(self, answer):
        assert share_of(answer, of(answer, 2), (0,)) == pytest.approx(1.5 / (2 * log(10)))
        assert share_of(answer, of(answer, 2), (0, 1)) == share_of(answer, of(answer, 2))

    def test_of_a_passage(self, answer):
        passage = Passage(1, 0, 9, 1.0, 0.0, False, (), per_claim=(1.0, 0.0))
        assert share_of(answer, passage) == pytest.approx(1 / EFFECT)

    def test_none_where_they_mean_nothing(self, answer, rows):
        assert share_of(rows, of(rows, 1)) is None  # another mode
        assert share_of(answer, of(answer, 1), (1,)) is None  # the document gives this claim nothing
        assert share_of(replace(answer, noise_floor=5.0), of(answer, 1)) is None
        assert share_of(answer, replace(of(answer, 1), per_claim=(nan, 0.0))) is None

    @pytest.mark.parametrize(
        ("value", "shown"), [(0.774, "77%"), (-0.04, "-4%"), (1.3, "130%"), (-0.001, "0%"), (None, "-")]
    )
    def test_in_words(self, value, shown):
        assert wording.share(value) == shown


class TestKinds:
    def test_what_was_not_hidden_is_neither_for_nor_against(self, answer):
        kinds = {effect.index: kind_in(answer, effect) for effect in answer.effects}
        expected = [Kind.SUPPORTS, Kind.NOISE, Kind.AGAINST, Kind.SHARE, Kind.NOISE]
        assert kinds == dict(enumerate(expected, 1))
        assert [effect.index for effect in answer.effects if hidden_alone(effect)] == [1, 2, 3]

    def test_counter_evidence_was_hidden(self, answer, rows):
        assert [effect.index for effect in against(answer)] == [3]
        assert {effect.index for effect in against(rows)} == {3}

    def test_how_many_were_hidden_is_said(self, answer, rows):
        assert wording.not_hidden(answer) == "3 of 5 paragraphs read were hidden on their own"
        assert wording.not_hidden(rows) == ""
        assert wording.not_hidden(by_path(rows, PARTS, alone=(1, 2, 3, 4, 5), claims=CLAIMS)) == ""


class TestDisagreement:
    def test_a_large_share_that_hiding_does_not_show(self, answer):
        said = wording.disagreement(answer, of(answer, 2))
        share = round(100 * 1.51 / EFFECT)
        assert f"its share is {share}%, but hidden on its own it changes nothing beyond the noise" in said

    def test_opposite_signs(self, answer):
        said = wording.disagreement(answer, of(answer, 3))
        gain = sum(log(p / q) for p, q in zip(AS_IT_IS, HIDDEN[3], strict=True))
        assert said.endswith(f"but hidden on its own the answer gets likelier ({gain:+.2f} nats).")

    def test_where_they_agree_or_one_is_not_known(self, answer, rows):
        assert [e.index for e in answer.effects if disagrees(answer, e)] == [2, 3]
        assert not any(disagrees(rows, effect) for effect in rows.effects)
        assert wording.disagreement(answer, of(answer, 4)) == ""

    def test_a_small_share_may_be_missed_by_nobody(self, rows):
        small = by_path(rows, {**PARTS, 2: (0.5, 0.0)}, alone=(1, 2, 3), claims=CLAIMS)
        assert not disagrees(small, of(small, 2))

    def test_a_redundant_group_explains_it(self, answer):
        rise = (0.1,) * 5
        group = Redundancy((1, 2), rise, (rise, rise))
        grouped = replace(answer, cited=Cited((1, 2), rise, rise), redundant=(group,))
        assert not disagrees(grouped, of(grouped, 2))
        assert disagrees(grouped, of(grouped, 3))

    def test_the_quadratures_error_counts_as_noise(self, rows):
        rough = by_path(rows, PARTS, alone=(1, 2, 3), claims=CLAIMS, error=-1.2)
        assert [e.index for e in rough.effects if disagrees(rough, e)] == [2]
        rougher = by_path(rows, PARTS, alone=(1, 2, 3), claims=CLAIMS, error=3.0)
        assert not any(disagrees(rougher, effect) for effect in rougher.effects)


class TestClaims:
    def test_each_with_the_paragraphs_that_give_it_most(self, answer):
        first, second = claims_of(answer)
        assert (first.text, first.start, first.end, first.paragraphs) == ("Ten dollars", 0, 11, (1, 2))
        assert first.document_effect == pytest.approx(2 * log(10))
        assert (second.text, second.paragraphs) == (", the sun shines", ())
        assert answer.text[second.start : second.end] == second.text

    def test_at_most_three_and_none_within_the_noise(self, rows):
        parts = {i: (1.0 + i / 10, 0.0) for i in HIDDEN}
        [first, _] = claims_of(by_path(rows, parts, alone=(), claims=CLAIMS))
        assert first.paragraphs == (5, 4, 3)
        [first, _] = claims_of(by_path(rows, dict.fromkeys(HIDDEN, (0.05, 0.0)), alone=(), claims=CLAIMS))
        assert first.paragraphs == ()

    def test_white_space_around_them_is_not_theirs(self, answer):
        [_, second] = claims_of(replace(answer, claims=((0, 3), (3, 5))))
        assert (second.text, second.start) == ("sun shines", 17)

    def test_other_modes_have_none(self, rows):
        assert claims_of(rows) == ()


class TestPartOfAnAnswer:
    def test_rests_on_what_was_hidden(self, answer):
        part = focus(answer, "Ten")
        assert part.claims == (0,)
        assert [effect.index for effect in part.effects] == [1, 2, 3]
        assert part.effects[0].effect == pytest.approx(log(4))
        assert all(effect.per_claim == () for effect in part.effects)
        assert focus(answer, "dollars, the").claims == (0, 1)

    def test_passages_give_what_they_give_to_the_claims(self, answer):
        passage = Passage(1, 0, 9, 1.02, 0.0, False, (), per_claim=(1.0, 0.02))
        with_passage = replace(answer, passages=(passage,))
        assert [focus(with_passage, words).passages[0].effect for words in ("Ten", "sun", "dollars, the")] == [
            1.0,
            0.02,
            1.02,
        ]
        assert focus(with_passage, "sun").passages[0].below_noise


def test_the_noise_names_the_quadrature(answer, rows):
    rough = by_path(rows, PARTS, alone=(1,), claims=CLAIMS, error=-0.456)
    assert wording.noise(rough) == "±0.10 nats; shares: quadrature error 0.46 nats with 3 nodes"
    assert wording.noise(rows) == "±0.10 nats"
