"""Batches by what memory has room for and what keeps a device busy."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from docexplain.attribution.scoring import planner
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.planner import batching, queries_at_once, rows_at_once, sequences_at_once
from docexplain.model.prefix.prefix import Prefix

GIB = 2**30


@pytest.fixture
def free(monkeypatch):
    def have(amount: int) -> None:
        monkeypatch.setattr(planner, "free_bytes", lambda _device: amount)

    return have


def _rows(llama, before, inputs, answer_length, **options):
    """What is planned behind a prefix of so many tokens; no token is looked at."""
    given = range(inputs - answer_length + 1), range(answer_length)
    return rows_at_once(ForcedAnswer(llama, Prefix.without_keys(range(before)), *given), **options)


@pytest.mark.parametrize(
    ("rows", "fit", "payload"), [(6, 100, 6), (6, 4, 3), (7, 4, 3), (1, 2, 1), (5, 1, 1), (10, 7, 5), (0, 9, 1)]
)
def test_rows_are_spread_evenly_over_as_few_batches_as_fit(rows, fit, payload):
    assert batching(rows, fit).payload == payload


def test_halving_ends_at_one_row():
    sizes = []

    def too_large(part):
        sizes.append(part.stop - part.start)
        raise MemoryError

    with pytest.raises(MemoryError):
        batching(5, 100).over(5, too_large)
    assert sizes == [5, 3, 2, 1]


def test_a_cpu_takes_few_tokens_at_once_however_much_memory_there_is(llama, free):
    free(1000 * GIB)
    assert _rows(llama, 1000, 32, 10) == 12
    assert _rows(llama, 1000, 500, 10) == 4
    assert sequences_at_once(llama, 0, 100, 10, 256) == 3
    assert sequences_at_once(llama, 0, 1000, 10, 256) == 1


def test_little_memory_bounds_a_batch_but_leaves_the_least_that_is_needed(llama, free):
    free(64 * 2**20)
    assert 2 <= _rows(llama, 100_000, 32, 10) < 8
    free(1000)
    assert _rows(llama, 100_000, 32, 10) == 2
    assert sequences_at_once(llama, 1000, 32, 10, 256) == 1
    assert queries_at_once(llama, 100_000) == 32


def test_kept_scores_take_more_memory(llama, free):
    free(64 * 2**20)
    assert _rows(llama, 20_000, 32, 10, scores=True) < _rows(llama, 20_000, 32, 10)


@pytest.mark.parametrize("before", [0, 900, 20_000])
def test_a_planned_batchs_bias_fits_the_share(llama, free, monkeypatch, before):
    """By the shapes themselves: r * inputs queries, before + r * inputs keys, six bytes."""
    monkeypatch.setitem(planner.BUSY_TOKENS, "cpu", 10**9)
    free(4 * GIB)
    rows = _rows(llama, before, 40, 10)
    assert rows * 40 * (before + rows * 40) * 6 <= planner.SHARE * 4 * GIB
    assert rows > 2


def test_a_real_batch_stays_within_its_plan(llama):
    """The planner's figures against what PyTorch really allocates in the largest step, the bias."""
    from docexplain.attention.kernels import pack

    rows, new, before = 8, 32, 900
    bias = pack(torch.zeros(rows, 1, new, before + new), rows, before)
    assert bias.numel() * bias.element_size() <= rows * new * (before + rows * new) * 6


def test_sizes_that_are_given_layer_by_layer_count_by_the_largest(llama, free, monkeypatch):
    free(GIB // 4)
    plain = _rows(llama, 100, 14, 10)
    monkeypatch.setattr(llama, "config", SimpleNamespace(get_text_config=lambda decoder: ByLayer()))
    assert _rows(llama, 100, 14, 10) == plain


class ByLayer:
    """The configuration of the tiny model, its sizes given for each layer."""

    hidden_size, vocab_size, num_attention_heads, intermediate_size = 32, 320, [4, 2], [1, 64]
