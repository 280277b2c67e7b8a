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


def under(model: LanguageModel, task, added: torch.Tensor) -> torch.Tensor:
    """Logarithms of the next token's probabilities in front of each answer token, (answer tokens, vocabulary), by the
    library's eager attention, with something added to the scores that question and answer give the document's tokens.

    Args:
        added: (prefix tokens,), nats; 0 changes nothing, -inf hides.
    """
    ids = [*task.prompt.ids, *task.answer_ids[:-1]]
    mask = torch.full((len(ids), len(ids)), -torch.inf, dtype=added.dtype).triu(1)
    tail = torch.zeros_like(mask)
    tail[task.prompt.prefix_length :] = 1
    columns = torch.nn.functional.pad(added, (0, len(ids) - len(added)))
    mask = torch.where((tail > 0) & (mask == 0), columns.expand_as(mask), mask)
    config = model.model.config
    before, config._attn_implementation = config._attn_implementation, "eager"
    try:
        logits = model.model(torch.tensor([ids]), attention_mask=mask[None, None], use_cache=False).logits[0]
    finally:
        config._attn_implementation = before
    return logits[len(task.prompt.ids) - 1 :].log_softmax(-1)


def answer_under(model: LanguageModel, task, added: torch.Tensor) -> torch.Tensor:
    """log p of each answer token then, (answer tokens,)."""
    return under(model, task, added).gather(-1, torch.tensor(task.answer_ids)[:, None])[:, 0]


def hiding(task, *segments: tuple[int, int]) -> torch.Tensor:
    """What is added to hide segments."""
    added = torch.zeros(task.prompt.prefix_length)
    for start, end in segments:
        added[start:end] = -torch.inf
    return added
