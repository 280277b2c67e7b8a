"""Models by folder, file and hub id; every failure is a sentence that names what was asked for."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import torch

from docexplain.errors import ChecksumError, ModelError, UsageError
from docexplain.model.loading import by_name
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.sources import default_model
from docexplain.model.sources.gguf_conversion import content_in
from docexplain.model.sources.hashing import fingerprint_of
from docexplain.model.sources.model_files import files_of


@pytest.fixture
def copy(model_folder, tmp_path):
    return shutil.copytree(model_folder, tmp_path / "copy")


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def load(name, **options):
    return by_name.load(str(name), LoadOptions(**{"device": "cpu", "dtype": "float32"} | options))


def refused(name, says, error=ModelError):
    with pytest.raises(error, match=says) as caught:
        load(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder(model_folder, llama):
    loaded = load(model_folder)
    assert loaded.info.name == str(model_folder)
    assert loaded.info.context_tokens == 2048
    ids = torch.arange(5, 25)[None]
    with torch.no_grad():
        assert torch.equal(loaded.model(ids).logits, llama(ids).logits)


@pytest.mark.parametrize(("dtype", "expected"), [("bfloat16", torch.bfloat16), ("float32", torch.float32)])
def test_the_dtype_is_the_one_asked_for(model_folder, dtype, expected):
    loaded = load(model_folder, dtype=dtype)
    assert loaded.info.dtype == dtype
    assert {p.dtype for p in loaded.model.parameters()} == {expected}
    assert loaded.generate(loaded.prefill(range(10, 30)), [40], max_new_tokens=2).ids


def test_the_fingerprint_is_of_what_decides_the_answers(copy, model_folder):
    def fingerprint(folder):
        return fingerprint_of(files_of(str(folder), folder))

    before = fingerprint(copy)
    assert before == fingerprint(model_folder)  # wherever it lies
    info = load(copy).info
    assert (info.fingerprint, info.revision) == (f"sha256:{before}", "")
    (copy / "README.md").write_text("new")
    assert fingerprint(copy) == before
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert fingerprint(copy) != before


@pytest.fixture
def default(model_folder, tmp_path, monkeypatch):
    """The default model as it lies in the cache; a tiny one stands in for it."""
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path / "cache"))
    folder = shutil.copytree(model_folder, default_model.folder())
    (folder / default_model.PROVENANCE).write_text("{}")
    content = content_in(files_of("", folder)).sha256
    monkeypatch.setattr(default_model, "DEFAULT", replace(default_model.DEFAULT, content_sha256=content))
    return folder


def test_the_default_model_in_the_cache(default):
    loaded = by_name.load(options=LoadOptions(device="cpu"))
    assert loaded.info.name == default_model.DEFAULT.name
    assert loaded.info.fingerprint == f"content-sha256:{default_model.DEFAULT.content_sha256}"
    assert loaded.info.revision == default_model.DEFAULT.requirement


def test_a_default_model_that_was_changed(default):
    weights = bytearray((default / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (default / "model.safetensors").write_bytes(weights)
    with pytest.raises(ChecksumError, match="is not what was put there: delete the folder"):
        by_name.load(options=LoadOptions(device="cpu"))


def test_a_folder_without_tokenizer(copy):
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        (copy / name).unlink()
    assert str(copy) in refused(copy, "has no tokenizer: put the model's tokenizer.json there")


def test_a_broken_tokenizer(copy):
    (copy / "tokenizer.json").write_text('{"version": "1.0"')
    assert str(copy) in refused(copy, "The tokenizer in .* cannot be loaded")


def test_a_folder_without_config(copy):
    (copy / "config.json").unlink()
    assert str(copy) in refused(copy, "is not a model folder: it holds no config.json and no .gguf file")


def test_a_folder_with_several_gguf_files(tmp_path):
    for name in ("a.gguf", "b.gguf"):
        (tmp_path / name).touch()
    refused(tmp_path, "several .gguf files; name one of them")


@pytest.mark.parametrize("content", ['{"model_type"', '{"model_type": "no-such-thing"}', "{}"])
def test_a_broken_config(copy, content):
    (copy / "config.json").write_text(content)
    assert str(copy) in refused(copy, "cannot be loaded")


@pytest.mark.parametrize("keep", [0, 4, 300, -50])
def test_broken_weights(copy, keep):
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:keep])
    assert str(copy) in refused(copy, "The model in .* cannot be loaded")


def test_no_weights(copy):
    (copy / "model.safetensors").unlink()
    refused(copy, "The model in .* cannot be loaded")


def test_weights_that_may_not_be_read(model_folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("docexplain.model.sources.hashing.sha256_of", refuse)
    refused(model_folder, r"cannot be read \(Permission denied\)")


def test_too_little_memory(model_folder, monkeypatch):
    from transformers import AutoModelForCausalLM

    def refuse(*args, **kwargs):
        raise RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(AutoModelForCausalLM, "from_pretrained", refuse)
    refused(model_folder, "not enough memory")


def test_a_file_that_is_not_gguf(tmp_path):
    (tmp_path / "model.gguf").write_bytes(b"not a model at all" * 100)
    refused(tmp_path / "model.gguf", "cannot be loaded.*GGUF")
    refused(tmp_path, "cannot be loaded.*GGUF")  # the folder with it, too
    (tmp_path / "model.bin").write_bytes(b"weights")
    refused(tmp_path / "model.bin", "is a file but not a GGUF one")


@pytest.mark.parametrize("name", ["./nowhere", "/no/where", "~/no-such-model", "~nobody-here/m", "lost.gguf", " ", ""])
def test_a_path_that_is_not_there(name):
    refused(name, "There is no model at")


@pytest.mark.parametrize("name", ["not a/hub id", "a/b/c/d", "x" * 300, "x" * 5000, "nul\0byte"])
def test_a_name_that_no_model_can_have(name):
    refused(name, "There is no model .* on the hub")


@pytest.mark.parametrize("options", [{"device": "tpu"}, {"dtype": "float8"}])
def test_unknown_device_or_dtype(options, model_folder):
    with pytest.raises(UsageError):
        load(model_folder, **options)


def test_transformers_is_as_loud_as_before(model_folder, capfd):
    from transformers.utils import logging

    logging.set_verbosity_info()
    logging.enable_progress_bar()
    try:
        load(model_folder)
        assert capfd.readouterr() == ("", "")
        assert logging.get_verbosity() == logging.INFO
        assert logging.is_progress_bar_enabled()
    finally:
        logging.set_verbosity_warning()
