"""A tiny random model of any family that transformers can load as a causal language model."""

from __future__ import annotations

import inspect
from typing import Any

import torch
import transformers as tf
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

VOCAB = 97

SIZES: dict[str, Any] = {
    "vocab_size": VOCAB,
    "max_position_embeddings": 128, "n_positions": 128, "max_target_positions": 128, "sliding_window": 9,
    "hidden_size": 32, "n_embd": 32, "d_model": 32,
    "intermediate_size": 48, "moe_intermediate_size": 16, "decoder_ffn_dim": 48, "ffn_dim": 48,
    "num_hidden_layers": 4, "n_layer": 4, "n_layers": 4, "num_layers": 4, "decoder_layers": 2, "encoder_layers": 1,
    "num_attention_heads": 4, "n_head": 4, "n_heads": 4, "num_heads": 4,
    "decoder_attention_heads": 4, "encoder_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8,
    "q_lora_rank": 16, "kv_lora_rank": 16, "qk_rope_head_dim": 8, "qk_nope_head_dim": 8, "v_head_dim": 8,
    "n_routed_experts": 4, "num_experts": 4, "num_local_experts": 4, "num_experts_per_tok": 2,
    "vocab_size_per_layer_input": VOCAB, "hidden_size_per_layer_input": 8,
    "n_group": 1, "topk_group": 1, "first_k_dense_replace": 1, "chunk_size": 8, "mamba_chunk_size": 8,
    "linear_num_key_heads": 2, "linear_num_value_heads": 4, "linear_key_head_dim": 8, "linear_value_head_dim": 8,
    "mamba_num_heads": 8, "mamba_head_dim": 8, "mamba_d_state": 16, "ssm_state_size": 16, "state_size": 16,
    "shared_expert_intermediate_size": 16, "shared_intermediate_size": 16, "moe_shared_expert_intermediate_size": 16,
    "dense_intermediate_size": 48, "encoder_ffn_dim": 48, "dff": 48, "dim_ff": 48, "dim_head": 8, "o_lora_rank": 16,
    "swa_head_dim": 8, "rel_extent": 64, "zero_expert_num": 2, "router_hidden_size": 16, "unpadded_vocab_size": VOCAB,
    "pronunciation_vocab_size": VOCAB, "pronunciation_embed_dim": 16, "shape_vocab_size": VOCAB, "shape_embed_dim": 16,
    "initializer_range": 0.25, "init_std": 0.25, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1,
}  # fmt: skip
"""What a configuration is given of these where it knows the name."""

_MAMBA = {"mamba_n_heads": 8, "mamba_d_head": 8, "mamba_n_groups": 1}
_SHARED = {
    "num_hidden_layers": 6, "num_kv_shared_layers": 2, "layer_types": ["sliding_attention", "full_attention"] * 3,
    "intermediate_size": [48] * 6, "laurel_rank": 4, "activation_sparsity_pattern": [0.0] * 6, "altup_num_inputs": 2,
    "hidden_size_per_layer_input": 8, "vocab_size_per_layer_input": VOCAB,
}  # fmt: skip

SPECIAL: dict[str, dict[str, Any]] = {
    "bamba": {**_MAMBA, "attn_layer_indices": [1]},
    "codegen": {"rotary_dim": 4},
    "dots1": {"n_shared_experts": 1},
    "falcon_h1": {**_MAMBA, "mamba_d_ssm": 64},
    "gemma3n_text": _SHARED,
    "gpt_neo": {"attention_types": [[["global", "local"], 1]], "num_layers": 2, "window_size": 9},
    "gptj": {"rotary_dim": 4},
    "granitemoehybrid": {**_MAMBA, "layer_types": ["mamba", "attention"] * 2},
    "jamba": {"attn_layer_period": 2, "attn_layer_offset": 1},
    "kimi_linear": {"linear_head_dim": 8, "linear_num_heads": 4},
    "lfm2": {"layer_types": ["conv", "full_attention"] * 2},
    "lfm2_moe": {"layer_types": ["conv", "full_attention"] * 2},
    "mamba2": {"num_heads": 8, "head_dim": 8, "expand": 2, "n_groups": 1},
    "zaya": {"num_experts_per_tok": 1},
}
"""What single families need beside the sizes."""

_LATENT = {"num_key_value_heads": 4}  # keys and values of latent attention are expanded for every head


def config_of(family: str, **more: Any) -> Any:
    """The configuration of a family's text model with tiny sizes; ``more`` of them where it knows the names."""
    whole = CONFIG_MAPPING[family]()
    text = type(whole.get_text_config(decoder=True))
    default = whole if type(whole) is text else text()
    known = {*vars(default), *inspect.signature(text.__init__).parameters, *getattr(text, "attribute_map", {})}
    sizes = {name: size for name, size in (SIZES | more).items() if name in known}
    if getattr(default, "sliding_window", None) is None:
        sizes.pop("sliding_window", None)
    if "kv_lora_rank" in sizes:
        sizes |= _LATENT
    return text(**{**sizes, **SPECIAL.get(family, {})})


def make(family: str, **more: Any) -> tf.PreTrainedModel:
    """The model, with weights large enough for attention to matter."""
    torch.manual_seed(3)
    model = tf.AutoModelForCausalLM.from_config(config_of(family, **more)).eval()
    for weight in model.parameters():
        # Some are left as they were in memory until a checkpoint is read, or start as zero.
        largest = float(weight.detach().abs().max())
        if not largest <= 1e3 or (weight.numel() > 4 and not largest):
            torch.nn.init.normal_(weight, std=0.25)
    return model
