"""Checkpoints for images and text, loaded for text alone: the language model in them answers and is explained."""

from __future__ import annotations

import shutil

import pytest
import torch
from transformers import (
    AutoModelForImageTextToText,
    BartConfig,
    CLIPConfig,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    Mistral3Config,
    MistralConfig,
    PixtralVisionConfig,
    Qwen2_5_VLConfig,
    Qwen3VLConfig,
    SmolVLMConfig,
    T5Config,
)

from docexplain.errors import ModelError
from docexplain.model.loading import by_name
from docexplain.model.loading.load_options import LoadOptions
from docexplain.records import Scope
from docexplain.session import AskOptions, Session
from tests.conftest import make_tokenizer

QUESTION = "What is the pay per hour?"
TEXT = {
    "vocab_size": 320,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 2048,
    "initializer_range": 0.3,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 1,
}
SEES = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
PATCHES = {**SEES, "image_size": 8, "patch_size": 4}
BLOCKS = {
    "depth": 2,
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_heads": 2,
    "out_hidden_size": 32,
    "patch_size": 4,
}
ROPE = {"rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [2, 1, 1]}}
MARKS = {"image_token_id": 5, "video_token_id": 6, "vision_start_token_id": 7, "vision_end_token_id": 8}

CONFIGS = {
    "llava": lambda: LlavaConfig(
        vision_config=CLIPVisionConfig(**PATCHES), text_config=LlamaConfig(**TEXT), image_token_index=5
    ),
    "mistral3": lambda: Mistral3Config(
        vision_config=PixtralVisionConfig(**PATCHES, head_dim=8),
        text_config=MistralConfig(**TEXT),
        image_token_index=5,
    ),
    "smolvlm": lambda: SmolVLMConfig(
        vision_config=PATCHES, text_config=LlamaConfig(**TEXT), image_token_id=5, scale_factor=1
    ),
    "qwen2.5-vl": lambda: Qwen2_5_VLConfig(text_config={**TEXT, **ROPE}, vision_config=BLOCKS, **MARKS),
    "qwen3-vl": lambda: Qwen3VLConfig(
        text_config={**TEXT, **ROPE}, vision_config={**BLOCKS, "deepstack_visual_indexes": [0, 1]}, **MARKS
    ),
}


@pytest.fixture(scope="module", params=CONFIGS)
def whole(request):
    torch.manual_seed(0)
    return AutoModelForImageTextToText.from_config(CONFIGS[request.param]()).eval()


@pytest.fixture(scope="module")
def folder(whole, tmp_path_factory):
    folder = tmp_path_factory.mktemp("image-text")
    whole.save_pretrained(folder)
    make_tokenizer().save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def loaded(folder):
    return load(folder)


def load(folder):
    return by_name.load(str(folder), LoadOptions(device="cpu", dtype="float32"))


def logits(model, ids):
    with torch.inference_mode():
        return model(torch.tensor([list(ids)])).logits[0]


def test_it_answers_as_the_whole_model_does_without_an_image(whole, loaded, document):
    prompt = loaded.render([p.text for p in document.paragraphs], QUESTION)
    assert torch.equal(logits(loaded.model, prompt.ids), logits(whole, prompt.ids))
    generated = loaded.generate(loaded.prefill(prompt.prefix_ids), prompt.tail_ids, max_new_tokens=4)
    ids = list(prompt.ids)
    for token in generated.ids:  # greedily, each time from the start
        assert token == int(logits(whole, ids)[-1].argmax())
        ids.append(token)


def test_what_sees_images_is_not_kept_in_memory(whole, loaded):
    text = {id(p) for p in whole.get_decoder().parameters()} | {id(p) for p in whole.lm_head.parameters()}
    expected = sum(p.numel() for p in whole.parameters() if id(p) in text)
    assert expected < whole.num_parameters()
    assert loaded.info.parameters == sum(p.numel() for p in loaded.model.parameters()) == expected
    assert loaded.info.context_tokens == 2048


@pytest.mark.parametrize("scope", list(Scope))
def test_its_answer_is_explained(whole, folder, loaded, document, scope):
    """Of one paragraph by hand: its keys masked for the whole model, by the mask that every model takes."""
    answer = Session(model=str(folder), load=LoadOptions(device="cpu", dtype="float32")).ask(
        document, QUESTION, options=AskOptions(read="all", max_new_tokens=4, scope=scope, mode="mask")
    )
    assert answer.model.architecture == type(whole).__name__
    assert [effect.effect for effect in answer.effects] != [0.0] * 6
    prompt = loaded.render([p.text for p in document.paragraphs], QUESTION)
    ids = [*prompt.ids, *(token.id for token in answer.tokens)]
    plain = torch.full((len(ids) - 1, len(ids) - 1), float("-inf")).triu(1)
    masks = [plain]
    for effect in answer.effects:
        start, end = prompt.spans[effect.index - 1]
        mask = plain.clone()
        first = prompt.prefix_length if scope is Scope.READOUT else end
        mask[first:, start:end] = float("-inf")
        if scope is Scope.FULL:
            for query in range(start, end):  # a token inside sees itself, as the paragraph's own tokens do
                mask[query, start:query] = float("-inf")
        masks.append(mask)
    rows = torch.tensor([ids[:-1]] * len(masks))
    with torch.inference_mode():
        out = whole(rows, attention_mask=torch.stack(masks)[:, None]).logits[:, len(prompt.ids) - 1 :].log_softmax(-1)
    losses = -out.gather(-1, torch.tensor(ids[len(prompt.ids) :])[None, :, None].expand(len(masks), -1, 1)).sum((1, 2))
    for effect, loss in zip(answer.effects, losses[1:], strict=True):
        assert effect.effect == pytest.approx(float(loss - losses[0]), abs=2e-3)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (CLIPConfig(architectures=["CLIPModel"]), r"does not write text \(CLIPModel\)"),
        (T5Config(architectures=["T5ForConditionalGeneration"]), r"with an encoder \(T5ForConditionalGeneration\)"),
        # transformers would load its decoder alone, which has learnt to read with the encoder.
        (
            BartConfig(architectures=["BartForConditionalGeneration"]),
            r"an encoder \(BartForConditionalGeneration\)",
        ),
    ],
)
def test_a_model_of_another_kind_is_refused_by_name(model_folder, tmp_path, config, says):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    config.save_pretrained(folder)
    with pytest.raises(ModelError, match=says + ": choose a decoder model") as caught:
        load(folder)
    assert str(folder) in str(caught.value)
