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
    if name == "gpt_oss":
        config = tf.GptOssConfig(
            num_hidden_layers=2, head_dim=8, sliding_window=WINDOW, num_local_experts=2, num_experts_per_tok=1, **_SIZES
        )
        family = _of(name, config, tf.GptOssForCausalLM, (WINDOW, None))
        for layer in family.model.model.layers:
            torch.nn.init.normal_(layer.self_attn.sinks)
        return family
    if name == "deepseek_v3":
        sizes = {**_SIZES, "num_key_value_heads": 4}  # latents are expanded for every head
        config = tf.DeepseekV3Config(
            num_hidden_layers=2, q_lora_rank=8, kv_lora_rank=6, qk_rope_head_dim=4, qk_nope_head_dim=8, v_head_dim=5,
            first_k_dense_replace=2, n_routed_experts=2, n_group=1, topk_group=1, **sizes,
        )  # fmt: skip
        return _of(name, config, tf.DeepseekV3ForCausalLM, (None, None))
    if name == "gemma3n":
        sizes = {**_SIZES, "intermediate_size": [48] * 6}
        config = tf.Gemma3nTextConfig(
            num_hidden_layers=6, num_kv_shared_layers=2, layer_types=_gemma_types(6), sliding_window=WINDOW, head_dim=8,
            laurel_rank=4, activation_sparsity_pattern=[0.0] * 6, altup_num_inputs=2, hidden_size_per_layer_input=8,
            vocab_size_per_layer_input=VOCAB, **sizes,
        )  # fmt: skip
        return _of(name, config, tf.Gemma3nForCausalLM, (WINDOW, None) * 3)
    raise KeyError(name)


NAMES = (
    "llama", "qwen2", "qwen3", "mistral", "gemma2", "gemma3", "gemma3n", "phi3", "gpt_neox", "gpt2", "gpt_oss",
    "deepseek_v3",
)  # fmt: skip
