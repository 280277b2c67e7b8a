"""The default model is known by what its files say: a change is found, and another way to write the same is not one.

A tiny Llama stands in for it; test_end_to_end.py has the real one.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file

from docexplain.errors import ChecksumError, ModelError
from docexplain.model.loading import by_name
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.sources import default_model, gguf_conversion
from docexplain.model.sources.model_files import files_of


def content(folder):
    return gguf_conversion.content_in(files_of("", folder)).sha256


@pytest.fixture
def default(model_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path / "cache"))
    folder = shutil.copytree(model_folder, default_model.folder())
    (folder / default_model.PROVENANCE).write_text("{}")
    monkeypatch.setattr(default_model, "DEFAULT", replace(default_model.DEFAULT, content_sha256=content(folder)))
    return folder


def change_json(path, **settings):
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))


def change_tensors(folder, change):
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def one_bit(tensors):
    tensors["model.norm.weight"].view(torch.int32)[3] ^= 1


def swap(tensors):
    first, second = "model.layers.0.mlp.up_proj.weight", "model.layers.1.mlp.up_proj.weight"
    tensors[first], tensors[second] = tensors[second], tensors[first]


def halve(tensors):
    tensors["model.norm.weight"] = tensors["model.norm.weight"].half()


def change_tokenizer(folder, change):
    settings = json.loads((folder / "tokenizer.json").read_text())
    change(settings)
    (folder / "tokenizer.json").write_text(json.dumps(settings))


def swap_words(settings):
    vocabulary = settings["model"]["vocab"]
    vocabulary["a"], vocabulary["b"] = vocabulary["b"], vocabulary["a"]


CHANGES = {
    "a bit of a weight": lambda folder: change_tensors(folder, one_bit),
    "two tensors swapped": lambda folder: change_tensors(folder, swap),
    "another number format": lambda folder: change_tensors(folder, halve),
    "another template": lambda folder: (folder / "chat_template.jinja").write_text("{{ messages[0]['content'] }}"),
    "two words of the vocabulary": lambda folder: change_tokenizer(folder, swap_words),
    "the order of merges": lambda folder: change_tokenizer(folder, lambda s: s["model"]["merges"].reverse()),
    "how text is split": lambda folder: change_tokenizer(folder, lambda s: s["pre_tokenizer"].update(use_regex=False)),
    "a step before": lambda folder: change_tokenizer(folder, lambda s: s.update(normalizer={"type": "Lowercase"})),
    "a special token": lambda folder: change_json(folder / "tokenizer_config.json", eos_token="<s>"),
    "rope": lambda folder: change_json(
        folder / "config.json", rope_parameters={"rope_type": "default", "rope_theta": 1e6}
    ),
    "epsilon": lambda folder: change_json(folder / "config.json", rms_norm_eps=1e-3),
    "the activation": lambda folder: change_json(folder / "config.json", hidden_act="gelu"),
    "heads": lambda folder: change_json(
        folder / "config.json", num_attention_heads=8, num_key_value_heads=4, head_dim=4
    ),
    "the longest prompt": lambda folder: change_json(folder / "config.json", max_position_embeddings=64),
    "where it stops": lambda folder: change_json(folder / "generation_config.json", eos_token_id=[1, 7]),
    "what it may say": lambda folder: change_json(folder / "generation_config.json", suppress_tokens=[20]),
    "something unheard of": lambda folder: change_json(folder / "config.json", sliding_window=8),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found_whatever_the_note_says(default, change):
    CHANGES[change](default)
    (default / default_model.PROVENANCE).write_text(
        json.dumps({"content_sha256": content(default), "converted": content(default)})
    )
    with pytest.raises(ChecksumError, match=r"is not what was put there: delete the folder"):
        by_name.load(options=LoadOptions(device="cpu"))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_damaged_file_names_the_folder(default, name):
    (default / name).write_bytes((default / name).read_bytes()[:20])
    with pytest.raises(ModelError, match="delete the folder, and it is fetched anew") as caught:
        by_name.load(options=LoadOptions(device="cpu"))
    assert str(default) in str(caught.value)


def test_weights_in_another_file_are_not_read_past_the_check(default, llama):
    """A configuration may name the file that is loaded."""
    with torch.no_grad():
        llama = type(llama)(llama.config)
    llama.save_pretrained(default / "other")
    (default / "other" / "model.safetensors").rename(default / "other.safetensors")
    change_json(default / "config.json", transformers_weights="other.safetensors")
    with pytest.raises(ChecksumError):
        by_name.load(options=LoadOptions(device="cpu"))


def rewrite(folder):
    """The same in the form of another version: order, spaces, version numbers, defaults left out or written."""
    tensors = load_file(folder / "model.safetensors")
    save_file(dict(reversed(tensors.items())), folder / "model.safetensors", metadata={"format": "pt", "by": "other"})
    config = json.loads((folder / "config.json").read_text())
    for key in ("attention_bias", "mlp_bias", "head_dim", "pretraining_tp", "use_cache"):
        config.pop(key)
    (folder / "config.json").write_text(json.dumps({**config, "transformers_version": "9.9", "dtype": "bfloat16"}))
    change_json(folder / "generation_config.json", transformers_version="9.9", do_sample=False)
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    tokenizer["model"]["merges"] = [" ".join(merge) for merge in tokenizer["model"]["merges"]]
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, indent=4, sort_keys=True))
    template = (folder / "chat_template.jinja").read_text()
    (folder / "chat_template.jinja").unlink()
    change_json(folder / "tokenizer_config.json", chat_template=template)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_the_same_written_by_another_version_is_the_same(default, llama, dtype):
    rewrite(default)
    loaded = by_name.load(options=LoadOptions(device="cpu", dtype=dtype))
    assert loaded.info.fingerprint == f"content-sha256:{default_model.DEFAULT.content_sha256}"
    ids = torch.arange(5, 25)[None]
    if dtype == "float32":
        with torch.inference_mode():
            assert torch.equal(loaded.model(ids).logits, llama(ids).logits)


def test_a_conversion_with_other_tensors_is_not_kept(model_folder, tmp_path, monkeypatch):
    spec = replace(default_model.DEFAULT, content_sha256=content(model_folder))
    monkeypatch.setattr(gguf_conversion, "convert", lambda _gguf, target, _dtype: shutil.copytree(model_folder, target))
    default_model._convert(spec, tmp_path / "x.gguf", tmp_path / "good")
    assert (tmp_path / "good" / default_model.PROVENANCE).is_file()
    with pytest.raises(ValueError, match="make another model of it"):
        default_model._convert(replace(spec, content_sha256="0" * 64), tmp_path / "x.gguf", tmp_path / "bad")
    assert not (tmp_path / "bad" / default_model.PROVENANCE).exists()
