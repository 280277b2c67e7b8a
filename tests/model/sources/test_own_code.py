"""Nothing in a model's folder runs: each file here would leave a mark if it did."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest
import torch

from docexplain.errors import ModelError
from docexplain.model.loading import by_name
from docexplain.model.loading.load_options import LoadOptions


@pytest.fixture
def mark(tmp_path):
    """The file that is there when something ran."""
    return tmp_path / "it-ran"


@pytest.fixture
def folder(model_folder, tmp_path, mark):
    """A model with Python files of every name that transformers looks for."""
    copy = shutil.copytree(model_folder, tmp_path / "model")
    code = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
    code += "from transformers import LlamaConfig as XConfig, LlamaForCausalLM as XForCausalLM\n"
    code += "from transformers import PreTrainedTokenizerFast as XTokenizer\ndef generate(model, **kw): return None\n"
    (copy / "custom_generate").mkdir()
    for name in ("modeling_x.py", "configuration_x.py", "tokenization_x.py", "custom_generate/generate.py"):
        (copy / name).write_text(code)
    return copy


def change(path, **settings):
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))


def load(folder):
    return by_name.load(str(folder), LoadOptions(device="cpu", dtype="float32"))


MAIN = "from docexplain.cli import main; main()"
MAP = {"AutoConfig": "configuration_x.XConfig", "AutoModelForCausalLM": "modeling_x.XForCausalLM"}


def test_an_architecture_that_only_its_own_code_knows(folder, mark):
    change(folder / "config.json", auto_map=MAP, model_type="x", architectures=["XForCausalLM"])
    with pytest.raises(
        ModelError, match=r"its own Python code \(modeling_x\.py\), which docexplain never runs.* x "
    ) as e:
        load(folder)
    assert str(folder) in str(e.value) and "\n" not in str(e.value)
    assert not mark.exists()


def test_a_known_type_whose_own_code_does_more(folder, mark):
    """The weights would load as a plain Llama, and answer as another model."""
    change(folder / "config.json", auto_map=MAP, architectures=["XForCausalLM"])
    with pytest.raises(ModelError, match=r"modeling_x\.py.*does not know XForCausalLM without it"):
        load(folder)
    assert not mark.exists()


@pytest.mark.parametrize("named", ["modeling_x.LlamaForCausalLM", "some/repo--modeling_x.LlamaForCausalLM"])
def test_an_architecture_that_transformers_has_itself(folder, mark, llama, named):
    """Models from before their architecture was in transformers still name their code."""
    change(folder / "config.json", auto_map={**MAP, "AutoModelForCausalLM": named})
    change(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["tokenization_x.XTokenizer", None]})
    loaded = load(folder)
    ids = torch.arange(5, 25)[None]
    with torch.inference_mode():
        assert torch.equal(loaded.model(ids).logits, llama(ids).logits)
    assert loaded.generate(loaded.prefill(range(10, 30)), [40], max_new_tokens=3).ids  # not by custom_generate
    assert not mark.exists()


@pytest.mark.parametrize("form", ["list", "map"])
def test_a_tokenizer_that_only_its_own_code_knows(folder, mark, form):
    classes = ["tokenization_x.XTokenizer", None]
    named = classes if form == "list" else {"AutoTokenizer": classes}
    change(folder / "tokenizer_config.json", auto_map=named, tokenizer_class="XTokenizer")
    (folder / "tokenizer.json").rename(folder / "vocab.json")
    with pytest.raises(ModelError, match=r"tokenization_x\.py.*does not know XTokenizer without it"):
        load(folder)
    assert not mark.exists()


def test_pickled_weights_run_nothing(folder, mark, llama):
    class Payload:
        def __reduce__(self):
            return Path.touch, (mark,)

    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Payload()))
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(folder)
    torch.save({**llama.state_dict(), "more": Payload()}, folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(folder)
    assert not mark.exists()
    torch.save(llama.state_dict(), folder / "pytorch_model.bin")  # plain tensors load
    ids = torch.arange(5, 25)[None]
    with torch.inference_mode():
        assert torch.equal(load(folder).model(ids).logits, llama(ids).logits)


def test_pickles_beside_safetensors_are_not_seen(folder, model_folder):
    for name in ("pytorch_model.bin", "training_args.bin", ".metadata", "optimizer.pt"):
        (folder / name).write_bytes(b"not a pickle")
    assert load(folder).info.fingerprint == load(model_folder).info.fingerprint


def test_kernels_that_a_configuration_names_are_not_fetched(folder, llama):
    change(folder / "config.json", attn_implementation="someone/kernels")
    ids = torch.arange(5, 25)[None]
    with torch.inference_mode():
        assert torch.equal(load(folder).model(ids).logits, llama(ids).logits)


def test_an_adapter_is_not_the_model_it_changes(folder):
    """With peft installed, transformers would load the base model that the file names, from the hub if need be."""
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "someone/base"}')
    with pytest.raises(ModelError, match=r"holds an adapter .* merge it"):
        load(folder)


def test_transformers_sees_the_files_that_count_and_no_others(folder, model_folder, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "docexplain.model.loading.pretrained._tokenizer",
        lambda files, place, config: seen.extend(p.name for p in place.rglob("*")) or 1 / 0,
    )
    with pytest.raises(ModelError):
        load(folder)
    assert sorted(seen) == sorted(p.name for p in model_folder.iterdir())


def test_weights_that_lack_a_tensor(folder, llama):
    """transformers would fill it with random numbers."""
    state = dict(llama.state_dict())
    del state["model.layers.1.mlp.up_proj.weight"]
    llama.save_pretrained(folder, state_dict=state)
    with pytest.raises(ModelError, match=r"lack 1 tensors of LlamaForCausalLM, such as model\.layers\.1\.mlp\.up_proj"):
        load(folder)


def test_yes_on_stdin_runs_nothing(folder, mark, tmp_path, run_forked_to_ask):
    """In a process of its own: transformers asks on the terminal, and believes what it reads there."""
    change(folder / "config.json", auto_map=MAP, model_type="x")
    text = tmp_path / "a.txt"
    text.write_text("The pay is ten dollars per hour.")
    arguments = ["ask", str(text), "What is the pay?", "--model", str(folder), "--no-save"]
    code, out, err = run_forked_to_ask(MAIN, arguments, text="y\ny\ny\n")
    assert (code, out) == (4, "")
    assert "which docexplain never runs" in err
    assert "[y/N]" not in err
    assert not mark.exists()


def test_what_was_loaded_does_not_stay_linked(model_folder, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    load(model_folder)
    assert list(tmp_path.iterdir()) == []
