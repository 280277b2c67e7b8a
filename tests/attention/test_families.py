"""Suppression on every model family, against an oracle that recomputes everything."""

from __future__ import annotations

import random
from functools import cache

import pytest
import torch

from docexplain.attention.hook import NAME
from docexplain.attribution.exactness import check_supported
from docexplain.attribution.ranking.influence import attribute
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.factors import factor_rows
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Suppression
from docexplain.model.prefix.prefix import prefill
from docexplain.records import SUPPRESSIONS, Mode, Scope

from . import oracle

PREFIX, TAIL, ANSWER = 20, 6, 4
SPANS = [(2, 6), (6, 9), (9, 20)]  # the last is longer than the tiny models' windows
FACTORS = {Mode.MASK: 0.0, Mode.LOG: 0.2, Mode.MULTIPLICATIVE: 0.1, Mode.SHIFTED: 0.3}


def _ids():
    return random.Random(5).choices(range(2, 97), k=PREFIX + TAIL + ANSWER)


@cache
def _prefix(model):
    with torch.no_grad():
        return prefill(model, _ids()[:PREFIX])


def _forced(family, prefix):
    ids = _ids()
    return ForcedAnswer(family.model, prefix, ids[PREFIX:-ANSWER], ids[-ANSWER:])


def _attribute(family, scope, mode):
    how = Suppression(scope, mode, FACTORS[mode])
    return attribute(_forced(family, _prefix(family.model)), [[s] for s in SPANS], how)


def _expected(family, mode, first_query):
    """Baseline losses and effects, with segments suppressed for queries from ``first_query`` on."""
    length = len(_ids()) - 1
    factors = torch.ones(len(SPANS) + 1, length, length)
    for row, (start, end) in zip(factors[1:], SPANS, strict=True):
        row[first_query:, start:end] = FACTORS[mode]
    together = torch.ones(1, length, length)  # the document effect: everything hidden, in every mode
    together[0, first_query:, SPANS[0][0] : SPANS[-1][1]] = 0.0
    if mode in (Mode.MASK, Mode.LOG):  # a factor of zero hides in both
        losses = oracle.losses(family, _ids(), ANSWER, torch.cat([factors, together]), mode)
    else:
        losses = torch.cat(
            [oracle.losses(family, _ids(), ANSWER, *each) for each in ((factors, mode), (together, Mode.MASK))]
        )
    return losses[0], losses[1:] - losses[0]


@pytest.mark.parametrize("mode", SUPPRESSIONS)
@pytest.mark.parametrize(("scope", "first_query"), [(Scope.READOUT, PREFIX), (Scope.FULL, 0)])
def test_effects_equal_a_naive_recomputation(family, scope, first_query, mode):
    found = _attribute(family, scope, mode)
    baseline, effects = _expected(family, mode, first_query)
    torch.testing.assert_close(found.baseline, baseline, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(torch.cat([found.effects, found.together[None]]), effects, atol=1e-5, rtol=1e-5)
    assert effects.abs().max() > 1e-3, "the oracle itself sees no effect: the test would prove nothing"


def test_mask_equals_the_librarys_own_eager_attention_with_an_additive_mask(family):
    """The same without our naive attention: transformers' eager code and an explicit 4D mask."""
    if len(set(family.windows)) > 1:
        pytest.skip("takes one mask for all layers; the naive oracle covers alternating windows")
    ids, window = _ids(), family.windows[0]
    length = len(ids) - 1
    q, k = torch.arange(length)[:, None], torch.arange(length)[None]
    seen = (k <= q) & (k > q - (window or length + 1))
    start, end = SPANS[1]
    seen &= ~((q >= PREFIX) & (k >= start) & (k < end))
    additive = torch.zeros(1, 1, length, length).masked_fill(~seen, torch.finfo(torch.float32).min)
    implementation = family.model.config._attn_implementation
    family.model.config._attn_implementation = "eager"
    try:
        with torch.no_grad():
            logits = family.model(torch.tensor([ids[:-1]]), attention_mask=additive, use_cache=False).logits
    finally:
        family.model.config._attn_implementation = implementation
    expected = torch.nn.functional.cross_entropy(logits[0, -ANSWER:], torch.tensor(ids[-ANSWER:]), reduction="none")
    prefix = _prefix(family.model)
    factors = factor_rows([[SPANS[1]]], length, 0.0)
    found = score_batch(_forced(family, prefix), factors, Mode.MASK)[0]
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("mode", [Mode.LOG, Mode.MULTIPLICATIVE, Mode.SHIFTED])
def test_factor_one_changes_nothing(family, mode):
    ids = _ids()
    prefix = _prefix(family.model)
    keys = len(ids) - 1
    out = score_batch(_forced(family, prefix), torch.ones(1, keys), mode)[0]
    with torch.no_grad():
        logits = family.model(torch.tensor([ids[:-1]])).logits[0, -ANSWER:]
    own = torch.nn.functional.cross_entropy(logits, torch.tensor(ids[-ANSWER:]), reduction="none")
    torch.testing.assert_close(out, own, atol=1e-5, rtol=1e-5)


def test_amplifying_is_the_other_direction_than_suppressing(family):
    ids = _ids()
    prefix = _prefix(family.model)
    length = len(ids) - 1
    factors = factor_rows([[SPANS[1]]], length, 3.0)
    found = score_batch(_forced(family, prefix), factors, Mode.LOG)[0]
    naive = torch.ones(1, length, length)
    naive[:, PREFIX:, SPANS[1][0] : SPANS[1][1]] = 3.0
    torch.testing.assert_close(found, oracle.losses(family, ids, ANSWER, naive, "log")[0], atol=1e-5, rtol=1e-5)


def test_a_batch_equals_its_rows(family):
    ids = _ids()
    prefix = _prefix(family.model)
    factors = factor_rows([[s] for s in SPANS], len(ids) - 1, 0.0)
    together = score_batch(_forced(family, prefix), factors, Mode.MASK)
    alone = [score_batch(_forced(family, prefix), row[None], Mode.MASK)[0] for row in factors]
    torch.testing.assert_close(together, torch.stack(alone), atol=1e-5, rtol=1e-5)


def test_a_prompt_suppressed_from_its_first_token_on_gives_no_nan(family):
    prefix = _prefix(family.model)
    for scope in Scope:
        found = attribute(_forced(family, prefix), [[(0, PREFIX)]], Suppression(scope))
        assert torch.isfinite(found.effects).all()


def test_every_family_is_supported_and_left_as_it_was(family):
    before = family.model.config._attn_implementation
    check_supported(family.model)
    assert family.model.config._attn_implementation == before != NAME
