"""Scope full without the hidden tokens, and piece by piece, against one plain pass with an explicit mask."""

from __future__ import annotations

import pytest
import torch

from docexplain.attribution.scoring import full
from docexplain.attribution.scoring.factors import all_but, factor_rows
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.full import can_leave_out, score_recomputed, score_without
from docexplain.model.language_model import LanguageModel
from docexplain.records import Mode
from tests.attribution import eager

IDS = [0, *range(20, 70)]
PREFIX, ANSWER = 40, 5
SPANS = [(1, 4), (4, 11), (11, 20), (20, 33), (33, 40)]
KEYS = len(IDS) - 1


@pytest.fixture
def model(llama, tokenizer):
    return LanguageModel(llama, tokenizer)


@pytest.fixture
def prefix(model):
    return model.prefill(IDS[:PREFIX])


def _masked(llama, hidden):
    """The library's eager attention over everything, nobody sees ``hidden`` but a token itself."""
    return eager.losses(llama, IDS, ANSWER, hidden)


def _forced(llama, prefix):
    return ForcedAnswer(llama, prefix, IDS[PREFIX:-ANSWER], IDS[-ANSWER:])


def _without(llama, prefix, segments, **options):
    hidden = factor_rows(segments, KEYS, 0.0) == 0
    return score_without(_forced(llama, prefix), hidden, **options)


def test_leaving_a_segment_out_is_masking_it(llama, prefix):
    assert can_leave_out(llama, KEYS)
    found = _without(llama, prefix, [[], *([s] for s in SPANS), [SPANS[1], SPANS[3]]])
    expected = [_masked(llama, hidden) for hidden in ([], *([s] for s in SPANS), [SPANS[1], SPANS[3]])]
    torch.testing.assert_close(found, torch.stack(expected), atol=1e-5, rtol=1e-5)


def test_a_segment_on_its_own_is_masking_the_others_and_costs_its_own_tokens(llama, prefix):
    whole = [[s] for s in SPANS]
    tokens = []
    handle = llama.model.register_forward_pre_hook(
        lambda _m, _a, given: tokens.append(given["input_ids"].numel()), with_kwargs=True
    )
    try:
        found = _without(llama, prefix, [all_but(whole, [i]) for i in range(len(whole))])
    finally:
        handle.remove()
    expected = [_masked(llama, all_but(whole, [i])) for i in range(len(whole))]
    torch.testing.assert_close(found, torch.stack(expected), atol=1e-5, rtol=1e-5)
    tail = KEYS - PREFIX
    assert sum(tokens) <= 1.25 * (PREFIX - 1 + len(SPANS) * tail)


@pytest.mark.parametrize("fit", [1, 2, 3, 100])
def test_batches_of_any_size_give_the_same(llama, prefix, monkeypatch, fit):
    expected = torch.stack([_masked(llama, [s]) for s in SPANS])
    monkeypatch.setattr(full, "sequences_at_once", lambda *_: fit)
    monkeypatch.setattr(full, "_alike", lambda rows: rows)  # however much must be filled up
    done = []
    found = _without(llama, prefix, [[s] for s in SPANS], on_rows=done.append)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    assert sum(done) == len(SPANS)


def test_alike_rows_share_a_batch_and_others_do_not():
    long, short = (0, list(range(100))), (80, list(range(80, 100)))
    assert len(full._alike([long, long, (5, list(range(5, 100))), short])) == 3


def test_a_batch_that_runs_out_of_memory_is_halved(llama, prefix, monkeypatch):
    expected = torch.stack([_masked(llama, [s]) for s in SPANS])
    real = full._score
    sizes = []

    def small(*args, **options):
        sizes.append(len(args[1]))
        if len(args[1]) > 2:
            raise torch.OutOfMemoryError("out of memory")
        return real(*args, **options)

    monkeypatch.setattr(full, "sequences_at_once", lambda *_: 100)
    monkeypatch.setattr(full, "_alike", lambda rows: rows)
    monkeypatch.setattr(full, "_score", small)
    torch.testing.assert_close(_without(llama, prefix, [[s] for s in SPANS]), expected, atol=1e-5, rtol=1e-5)
    assert sizes == [5, 2, 2, 1]


