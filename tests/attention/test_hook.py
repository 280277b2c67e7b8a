"""The switch into the model, and the models that are refused."""

from __future__ import annotations

import copy

import pytest
import torch
import transformers as tf
from transformers.models.llama import modeling_llama

from docexplain.attention.hook import Manipulation, manipulated
from docexplain.attribution import exactness
from docexplain.attribution.exactness import check_supported
from docexplain.errors import UnsupportedModelError

IDS = torch.arange(2, 14)[None]


@torch.no_grad()
def test_the_model_is_the_same_after_an_exception(llama):
    before = llama(IDS).logits
    hidden = torch.ones(1, IDS.shape[1])
    hidden[:, 3:6] = 0
    with pytest.raises(KeyboardInterrupt), manipulated(llama, Manipulation(factors=hidden)):
        assert not torch.equal(llama(IDS, use_cache=False).logits, before)
        raise KeyboardInterrupt
    assert torch.equal(llama(IDS).logits, before)


@torch.no_grad()
def test_blocks_nest(llama):
    hidden = torch.ones(1, IDS.shape[1])
    hidden[:, 3:6] = 0
    outer = Manipulation(factors=hidden)
    with manipulated(llama, outer):
        first = llama(IDS, use_cache=False).logits
        with manipulated(llama, Manipulation()):
            llama(IDS, use_cache=False)
        assert torch.equal(llama(IDS, use_cache=False).logits, first)


def test_a_recurrent_model_is_refused_by_name():
    config = tf.MambaConfig(vocab_size=64, hidden_size=16, num_hidden_layers=2, state_size=4)
    with pytest.raises(UnsupportedModelError, match="MambaForCausalLM"):
        check_supported(tf.MambaForCausalLM(config).eval())


def test_a_model_with_its_own_attention_code_is_refused_by_name():
    config = tf.BloomConfig(vocab_size=64, hidden_size=32, n_layer=2, n_head=4)
    with pytest.raises(UnsupportedModelError, match="BloomForCausalLM"):
        check_supported(tf.BloomForCausalLM(config).eval())


def test_an_encoder_decoder_is_refused_by_name():
    config = tf.T5Config(vocab_size=64, d_model=16, d_kv=4, d_ff=16, num_layers=1, num_heads=2)
    with pytest.raises(UnsupportedModelError, match="T5ForConditionalGeneration"):
        check_supported(tf.T5ForConditionalGeneration(config).eval())


def test_attention_with_parts_that_are_not_known_is_refused_by_what_they_are(llama, monkeypatch):
    own = modeling_llama.LlamaAttention.forward

    def with_more(self, *args, **kwargs):
        return own(self, *args, **kwargs, relative_bias=torch.zeros(1))

    monkeypatch.setattr(modeling_llama.LlamaAttention, "forward", with_more)
    with pytest.raises(UnsupportedModelError, match=r"LlamaForCausalLM.*relative_bias"):
        check_supported(llama)


def test_a_model_that_skips_the_registry_in_one_layer_is_refused(llama):
    class OwnAttention(torch.nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def forward(self, hidden_states, **kwargs):
            seen = torch.arange(1, hidden_states.shape[1] + 1)[:, None]
            return self.inner.o_proj(self.inner.q_proj(hidden_states.cumsum(1) / seen)), None

    model = tf.LlamaForCausalLM(llama.config).eval()
    model.model.layers[1].self_attn = OwnAttention(model.model.layers[1].self_attn)
    with pytest.raises(UnsupportedModelError, match="1 of its layers"):
        check_supported(model)


def test_a_mixture_of_experts_is_supported():
    config = tf.MixtralConfig(
        vocab_size=64, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, num_local_experts=2, num_experts_per_tok=1,
    )  # fmt: skip
    check_supported(tf.MixtralForCausalLM(config).eval())


def test_half_precision_is_probed_against_the_models_own_rounding(llama, monkeypatch):
    model = tf.LlamaForCausalLM(copy.deepcopy(llama.config))
    model.load_state_dict(llama.state_dict())
    model = model.to(torch.bfloat16).eval()
    check_supported(model)
    # Attention that sharpens every score, which our function does not know, in both of the model's own kernels.
    sdpa, eager = tf.AttentionInterface._global_mapping["sdpa"], modeling_llama.eager_attention_forward
    monkeypatch.setitem(tf.AttentionInterface._global_mapping, "sdpa", lambda m, q, *a, **k: sdpa(m, q * 1.5, *a, **k))
    monkeypatch.setattr(modeling_llama, "eager_attention_forward", lambda m, q, *a, **k: eager(m, q * 1.5, *a, **k))
    with pytest.raises(UnsupportedModelError, match="more than scores"):
        check_supported(model)


@pytest.mark.parametrize(
    ("part", "result", "why"),
    [
        ("score_recomputed", RuntimeError("view size is not compatible"), "view size is not compatible"),
        ("score_recomputed", torch.tensor([torch.nan]), "mode mask gives no numbers"),
        ("rows_at_once", TypeError("'>' not supported"), "'>' not supported"),
        ("can_leave_out", ValueError("no such mask"), "no such mask"),
    ],
)
def test_what_would_fail_later_is_found_by_the_check(llama, monkeypatch, part, result, why):
    def broken(*_, **__):
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(exactness, part, broken)
    with pytest.raises(UnsupportedModelError, match=f"LlamaForCausalLM cannot be explained.*{why}"):
        check_supported(llama)


def test_running_out_of_memory_in_the_check_is_no_refusal(llama, monkeypatch):
    def full(*_, **__):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(exactness, "score_recomputed", full)
    with pytest.raises(torch.OutOfMemoryError):
        check_supported(llama)


def test_a_model_whose_logits_cannot_be_cut_is_refused(llama, monkeypatch):
    monkeypatch.setattr(exactness, "answer_logits", lambda model, ids, *_, **__: torch.zeros(1, ids.shape[1], 320))
    with pytest.raises(UnsupportedModelError, match="answers differ"):
        check_supported(llama)
