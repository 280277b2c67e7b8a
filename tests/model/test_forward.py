"""The forward pass, written once."""

from __future__ import annotations

import warnings

import pytest
import torch
import transformers as tf
from transformers import DynamicCache

from docexplain.model.forward import answer_logits, forward, losses

IDS = torch.arange(2, 14)[None]


@pytest.fixture(scope="module")
def whisper():
    """Its forward knows no ``logits_to_keep`` and swallows it."""
    torch.manual_seed(0)
    sizes = {"vocab_size": 64, "d_model": 16, "encoder_layers": 1, "decoder_layers": 2, "encoder_attention_heads": 2}
    config = tf.WhisperConfig(
        decoder_attention_heads=2, decoder_ffn_dim=16, encoder_ffn_dim=16, max_target_positions=32, pad_token_id=0,
        init_std=0.3, **sizes,
    )  # fmt: skip
    return tf.WhisperForCausalLM(config).eval()


@torch.no_grad()
def test_logits_behind_a_cache_are_those_of_the_whole(llama):
    whole = llama(IDS, use_cache=False).logits
    cache = DynamicCache()
    forward(llama, IDS[:, :5], cache=cache)
    assert cache.get_seq_length() == 5
    torch.testing.assert_close(forward(llama, IDS[:, 5:], cache=cache).logits, whole[:, 5:], atol=1e-5, rtol=1e-5)
    assert cache.get_seq_length() == 12


@torch.no_grad()
def test_as_many_logits_are_given_as_were_asked_for(llama, whisper):
    for model in (llama, whisper):
        whole = model(IDS, use_cache=False).logits
        torch.testing.assert_close(answer_logits(model, IDS, 3), whole[:, -3:])


@torch.no_grad()
def test_nothing_deprecated_is_passed(llama):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        forward(llama, IDS, cache=DynamicCache(), keep=1)


def test_losses_are_minus_log_probabilities():
    logits = torch.tensor([[[0.0, 1.0, 3.0], [2.0, 2.0, 2.0]], [[5.0, 0.0, 0.0], [0.0, 0.0, 1.0]]])
    expected = [[-torch.softmax(row[i], 0)[t].log() for i, t in enumerate((2, 0))] for row in logits]
    torch.testing.assert_close(losses(logits, [2, 0]), torch.tensor(expected))


def test_losses_of_half_precision_are_computed_in_float32():
    logits = torch.randn(1, 2, 50, generator=torch.Generator().manual_seed(1)).to(torch.bfloat16)
    assert losses(logits, [3, 4]).dtype == torch.float32
    torch.testing.assert_close(losses(logits, [3, 4]), losses(logits.float(), [3, 4]))
