"""Rows, batches and their baselines, against a plain forward pass with an explicit mask."""

from __future__ import annotations

import copy

import pytest
import torch

from docexplain.attribution.ranking.influence import attribute
from docexplain.attribution.scoring import answer_loss
from docexplain.attribution.scoring.answer_loss import score_batch, score_rows
from docexplain.attribution.scoring.factors import factor_rows
from docexplain.attribution.scoring.forced_answer import NOTHING, ForcedAnswer
from docexplain.attribution.scoring.planner import batching as planned
from docexplain.attribution.scoring.scorer import Suppression
from docexplain.model.language_model import LanguageModel
from docexplain.records import Mode, Scope
from tests.attribution import eager

IDS = [0, *range(20, 50)]
PREFIX, ANSWER = 20, 5
SPANS = [(1, 4), (4, 11), (11, 20)]


@pytest.fixture
def model(llama, tokenizer):
    return LanguageModel(llama, tokenizer)


@pytest.fixture
def prefix(model):
    return model.prefill(IDS[:PREFIX])


def _forced(model, prefix):
    return ForcedAnswer(model, prefix, IDS[PREFIX:-ANSWER], IDS[-ANSWER:])


def _reference(llama, hidden=()):
    """The library's eager attention over everything, readout queries not seeing ``hidden``."""
    return eager.losses(llama, IDS, ANSWER, hidden, first_query=PREFIX)


def test_effects_are_losses_with_a_segment_hidden_less_losses_without(model, prefix, llama):
    found = attribute(_forced(llama, prefix), [[s] for s in SPANS])
    baseline = _reference(llama)
    torch.testing.assert_close(found.baseline, baseline, atol=1e-5, rtol=1e-5)
    for row, span in zip(found.effects, SPANS, strict=True):
        torch.testing.assert_close(row, _reference(llama, [span]) - baseline, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(found.together, _reference(llama, SPANS) - baseline, atol=1e-5, rtol=1e-5)
    drop = torch.exp(-baseline) - torch.exp(-_reference(llama, [SPANS[1]]))
    torch.testing.assert_close(found.probability_drops[1], drop, atol=1e-5, rtol=1e-5)
    assert 0 < found.noise_floor < 1e-2


def test_a_segment_may_be_several_spans(model, prefix, llama):
    found = attribute(_forced(llama, prefix), [[SPANS[0], SPANS[2]]])
    expected = _reference(llama, [SPANS[0], SPANS[2]]) - _reference(llama)
    torch.testing.assert_close(found.effects[0], expected, atol=1e-5, rtol=1e-5)


def test_many_batches_give_what_one_gives(model, prefix, llama, monkeypatch):
    factors = factor_rows([[(i, i + 2)] for i in range(1, 12)], len(IDS) - 1, 0.0)
    once, once_base, *_ = score_rows(_forced(llama, prefix), factors, Mode.MASK)
    shapes = []
    real = score_batch
    monkeypatch.setattr(answer_loss, "rows_at_once", lambda *a, **_: 4)
    monkeypatch.setattr(answer_loss, "score_batch", lambda *a: shapes.append(len(a[1])) or real(*a))
    done = []
    split, split_base, controls, _ = score_rows(_forced(llama, prefix), factors, Mode.MASK, on_rows=done.append)
    torch.testing.assert_close(split, once, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(split_base, once_base, atol=1e-5, rtol=1e-5)
    assert split.shape == (11, ANSWER)
    assert shapes == [4, 4, 4, 4], "all batches of one explanation have one shape"
    assert sum(done) == 11
    assert len(controls) == 4


def test_a_batch_that_runs_out_of_memory_is_halved(model, prefix, llama, monkeypatch):
    factors = factor_rows([[(i, i + 2)] for i in range(1, 12)], len(IDS) - 1, 0.0)
    once, *_ = score_rows(_forced(llama, prefix), factors, Mode.MASK)
    shapes = []
    real = score_batch

    def small(*args):
        shapes.append(len(args[1]))
        if len(args[1]) > 4:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.")
        return real(*args)

    monkeypatch.setattr(answer_loss, "score_batch", small)
    batching = planned(11, 12)
    split, *_ = score_rows(_forced(llama, prefix), factors, Mode.MASK, batching=batching)
    torch.testing.assert_close(split, once, atol=1e-5, rtol=1e-5)
    assert shapes == [12, 7, 4, 4, 4, 4]
    assert batching.payload == 3, "later calls start with what fitted"


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("out of memory"), RuntimeError("size mismatch")])
def test_what_halving_does_not_mend_is_raised(model, prefix, llama, monkeypatch, error):
    def fail(*_args):
        raise error

    monkeypatch.setattr(answer_loss, "score_batch", fail)
    with pytest.raises(type(error)):
        score_rows(_forced(llama, prefix), torch.ones(3, len(IDS) - 1), Mode.MASK)


