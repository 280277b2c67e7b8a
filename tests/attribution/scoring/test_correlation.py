"""Correlated suppression, against the definition written out token by token."""

from __future__ import annotations

import math

import pytest
import torch

from docexplain.attribution.scoring.correlation import correlate, similarities
from docexplain.attribution.scoring.factors import factor_rows
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.model.language_model import LanguageModel
from docexplain.records import Mode

EMBEDDINGS = torch.tensor([[1.0, 0.0], [2.0, 0.0], [1.0, 1.0], [0.0, 3.0], [-1.0, 0.0]])
IDS = [0, 1, 2, 3, 4, 2]


def _cosine(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True)) / math.hypot(*a) / math.hypot(*b)


@pytest.mark.parametrize("span", [(0, 1), (2, 4), (4, 5)])
def test_similarity_is_the_largest_cosine_to_a_token_of_the_segment(span):
    found = similarities(EMBEDDINGS, IDS, [[span]])[0]
    for position, token in enumerate(IDS):
        own = [EMBEDDINGS[i].tolist() for i in IDS[span[0] : span[1]]]
        assert float(found[position]) == pytest.approx(
            max(_cosine(EMBEDDINGS[token].tolist(), e) for e in own), abs=1e-6
        )


def test_alike_tokens_are_suppressed_by_as_much_as_they_are_alike():
    factors = factor_rows([[(0, 1)]], 8, 0.1)
    out = correlate(factors, similarities(EMBEDDINGS, IDS, [[(0, 1)]]), 0.7, 0.1, Mode.LOG)[0]
    half = 1 - 0.9 * math.sqrt(0.5)
    assert out.tolist() == pytest.approx([0.1, 0.1, half, 1, 1, half, 1, 1], abs=1e-6)


def test_a_factor_of_nought_is_still_by_measure_in_other_modes():
    similar = similarities(EMBEDDINGS, IDS, [[(0, 1)]])
    out = correlate(factor_rows([[(0, 1)]], 6, 0.0), similar, 0.7, 0.0, Mode.MULTIPLICATIVE)[0]
    assert float(out[2]) == pytest.approx(1 - math.sqrt(0.5), abs=1e-6)


def test_mask_hides_every_token_alike():
    out = correlate(factor_rows([[(0, 1)]], 6, 0.0), similarities(EMBEDDINGS, IDS, [[(0, 1)]]), 0.7, 0.0, Mode.MASK)[0]
    assert out.tolist() == [0, 0, 0, 1, 1, 0]


def test_amplified_tokens_take_those_alike_with_them():
    out = correlate(factor_rows([[(0, 1)]], 6, 2.0), similarities(EMBEDDINGS, IDS, [[(0, 1)]]), 0.9, 2.0, Mode.LOG)[0]
    assert out.tolist() == pytest.approx([2, 2, 1, 1, 1, 1])


def test_a_fact_stated_twice_is_suppressed_at_both_places(llama, tokenizer):
    """Tokens 20 to 22 stand at 2 and again at 9: with kappa, suppressing one place is suppressing both."""
    model = LanguageModel(llama, tokenizer)
    ids = [0, 7, 20, 21, 22, 8, 9, 10, 11, 20, 21, 22, 12]
    prefix = model.prefill(ids)

    def effect(segment, kappa):
        how = Suppression(mode=Mode.MASK, kappa=kappa, document=[(1, len(ids))])
        return (
            Scorer(ForcedAnswer(llama, prefix, [30, 31], [40, 41]), how, expected_rows=1).suppress([segment]).effects[0]
        )

    both = effect([(2, 5), (9, 12)], None)
    # 0.999: the tiny model's random embeddings are alike to nothing but themselves.
    torch.testing.assert_close(effect([(2, 5)], 0.999), both, atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(effect([(9, 12)], 0.999), both, atol=1e-6, rtol=1e-6)
    assert not torch.allclose(effect([(2, 5)], None), both, atol=1e-5)


def test_tokens_outside_the_document_are_never_correlated(llama, tokenizer):
    model = LanguageModel(llama, tokenizer)
    prefix = model.prefill([0, 20, 7, 20, 8])

    def effect(document):
        how = Suppression(kappa=0.999, document=document)
        return Scorer(ForcedAnswer(llama, prefix, [30, 31], [40]), how, expected_rows=1).suppress([[(3, 4)]]).effects[0]

    torch.testing.assert_close(effect([(2, 5)]), effect([]))
    assert not torch.allclose(effect([(1, 5)]), effect([]), atol=1e-6)
