"""What is kept of a prompt's first tokens: what attention sees, and what the cache holds."""

from __future__ import annotations

import pytest
import torch
import transformers as tf
from transformers import DynamicCache

from docexplain.errors import UnsupportedModelError
from docexplain.model.prefix.prefix import prefill

IDS = list(range(2, 12))
SIZES = {"vocab_size": 64, "hidden_size": 32, "intermediate_size": 32, "num_attention_heads": 4}


@pytest.fixture(scope="module")
def latent():
    """DeepSeek V2: its cache holds latents, which are expanded for each pass."""
    torch.manual_seed(0)
    config = tf.DeepseekV2Config(
        num_hidden_layers=2, num_key_value_heads=4, q_lora_rank=None, kv_lora_rank=6, qk_rope_head_dim=4,
        qk_nope_head_dim=8, v_head_dim=5, first_k_dense_replace=2, initializer_range=0.3, **SIZES,
    )  # fmt: skip
    return tf.DeepseekV2ForCausalLM(config).eval()


def test_an_ordinary_model_has_its_caches_tensors_and_no_more(llama):
    prefix = prefill(llama, IDS)
    cache = DynamicCache()
    llama(torch.tensor([IDS]), cache=cache, use_cache=True)
    assert prefix.cached == ()
    for layer, (keys, values) in enumerate(zip(prefix.keys, prefix.values, strict=True)):
        assert torch.equal(keys, cache.layers[layer].keys)
        assert torch.equal(values, cache.layers[layer].values)
    assert prefix.nbytes == sum(tensor.nbytes for tensor in (*prefix.keys, *prefix.values))


def test_looking_on_changes_no_bit_and_leaves_the_model_as_it_was(llama):
    own = llama.config._attn_implementation
    with torch.inference_mode():
        cache = DynamicCache()
        before = llama(torch.tensor([IDS]), cache=cache, use_cache=True).logits
    prefix = prefill(llama, IDS)
    assert llama.config._attn_implementation == own
    assert torch.equal(prefix.keys[1], cache.layers[1].keys)
    assert torch.equal(llama(torch.tensor([IDS]), use_cache=False).logits, before)


@torch.inference_mode()
def test_latents_and_expanded_keys_are_both_kept(latent):
    prefix = prefill(latent, IDS)
    assert prefix.keys[0].shape == (1, 4, 10, 12)
    assert prefix.values[0].shape == (1, 4, 10, 5)
    assert [tuple(t.shape) for t in prefix.cached[0]] == [(1, 1, 10, 6), (1, 1, 10, 4)]
    first = prefix.first(4)
    assert (len(first), first.keys[1].shape[2], first.cached[1][0].shape[2]) == (4, 4, 4)
    whole = latent(torch.tensor([[*IDS, 20, 21]]), use_cache=False).logits[:, -2:]
    behind = latent(torch.tensor([[20, 21]]).expand(3, -1), cache=prefix.as_cache(3), use_cache=True).logits
    torch.testing.assert_close(behind, whole.expand(3, -1, -1), atol=1e-5, rtol=1e-5)


def test_layers_that_share_keys_share_their_memory():
    config = tf.Gemma3nTextConfig(
        num_hidden_layers=6, num_kv_shared_layers=2, layer_types=["sliding_attention", "full_attention"] * 3,
        num_key_value_heads=2, head_dim=8, laurel_rank=4, activation_sparsity_pattern=[0.0] * 6, altup_num_inputs=2,
        hidden_size_per_layer_input=8, vocab_size_per_layer_input=64, **{**SIZES, "intermediate_size": [32] * 6},
    )  # fmt: skip
    prefix = prefill(tf.Gemma3nForCausalLM(config).eval(), IDS)
    assert len(prefix.keys) == 6
    assert prefix.keys[4].data_ptr() == prefix.keys[2].data_ptr()
    assert prefix.nbytes == 4 * 2 * prefix.keys[0].nbytes


def test_growing_a_cache_leaves_the_prefix_as_it_is(llama):
    prefix = prefill(llama, IDS)
    before = prefix.keys[0].clone()
    llama(torch.tensor([[30, 31]]), cache=prefix.as_cache(), use_cache=True)
    assert torch.equal(prefix.keys[0], before)
    assert prefix.keys[0].shape[2] == len(IDS)


def test_a_model_that_computes_attention_twice_for_a_token_is_refused_by_name():
    config = tf.DiffLlamaConfig(num_hidden_layers=1, num_key_value_heads=2, **SIZES)
    with pytest.raises(UnsupportedModelError, match=r"DiffLlama.*more than once"):
        prefill(tf.DiffLlamaForCausalLM(config).eval(), IDS)
