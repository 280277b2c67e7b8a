"""Suppression on every model family, against an oracle that recomputes everything."""

from __future__ import annotations

import random

import pytest
import torch

from docexplain.attention.hook import NAME
from docexplain.attribution.exactness import check_supported
from docexplain.attribution.ranking.influence import attribute
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.factors import factor_rows
from docexplain.model.prefix.prefix import prefill
from docexplain.records import SUPPRESSIONS, Mode, Scope

from . import oracle

PREFIX, TAIL, ANSWER = 20, 6, 4
SPANS = [(2, 6), (6, 9), (9, 20)]  # the last is longer than the tiny models' windows
FACTORS = {Mode.MASK: 0.0, Mode.LOG: 0.2, Mode.MULTIPLICATIVE: 0.1, Mode.SHIFTED: 0.3}


def _ids():
    return random.Random(5).choices(range(2, 97), k=PREFIX + TAIL + ANSWER)


@torch.no_grad()
def _prefix(model, ids):
    return prefill(model, ids)


def _attribute(family, scope, mode):
    ids = _ids()
    prefix = _prefix(family.model, ids[:PREFIX])
    return attribute(
        family.model, prefix, ids[PREFIX : PREFIX + TAIL], ids[PREFIX + TAIL :], [[s] for s in SPANS],
        scope=scope, mode=mode, factor=FACTORS[mode],
    )  # fmt: skip


def _expected(family, mode, first_query):
    """Baseline losses and effects, with segments suppressed for queries from ``first_query`` on."""
    ids = _ids()
    length = len(ids) - 1
    baseline = oracle.losses(family, ids, ANSWER, torch.ones(length, length), mode)
    rows = []
    # The last is the document effect: everything hidden, in every mode.
    for start, end, factor, how in [
        *[(*s, FACTORS[mode], mode) for s in SPANS],
        (SPANS[0][0], SPANS[-1][1], 0.0, "mask"),
    ]:
        factors = torch.ones(length, length)
        factors[first_query:, start:end] = factor
        rows.append(oracle.losses(family, ids, ANSWER, factors, how) - baseline)
    return baseline, torch.stack(rows)


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
    prefix = _prefix(family.model, ids[:PREFIX])
    factors = factor_rows([[SPANS[1]]], length, 0.0)
    found = score_batch(family.model, prefix, ids[PREFIX:], ANSWER, factors, Mode.MASK)[0]
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("mode", [Mode.LOG, Mode.MULTIPLICATIVE, Mode.SHIFTED])
def test_factor_one_changes_nothing(family, mode):
    ids = _ids()
    prefix = _prefix(family.model, ids[:PREFIX])
    keys = len(ids) - 1
    out = score_batch(family.model, prefix, ids[PREFIX:], ANSWER, torch.ones(1, keys), mode)[0]
    with torch.no_grad():
        logits = family.model(torch.tensor([ids[:-1]])).logits[0, -ANSWER:]
    own = torch.nn.functional.cross_entropy(logits, torch.tensor(ids[-ANSWER:]), reduction="none")
    torch.testing.assert_close(out, own, atol=1e-5, rtol=1e-5)


def test_amplifying_is_the_other_direction_than_suppressing(family):
    ids = _ids()
    prefix = _prefix(family.model, ids[:PREFIX])
    length = len(ids) - 1
    factors = factor_rows([[SPANS[1]]], length, 3.0)
    found = score_batch(family.model, prefix, ids[PREFIX:], ANSWER, factors, Mode.LOG)[0]
    naive = torch.ones(length, length)
    naive[PREFIX:, SPANS[1][0] : SPANS[1][1]] = 3.0
    torch.testing.assert_close(found, oracle.losses(family, ids, ANSWER, naive, "log"), atol=1e-5, rtol=1e-5)


def test_a_batch_equals_its_rows(family):
    ids = _ids()
    prefix = _prefix(family.model, ids[:PREFIX])
    factors = factor_rows([[s] for s in SPANS], len(ids) - 1, 0.0)
    together = score_batch(family.model, prefix, ids[PREFIX:], ANSWER, factors, Mode.MASK)
    alone = [score_batch(family.model, prefix, ids[PREFIX:], ANSWER, row[None], Mode.MASK)[0] for row in factors]
    torch.testing.assert_close(together, torch.stack(alone), atol=1e-5, rtol=1e-5)


def test_a_prompt_suppressed_from_its_first_token_on_gives_no_nan(family):
    ids = _ids()
    prefix = _prefix(family.model, ids[:PREFIX])
    for scope in Scope:
        found = attribute(family.model, prefix, ids[PREFIX:-ANSWER], ids[-ANSWER:], [[(0, PREFIX)]], scope=scope)
        assert torch.isfinite(found.effects).all()


def test_every_family_is_supported_and_left_as_it_was(family):
    before = family.model.config._attn_implementation
    check_supported(family.model)
    assert family.model.config._attn_implementation == before != NAME