def test_explaining_twice_gives_the_same_bits(model, prefix, llama):
    args = (_forced(llama, prefix), [[s] for s in SPANS])
    assert torch.equal(attribute(*args).effects, attribute(*args).effects)


def test_full_scope_also_hides_a_segment_from_the_document(model, prefix, llama):
    args = (_forced(llama, prefix), [[s] for s in SPANS])
    readout, full = attribute(*args), attribute(*args, Suppression(Scope.FULL))
    assert not torch.allclose(readout.effects[0], full.effects[0], atol=1e-4)
    # Nothing of the document comes after the last segment but itself, whose queries do not matter to the others.
    torch.testing.assert_close(full.baseline, readout.baseline, atol=1e-5, rtol=1e-5)


def test_the_prefix_is_not_changed(model, prefix, llama):
    keys = [k.clone() for k in prefix.keys]
    attribute(_forced(llama, prefix), [[s] for s in SPANS])
    assert all(torch.equal(a, b) for a, b in zip(keys, prefix.keys, strict=True))


@pytest.mark.parametrize("keys", [29, 31])
def test_factors_of_another_number_of_keys_are_refused(model, prefix, llama, keys):
    with pytest.raises(ValueError, match="factors"):
        score_batch(_forced(llama, prefix), torch.ones(1, keys), Mode.MASK)


@pytest.mark.parametrize(("tail", "answer"), [((1, 2), ()), ((), (1, 2))])
def test_an_answer_needs_a_token_and_one_before_it(model, prefix, llama, tail, answer):
    with pytest.raises(ValueError, match="answer"):
        ForcedAnswer(llama, prefix, tail, answer)


def test_an_answer_is_scored_without_a_prefix_too(model, prefix, llama):
    whole = ForcedAnswer(llama, NOTHING, IDS[:-ANSWER], IDS[-ANSWER:])
    found = score_batch(whole, torch.ones(1, len(IDS) - 1), Mode.MASK)[0]
    torch.testing.assert_close(found, _reference(llama), atol=1e-5, rtol=1e-5)


def test_stopping_between_batches_leaves_the_model_as_it_was(model, prefix, llama, monkeypatch):
    monkeypatch.setattr(answer_loss, "rows_at_once", lambda *a, **_: 2)
    implementation = llama.config._attn_implementation

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attribute(_forced(llama, prefix), [[s] for s in SPANS], on_rows=stop)
    assert llama.config._attn_implementation == implementation


@pytest.mark.parametrize("scope", Scope)
def test_the_document_effect_is_the_same_in_every_mode(model, prefix, llama, scope):
    args = (_forced(llama, prefix), [[s] for s in SPANS])
    masked = attribute(*args, Suppression(scope))
    for mode, factor in ((Mode.LOG, 0.5), (Mode.MULTIPLICATIVE, 1.0), (Mode.SHIFTED, 3.0)):
        found = attribute(*args, Suppression(scope, mode, factor))
        torch.testing.assert_close(found.together, masked.together, atol=1e-5, rtol=1e-5)


def test_the_noise_floor_is_larger_in_half_precision(llama, tokenizer):
    def floor(dtype):
        own = LanguageModel(type(llama)(copy.deepcopy(llama.config)).to(dtype), tokenizer)
        own.model.load_state_dict(llama.state_dict())
        prefix = own.prefill(IDS[:PREFIX])
        return attribute(_forced(own.model, prefix), [[s] for s in SPANS]).noise_floor

    assert 0 < floor(torch.float32) < 1e-3 < floor(torch.bfloat16) < 1
