"""A tokenizer without a chat template, and a model that says what it is told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tokenizers import processors
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from docexplain.model.language_model import LanguageModel


class Scripted(LlamaForCausalLM):
    """Answers with the tokens of ``script``, one per forward pass, and as usual once they are used up."""

    script: tuple[int, ...] = ()

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        output = super().forward(*args, **kwargs)
        if self.script:
            token, *rest = self.script
            self.script = tuple(rest)
            output.logits[:, -1] = -100.0
            output.logits[:, -1, token] = 100.0
        return output


@pytest.fixture
def scripted(llama: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast) -> LanguageModel:
    model = Scripted(llama.config).eval()
    model.load_state_dict(llama.state_dict())
    return LanguageModel(model, tokenizer)


@pytest.fixture
def say(scripted: LanguageModel) -> Callable[..., Any]:
    """Generates from any prompt, with the model made to say these tokens."""

    def run(ids: list[int], **options: Any) -> Any:
        prefix = scripted.prefill([2, 3, 4, 5])
        scripted.model.script = tuple(ids)
        return scripted.generate(prefix, [6, 7], **options)

    return run


@pytest.fixture(scope="session")
def plain_tokenizer(tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    """The same vocabulary, no chat template: a base model's."""
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer.backend_tokenizer, bos_token="<s>", eos_token="</s>")


@pytest.fixture(scope="session")
def bos_tokenizer(plain_tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    """One that puts <s> before a text by itself, as Llama's does."""
    copy = PreTrainedTokenizerFast(
        tokenizer_object=type(plain_tokenizer.backend_tokenizer).from_str(plain_tokenizer.backend_tokenizer.to_str()),
        bos_token="<s>",
        eos_token="</s>",
    )
    copy.backend_tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)])
    return copy
