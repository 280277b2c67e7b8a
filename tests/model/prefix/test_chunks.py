"""A prompt in chunks against the same prompt in one pass, and where it is cut."""

from __future__ import annotations

import pytest
import torch
import transformers as tf

from docexplain.model.prefix import chunks, prefix
from docexplain.model.prefix.chunks import by_length, cuts
from docexplain.model.prefix.prefix import prefill

IDS = [2 + i * 7 % 60 for i in range(200)]
SIZES = {"vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 4, "num_attention_heads": 4,
         "num_key_value_heads": 2, "initializer_range": 0.3}  # fmt: skip
LATENT = {"q_lora_rank": None, "kv_lora_rank": 6, "qk_rope_head_dim": 4, "qk_nope_head_dim": 8, "v_head_dim": 5,
          "first_k_dense_replace": 4}  # fmt: skip
MODELS = {
    "llama": lambda: tf.LlamaForCausalLM(tf.LlamaConfig(**SIZES)),
    "a sliding window": lambda: tf.MistralForCausalLM(tf.MistralConfig(sliding_window=24, **SIZES)),
    "sliding and full layers": lambda: tf.Gemma2ForCausalLM(tf.Gemma2Config(sliding_window=24, head_dim=8, **SIZES)),
    "two ropes": lambda: tf.Gemma3ForCausalLM(tf.Gemma3TextConfig(sliding_window=24, head_dim=8, **SIZES)),
    "latents": lambda: tf.DeepseekV2ForCausalLM(tf.DeepseekV2Config(**{**SIZES, "num_key_value_heads": 4}, **LATENT)),
    "positions by rows of a table": lambda: tf.GPT2LMHeadModel(
        tf.GPT2Config(vocab_size=64, n_embd=32, n_layer=3, n_head=4, initializer_range=0.3)
    ),
}


def make(name):
    torch.manual_seed(0)
    return MODELS[name]().eval()


@pytest.mark.parametrize("name", MODELS)
def test_pieces_give_what_one_pass_gives(name, monkeypatch):
    model = make(name)
    whole = prefill(model, IDS)
    monkeypatch.setattr(prefix, "cuts", lambda _model, length: [70, 71, 135, length])
    cut = prefill(model, IDS)
    pairs = [*zip(whole.keys, cut.keys, strict=True), *zip(whole.values, cut.values, strict=True)]
    pairs += [pair for a, b in zip(whole.cached, cut.cached, strict=True) for pair in zip(a, b, strict=True)]
    assert len(pairs) >= 6
    for one, other in pairs:
        torch.testing.assert_close(other, one, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("kind", ["longrope", "dynamic"])
def test_positions_that_go_by_the_prompts_length_are_not_cut(llama, monkeypatch, kind):
    monkeypatch.setattr(chunks, "CPU_OPERATIONS", 1.0)
    assert len(cuts(llama, 5000)) > 10
    monkeypatch.setattr(llama.config, "rope_parameters", {"rope_type": kind, "rope_theta": 1e4})
    assert by_length(llama)
    assert cuts(llama, 5000) == [5000]


def test_a_prompt_is_cut_where_one_product_would_take_too_long(llama, monkeypatch):
    threads = torch.get_num_threads()
    limit = 32 * 64 * 2 * 640  # 640 tokens times the largest matrix, hidden times intermediate
    monkeypatch.setattr(chunks, "CPU_OPERATIONS", limit / threads)
    ends = cuts(llama, 5000)
    starts = [0, *ends[:-1]]
    assert ends[-1] == 5000
    assert cuts(llama, 200) == [200]
    for start, end in zip(starts[:-1], ends[:-1], strict=True):  # the last may be a stump longer
        count = end - start
        pairs = count * count / 2 if start == 0 else count * (start + count)
        assert count <= 640
        assert count == chunks.LEAST or 4 * pairs * 32 <= limit
    assert ends[0] > 2 * chunks.LEAST
    assert all(end > start for start, end in zip(starts, ends, strict=True))


@pytest.mark.parametrize(
    ("sizes", "tokens", "most"),
    [((576, 1536, 9), 4000, 4000), ((2048, 8192, 32), 4000, 704), ((4096, 14336, 32), 2000, 192)],
)
def test_sizes_that_people_use_on_one_core(monkeypatch, sizes, tokens, most):
    """The default model reads a few thousand tokens whole; a model of a billion parameters does not."""
    hidden, intermediate, heads = sizes
    with torch.device("meta"):
        config = tf.LlamaConfig(hidden_size=hidden, intermediate_size=intermediate, num_hidden_layers=1,
                                num_attention_heads=heads, num_key_value_heads=heads, vocab_size=9)  # fmt: skip
        model = tf.LlamaForCausalLM(config)
    monkeypatch.setattr(chunks, "input_device", lambda _model: torch.device("cpu"))
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    ends = cuts(model, tokens)
    assert max(b - a for a, b in zip([0, *ends], ends, strict=False)) <= most * 5 / 4
    assert ends[0] == most


def test_it_is_told_how_many_tokens_are_read(llama, monkeypatch):
    monkeypatch.setattr(prefix, "cuts", lambda _model, length: [100, length])
    told = []
    prefill(llama, IDS, lambda done, total: told.append((done, total)))
    assert told == [(50, 200), (100, 200), (100, 200), (150, 200), (200, 200), (200, 200)]  # two layers
    assert not any(module._forward_hooks for module in llama.modules())


def test_what_progress_raises_ends_the_reading(llama):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prefill(llama, IDS, stop)
    assert not any(module._forward_hooks for module in llama.modules())