@pytest.mark.parametrize("mode", [Mode.LOG, Mode.MULTIPLICATIVE, Mode.SHIFTED, Mode.MASK])
@pytest.mark.parametrize("step", [1, 3, 7, 1000])
def test_pieces_of_any_size_give_the_same(llama, prefix, monkeypatch, mode, step):
    row = factor_rows([[SPANS[2]]], KEYS, 0.0 if mode is Mode.MASK else 0.3)[0]
    monkeypatch.setattr(full, "queries_at_once", lambda *_: 10**6)
    whole = score_recomputed(_forced(llama, prefix), row, mode)
    monkeypatch.setattr(full, "queries_at_once", lambda *_: step)
    pieces = score_recomputed(_forced(llama, prefix), row, mode)
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=1e-5)
    if mode is Mode.MASK:
        torch.testing.assert_close(pieces, _masked(llama, [SPANS[2]]), atol=1e-5, rtol=1e-5)


def test_a_short_window_forbids_leaving_out(monkeypatch, llama):
    monkeypatch.setattr(llama.config, "sliding_window", 20, raising=False)
    assert not can_leave_out(llama, 21)
    assert can_leave_out(llama, 20)


def test_a_model_that_counts_keys_and_not_positions_is_found_out(llama, monkeypatch):
    """One that takes no notice of position ids: as those do whose attention goes by distance between keys."""
    monkeypatch.setattr(full, "_known", {})
    real = llama.forward

    def counts(*args, position_ids=None, **kwargs):
        return real(*args, **kwargs)

    monkeypatch.setattr(llama, "forward", counts)
    assert not can_leave_out(llama, 10)


def test_the_prefix_is_not_changed(llama, prefix):
    keys = [k.clone() for k in prefix.keys]
    _without(llama, prefix, [[s] for s in SPANS])
    assert all(torch.equal(a, b) for a, b in zip(keys, prefix.keys, strict=True))


@torch.no_grad()
@pytest.mark.parametrize("fit", [1, 100])
def test_closed_gaps_give_what_the_shorter_prompt_gives(llama, prefix, monkeypatch, fit):
    monkeypatch.setattr(full, "sequences_at_once", lambda *_: fit)
    monkeypatch.setattr(full, "_alike", lambda rows: rows)
    found = _without(llama, prefix, [[], *([s] for s in SPANS)], closed=True)
    for row, left_out in zip(found, [range(0), *(range(*s) for s in SPANS)], strict=True):
        ids = [token for i, token in enumerate(IDS) if i not in left_out]
        logits = llama(torch.tensor([ids[:-1]]), use_cache=False).logits[0, -ANSWER:]
        expected = torch.nn.functional.cross_entropy(logits, torch.tensor(IDS[-ANSWER:]), reduction="none")
        torch.testing.assert_close(row, expected, atol=1e-5, rtol=1e-5)


def test_factors_that_cancel_a_steering_are_no_ones(llama, prefix):
    """Amplified twice, then halved: the row's factor is 1, but the steered prefix was computed with 2."""
    base = factor_rows([[SPANS[1]]], KEYS, 2.0)[0]
    row = torch.ones(KEYS)
    got = score_recomputed(_forced(llama, prefix), row, Mode.LOG, base=base)
    computed = []
    handle = llama.model.register_forward_pre_hook(
        lambda _m, _a, given: computed.append(given["input_ids"].numel()), with_kwargs=True
    )
    try:
        score_recomputed(_forced(llama, prefix), row, Mode.LOG, base=base)
    finally:
        handle.remove()
    assert sum(computed) == KEYS - SPANS[1][0], "everything from the steered segment on"
    torch.testing.assert_close(got, _masked(llama, []), atol=1e-5, rtol=1e-5)


def test_a_piece_that_runs_out_of_memory_is_halved(llama, prefix, monkeypatch):
    row = factor_rows([[SPANS[2]]], KEYS, 0.3)[0]
    whole = score_recomputed(_forced(llama, prefix), row, Mode.MULTIPLICATIVE)
    real, steps = full._in_pieces, []

    def small(*args):
        steps.append(args[-1])
        if args[-1] > 5:
            raise torch.OutOfMemoryError("out of memory")
        return real(*args)

    monkeypatch.setattr(full, "queries_at_once", lambda *_: 16)
    monkeypatch.setattr(full, "_in_pieces", small)
    found = score_recomputed(_forced(llama, prefix), row, Mode.MULTIPLICATIVE)
    torch.testing.assert_close(found, whole, atol=1e-5, rtol=1e-5)
    assert steps == [16, 8, 4]


@pytest.mark.parametrize(("rope", "expected"), [({"rope_type": "longrope"}, True), ({"rope_type": "default"}, False)])
def test_positions_that_go_by_the_prompts_length_are_not_run_in_pieces(llama, monkeypatch, rope, expected):
    monkeypatch.setattr(llama.config, "rope_parameters", rope, raising=False)
    assert full.by_length(llama) is expected
