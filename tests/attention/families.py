"""One tiny random model per family, and what an oracle must know of it: windows per layer and soft-capping."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import transformers as tf

VOCAB, WINDOW = 97, 9

_SIZES = {
    "vocab_size": VOCAB,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "initializer_range": 0.25,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 1,
}


@dataclass(frozen=True)
class Family:
    """``windows`` holds each layer's sliding window, None for full attention."""

    name: str
    model: tf.PreTrainedModel
    windows: tuple[int | None, ...]
    softcap: float | None = None


def _of(name, config, model_class, windows, softcap=None):
    torch.manual_seed(3)
    return Family(name, model_class(config).eval(), windows, softcap)


def _gemma_types(layers):
    return ["sliding_attention" if i % 2 == 0 else "full_attention" for i in range(layers)]


def make(name: str) -> Family:
    if name == "llama":
        return _of(name, tf.LlamaConfig(num_hidden_layers=2, **_SIZES), tf.LlamaForCausalLM, (None, None))
    if name == "qwen2":
        return _of(name, tf.Qwen2Config(num_hidden_layers=2, **_SIZES), tf.Qwen2ForCausalLM, (None, None))
    if name == "qwen3":
        config = tf.Qwen3Config(num_hidden_layers=2, head_dim=12, **_SIZES)
        return _of(name, config, tf.Qwen3ForCausalLM, (None, None))
    if name == "mistral":
        config = tf.MistralConfig(num_hidden_layers=2, sliding_window=WINDOW, **_SIZES)
        return _of(name, config, tf.MistralForCausalLM, (WINDOW, WINDOW))
    if name == "gemma2":
        config = tf.Gemma2Config(
            num_hidden_layers=4, head_dim=8, sliding_window=WINDOW, layer_types=_gemma_types(4),
            attn_logit_softcapping=4.0, final_logit_softcapping=20.0, query_pre_attn_scalar=6, **_SIZES,
        )  # fmt: skip
        return _of(name, config, tf.Gemma2ForCausalLM, (WINDOW, None, WINDOW, None), 4.0)
    if name == "gemma3":
        config = tf.Gemma3TextConfig(
            num_hidden_layers=4, head_dim=8, sliding_window=WINDOW, layer_types=_gemma_types(4), **_SIZES
        )
        return _of(name, config, tf.Gemma3ForCausalLM, (WINDOW, None, WINDOW, None))
    if name == "phi3":
        config = tf.Phi3Config(num_hidden_layers=2, sliding_window=None, **_SIZES)
        return _of(name, config, tf.Phi3ForCausalLM, (None, None))
    if name == "gpt_neox":
        sizes = {k: v for k, v in _SIZES.items() if k != "num_key_value_heads"}
        return _of(name, tf.GPTNeoXConfig(num_hidden_layers=2, **sizes), tf.GPTNeoXForCausalLM, (None, None))
    if name == "gpt2":
        config = tf.GPT2Config(
            vocab_size=VOCAB, n_embd=32, n_layer=2, n_head=4, n_positions=128, initializer_range=0.25,
            scale_attn_by_inverse_layer_idx=True, bos_token_id=0, eos_token_id=1,
        )  # fmt: skip
        return _of(name, config, tf.GPT2LMHeadModel, (None, None))
    raise KeyError(name)


NAMES = ("llama", "qwen2", "qwen3", "mistral", "gemma2", "gemma3", "phi3", "gpt_neox", "gpt2")
