"""Tiny models of several families with the tests' tokenizer, and one question on a document of four paragraphs."""

from __future__ import annotations

import torch
import transformers as tf

from docexplain.evaluation.squad import Example
from docexplain.model.language_model import LanguageModel

PARAGRAPHS = (
    "Work starts on the first of May.",
    "The Company pays ten dollars per hour.",
    "The law of Ohio applies.",
    "Sick leave: five days a year.",
)
EXAMPLE = Example(0, PARAGRAPHS, 1, "What is the pay?", "ten dollars", PARAGRAPHS[1].index("ten"))

_KINDS = {
    "llama": (tf.LlamaConfig, tf.LlamaForCausalLM, {}),
    "qwen2": (tf.Qwen2Config, tf.Qwen2ForCausalLM, {}),
    "qwen3": (tf.Qwen3Config, tf.Qwen3ForCausalLM, {"head_dim": 8}),
    "gemma3": (tf.Gemma3TextConfig, tf.Gemma3ForCausalLM, {"head_dim": 8, "sliding_window": 64}),
    "mistral": (tf.MistralConfig, tf.MistralForCausalLM, {"sliding_window": None}),
}


def make(family: str, tokenizer: tf.PreTrainedTokenizerFast, *, layers: int = 2) -> LanguageModel:
    config, model_class, more = _KINDS[family]
    torch.manual_seed(5)
    model = model_class(
        config(
            vocab_size=320,
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=layers,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=2048,
            initializer_range=0.3,
            bos_token_id=0,
            eos_token_id=1,
            pad_token_id=1,
            **more,
        )
    )
    return LanguageModel(model, tokenizer, name=family)


def log_probability(model: LanguageModel, task, embeddings: torch.Tensor) -> torch.Tensor:
    """log p(answer | prompt) of embeddings (tokens, width), token by token from the logits of every position."""
    logits = model.model(inputs_embeds=embeddings[None]).logits[0]
    first = len(task.prompt.ids) - 1
    return sum(logits[first + t, token] - logits[first + t].logsumexp(-1) for t, token in enumerate(task.answer_ids))


def embed(model: LanguageModel, task) -> torch.Tensor:
    """(tokens, width), without the answer's last token."""
    with torch.no_grad():
        return model.model.get_input_embeddings()(torch.tensor([*task.prompt.ids, *task.answer_ids[:-1]]))
