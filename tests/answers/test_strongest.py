"""Which passage supports the answer most: by the answer's own summary, and never one that says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers import focus, strongest, strongest_runs
from docexplain.records import Passage, Summary


def passage(effect, drop, *, noise=False):
    return Passage(1, 0, 3, effect, drop, noise, (effect,))


@pytest.mark.parametrize(("by", "best"), [(Summary.PROBABILITY, 1), (Summary.LOG, 2), (Summary.LOG_MEAN, 2)])
def test_by_the_summary_of_the_answer(by, best):
    passages = [passage(-3.0, -0.9), passage(0.4, 0.3), passage(2.0, 0.1), passage(9.0, 0.9, noise=True)]
    assert strongest(passages, by) == best


@pytest.mark.parametrize("by", list(Summary))
def test_by_path_sentences_go_by_their_support(by):
    parts = [(0.9, 0.2), (0.5, 0.8), (-0.1, 2.0)]
    sentences = [Passage(1, 0, 3, s, 0.0, False, (), per_claim=(s,), support=best) for s, best in parts]
    assert strongest(sentences, by) == 1  # the last speaks against the answer as a whole


def test_where_none_supports_it_the_first_is_named():
    assert strongest([], Summary.LOG) == 0
    assert strongest([passage(-1.0, -0.1), passage(3.0, 0.5, noise=True)], Summary.LOG) == 0


def test_a_part_of_the_answer_has_its_own_passages(make_answer):
    """Against what the passage itself was measured from: half a probability gone of 0.8, or of 0.4 with its copy
    hidden."""
    half = 0.6931471805599453
    rows = ((half, 0.0), (0.01, half))
    passages = tuple(Passage(1, i, i + 1, half, 0.4, False, row) for i, row in enumerate(rows))
    copied = Passage(1, 2, 3, half, 0.4, False, rows[0], baseline=(0.9162907318741551, 0.1))
    answer = make_answer(("a", "b"), (0.8, 0.5), {1: (0.4, 0.25)}, (0.4, 0.25), noise=0.05)
    answer = replace(answer, passages=(*passages, copied))
    narrowed = focus(answer, "a").passages
    assert [p.probability_drop for p in narrowed] == pytest.approx([0.4, 0.008, 0.2], abs=1e-3)
    assert [p.below_noise for p in narrowed] == [False, True, False]
    assert [p.per_token for p in narrowed] == [(half,), (0.01,), (half,)]


def test_by_path_the_tokens_of_a_run_add_up():
    parts = {(0, 3): (1.0, 0.2), (3, 11): (0.4, 0.4), (12, 15): (0.9, 0.0)}
    tokens = [Passage(1, a, b, sum(p), 0.0, False, (), per_claim=p) for (a, b), p in parts.items()]
    first, second = strongest_runs("ten dollars, per", tokens, Summary.PROBABILITY)
    assert first[:2] == (0, 11)
    assert first[2].per_claim == pytest.approx((1.4, 0.6))
    assert first[2].effect == pytest.approx(2.0)
    assert second[2] == tokens[2]
