"""Documents made up of common words, and models with random weights, for the benchmarks of cost.

Costs depend on shapes, not on what is said; the answer stands in one paragraph, as it would.
"""

from __future__ import annotations

import random

import torch

from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel

QUESTION = "What did the company agree to pay for the new building?"
FACT = "After long talks the company agreed to pay 12 million dollars for the new building."
ANSWER = "The company agreed to pay 12 million dollars for it."
WORDS = """the of and to in a is that for it was on are as with his they at be this from have or by one had not but what
all were when we there can an your which their said if do will each about how up out them then she many some so these
would other into has more her two like him see time could no make than first been its who now people my made over did
down only way find use may water long little very after words called just where most know company contract price year
building payment notice party agreement office report revenue market""".split()

SHAPES = {  # width, inner width, layers, heads, key-value heads: Llama 3.2 1B, Llama 3.1 8B, a 30B between 8B and 70B
    "1b": (2048, 8192, 16, 32, 8),
    "8b": (4096, 14336, 32, 32, 8),
    "30b": (6656, 17920, 60, 52, 4),
}


def made_up(model: LanguageModel, paragraphs: int, tokens: int) -> Task:
    """A document of about so many tokens in so many paragraphs, a question and its answer."""
    choose = random.Random(f"{paragraphs} {tokens}")
    words = max(4, tokens // paragraphs - 3)
    texts = [" ".join(choose.choices(WORDS, k=words)).capitalize() + "." for _ in range(paragraphs)]
    said = choose.choices(WORDS, k=words // 2)
    texts[paragraphs // 2] = FACT if paragraphs > 1 else " ".join([*said, FACT, *said])
    prompt = model.render(texts, QUESTION)
    relevant = tuple(i == paragraphs // 2 for i in range(paragraphs))
    return Task(prompt, model.encode_answer(ANSWER), tuple(prompt.spans), relevant)


def random_llama(shape: str, device: str) -> LanguageModel:
    """A Llama with random weights in bfloat16, and the default model's tokenizer."""
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    from docexplain.model.devices.choice import choose_device
    from docexplain.model.sources import default_model

    tokenizer = AutoTokenizer.from_pretrained(default_model.ensure(), local_files_only=True)
    width, inner, layers, heads, kv_heads = SHAPES[shape]
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=kv_heads,
        max_position_embeddings=131_072,
        eos_token_id=tokenizer.eos_token_id,
    )
    with torch.device(choose_device(device)):
        torch.set_default_dtype(torch.bfloat16)
        try:
            return LanguageModel(LlamaForCausalLM(config), tokenizer, name=shape)
        finally:
            torch.set_default_dtype(torch.float32)
