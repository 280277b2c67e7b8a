"""Which files of a model count: those that transformers loads, by name alone."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess

import pytest

from docexplain.errors import ModelError
from docexplain.model.loading import by_name
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.sources import model_files
from docexplain.model.sources.hashing import fingerprint_of
from docexplain.model.sources.model_files import apart, files_of, needed

CONFIG = {"config.json": {}}
SHARDS = {"weight_map": {"a": "model-2.safetensors", "b": "model-1.safetensors", "c": "model-2.safetensors"}}


def chosen(names, contents=CONFIG):
    return set(needed("m", {"config.json", *names}, contents.__getitem__)) - {"config.json"}


def test_one_form_of_the_weights():
    single, pickled = "model.safetensors", "pytorch_model.bin"
    assert chosen([pickled]) == {pickled}
    assert chosen([single, pickled, "model.fp16.safetensors", "consolidated.safetensors", "tf_model.h5"]) == {single}
    index = "model.safetensors.index.json"
    parts = ["model-1.safetensors", "model-2.safetensors"]
    assert chosen([index, *parts, "model-3.safetensors", pickled], {**CONFIG, index: SHARDS}) == {index, *parts}
    assert chosen(["other.safetensors", single], {"config.json": {"transformers_weights": "other.safetensors"}}) == {
        "other.safetensors"
    }


def test_settings_and_tokenizer_but_not_what_describes_the_model():
    wanted = {"generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}
    wanted |= {"merges.txt", "vocab.json", "tokenizer.model", "chat_template.jinja"}
    wanted |= {"additional_chat_templates/tools.jinja", "model.safetensors"}
    others = {"README.md", "LICENSE.txt", "trainer_state.json", "modeling_x.py", "training_args.bin", ".gitattributes"}
    others |= {"preprocessor_config.json", "original/tokenizer.model", "onnx/model.onnx", "model.gguf"}
    assert chosen(wanted | others) == wanted


@pytest.mark.parametrize(
    ("names", "contents", "says"),
    [
        ([], CONFIG, "no weights"),
        (["model.safetensors.index.json"], {**CONFIG, "model.safetensors.index.json": SHARDS}, "model-1.* is missing"),
        (["model.safetensors.index.json"], {**CONFIG, "model.safetensors.index.json": {}}, "weight_map"),
        (["model.safetensors.index.json"], {**CONFIG, "model.safetensors.index.json": []}, "cannot be loaded"),
        ([], {"config.json": []}, "cannot be loaded"),
        (["../x.safetensors"], {"config.json": {"transformers_weights": "../x.safetensors"}}, "is missing"),
        (["adapter_config.json", "model.safetensors"], CONFIG, "adapter"),
    ],
)
def test_what_is_no_whole_model(names, contents, says):
    with pytest.raises(ModelError, match=says):
        chosen(names, contents)


def test_a_model_in_parts_is_hashed_whole(llama, model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "parts")
    (folder / "model.safetensors").unlink()
    llama.save_pretrained(folder, max_shard_size="50KB")
    parts = sorted(folder.glob("model-*.safetensors"))
    assert len(parts) > 2
    before = by_name.load(str(folder), LoadOptions(device="cpu")).info.fingerprint
    (folder / "model-99999-of-00003.safetensors").write_bytes(b"not named in the index")
    assert by_name.load(str(folder), LoadOptions(device="cpu")).info.fingerprint == before
    changed = bytearray(parts[1].read_bytes())
    changed[-1] ^= 1
    parts[1].write_bytes(changed)
    assert by_name.load(str(folder), LoadOptions(device="cpu")).info.fingerprint != before


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_anyone_can_compute_the_fingerprint(model_folder):
    """With sha256sum, as the documentation of the record says."""
    found = files_of("m", model_folder)
    lines = subprocess.run(
        ["sha256sum", *found.names], cwd=model_folder, capture_output=True, check=True
    ).stdout  # fmt: skip
    assert fingerprint_of(found) == hashlib.sha256(lines).hexdigest()


@pytest.mark.parametrize("unable", [(), ("symlink",), ("symlink", "link")])
def test_where_the_system_allows_no_links(model_folder, monkeypatch, unable):
    def refuse(*_):
        raise OSError("not permitted")

    for name in unable:
        monkeypatch.setattr(model_files.os, name, refuse)
    found = files_of("m", model_folder)
    with apart(found) as (folder, done):
        assert sorted(p.name for p in folder.iterdir()) == list(found.names)
        assert json.loads((folder / "config.json").read_text())["model_type"] == "llama"
        done()
    assert not folder.exists()
    assert (model_folder / "config.json").is_file()
