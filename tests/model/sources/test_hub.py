"""Models of the hub: from the cache without a connection, else fetched whole from a hub on this machine."""

from __future__ import annotations

import json
import shutil
import socket

import huggingface_hub.constants
import pytest
import torch

from docexplain.errors import ChecksumError, ModelError
from docexplain.model.loading import by_name
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.sources import default_model, hub
from docexplain.model.sources.hashing import fingerprint_of
from docexplain.model.sources.model_files import files_of
from tests.model.sources.fake_hub import FakeHub, serving

FIRST, SECOND = "a" * 40, "b" * 40
NAME = "org/tiny"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub" / "models--org--tiny"


@pytest.fixture
def cached(cache, model_folder):
    """As a client of the hub leaves it: files by content, links to them by commit, and what the branch is at."""
    return put(cache, FIRST, model_folder)


def put(cache, commit, folder, branch="main"):
    for file in folder.iterdir():
        blob = cache / "blobs" / f"{commit[:4]}-{file.name}"
        blob.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, blob)
        link = cache / "snapshots" / commit / file.name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(blob)
    (cache / "refs").mkdir(exist_ok=True)
    (cache / "refs" / branch).write_text(commit)
    return cache / "snapshots" / commit


@pytest.fixture
def no_network(monkeypatch):
    """Any connection fails the test, also one whose failure the code would bear."""
    tried = []

    def refuse(*address, **_):
        tried.append(address)
        raise OSError("no connection in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert tried == []


@pytest.fixture
def remote(model_folder, monkeypatch, tmp_path):
    """The hub, with a repository that holds more than the model."""
    folder = shutil.copytree(model_folder, tmp_path / "remote")
    for name in ("README.md", "modeling_x.py", "pytorch_model.bin", "original/consolidated.safetensors", "tf_model.h5"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    hub = FakeHub()
    hub.repositories[NAME] = {FIRST: folder}
    with serving(hub) as address:
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
        monkeypatch.setattr(
            huggingface_hub.constants,
            "HUGGINGFACE_CO_URL_TEMPLATE",
            address + "/{repo_id}/resolve/{revision}/{filename}",
            raising=False,
        )
        yield hub


def load(name=NAME, **options):
    return by_name.load(name, LoadOptions(device="cpu", dtype="float32", **options))


def test_a_cached_model_makes_no_connection(cached, model_folder, llama, no_network):
    loaded = load()
    assert (loaded.info.name, loaded.info.revision) == (NAME, FIRST)
    assert loaded.info.fingerprint == f"sha256:{fingerprint_of(files_of('', model_folder))}"
    ids = torch.arange(5, 25)[None]
    with torch.inference_mode():
        assert torch.equal(loaded.model(ids).logits, llama(ids).logits)
    assert loaded.generate(loaded.prefill(range(10, 30)), [40], max_new_tokens=2).ids


def test_offline_uses_the_cache(cached, no_network):
    assert load(offline=True).info.revision == FIRST


@pytest.mark.parametrize("variable", [None, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_without_the_model(cache, no_network, monkeypatch, variable):
    if variable:
        monkeypatch.setenv(variable, "true")
    with pytest.raises(ModelError, match=r"org/tiny is not on this machine.*turned off, here or by HF_HUB") as caught:
        load(offline=variable is None)
    assert caught.value.remedies == ("offline", "model")


def test_offline_without_the_default_model(monkeypatch, tmp_path, no_network):
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path / "empty"))
    with pytest.raises(ModelError, match=r"default model is not on this machine.*fetch it with a network first"):
        by_name.load(options=LoadOptions(offline=True))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="default model is not on this machine"):
        default_model.ensure()


@pytest.mark.parametrize("lost", ["config.json", "model.safetensors", "tokenizer.json"])
def test_half_a_model_in_the_cache_is_not_it(cached, lost, no_network):
    (cached / lost).unlink()
    with pytest.raises(ModelError, match="not all of it"):
        load(offline=True)


def test_a_revision_in_the_cache(cache, cached, model_folder, no_network, tmp_path):
    other = shutil.copytree(model_folder, tmp_path / "other")
    (other / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 2]}))
    put(cache, SECOND, other, branch="trial")
    first, second = load(f"{NAME}@{FIRST}"), load(f"{NAME}@trial")
    assert (first.info.revision, second.info.revision) == (FIRST, SECOND)
    assert first.info.name == second.info.name == NAME
    assert first.info.fingerprint != second.info.fingerprint


def test_only_what_is_loaded_is_fetched(remote, model_folder):
    loaded = load()
    assert remote.fetched() == {p.name for p in model_folder.iterdir()}
    assert loaded.info.revision == FIRST
    assert loaded.info.fingerprint == f"sha256:{fingerprint_of(files_of('', model_folder))}"
    asked = len(remote.asked)
    assert load().info == loaded.info
    assert len(remote.asked) == asked  # the second time nothing is


def test_an_update_takes_the_newest(remote, model_folder, tmp_path, cache):
    load()
    newer = shutil.copytree(model_folder, tmp_path / "newer")
    (newer / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 2]}))
    remote.repositories[NAME][SECOND] = newer
    assert load().info.revision == FIRST  # what is here is used as it is
    assert hub.update(NAME).revision == SECOND
    assert load().info.revision == SECOND
    assert load(f"{NAME}@{FIRST}").info.revision == FIRST  # the old one is still here
    with pytest.raises(ModelError, match="fetching is turned off"):
        hub.update(NAME, offline=True)


@pytest.mark.parametrize("broken", ["model.safetensors", "tokenizer.json"])
def test_an_update_that_breaks_off_leaves_the_old_one(remote, model_folder, tmp_path, broken, monkeypatch):
    load()
    newer = shutil.copytree(model_folder, tmp_path / "newer")
    for name in ("model.safetensors", "tokenizer.json"):
        (newer / name).write_bytes((newer / name).read_bytes() + b" ")
    remote.repositories[NAME][SECOND] = newer
    remote.broken = {broken}
    with pytest.raises(ModelError, match="org/tiny"):
        hub.update(NAME)
    assert load().info.revision == FIRST


def test_a_fetch_that_broke_off_goes_on(remote):
    remote.broken = {"model.safetensors"}
    with pytest.raises(ModelError):
        load()
    with pytest.raises(ModelError, match="not all of it"):
        load(offline=True)
    remote.broken = set()
    assert load().info.revision == FIRST


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("org/nothing", "There is no model org/nothing on the hub"),
        (f"{NAME}@{SECOND}", f"org/tiny has no revision {SECOND}"),
    ],
)
def test_what_the_hub_does_not_have(remote, name, says):
    with pytest.raises(ModelError, match=says) as caught:
        load(name)
    assert "\n" not in str(caught.value)


def test_a_repository_of_gguf_files(remote, tmp_path):
    folder = tmp_path / "gguf"
    folder.mkdir()
    (folder / "x.gguf").touch()
    remote.repositories["org/gguf"] = {FIRST: folder}
    with pytest.raises(ModelError, match=r"holds no config\.json; fetch one of its \.gguf files"):
        load("org/gguf")


def test_the_hub_cannot_be_reached(monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="cannot be fetched, since the hub cannot be reached") as caught:
        load()
    assert "\n" not in str(caught.value)


def size_of_weights(folder):
    return (folder / "model.safetensors").stat().st_size


@pytest.mark.parametrize("how", ["the connection breaks", "Ctrl-C"])
def test_a_fetch_goes_on_from_where_it_broke_off(remote, model_folder, cache, monkeypatch, how):
    monkeypatch.setattr(huggingface_hub.constants, "DOWNLOAD_CHUNK_SIZE", 500)
    size, seen = size_of_weights(model_folder), []
    remote.cut = 5000
    if how == "the connection breaks":
        monkeypatch.setattr("time.sleep", lambda _: remote.broken.add("model.safetensors"))  # as the client tries again
        with pytest.raises(ModelError, match=r"connection broke while the model org/tiny .* goes on from there"):
            hub.fetch(NAME)
        remote.broken.clear()
    else:

        def leave(done, total):
            if done >= 3000:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            hub.fetch(NAME, leave)
    (part,) = (cache / "blobs").glob("*.incomplete")
    assert 2000 <= part.stat().st_size <= 5000
    with pytest.raises(ModelError, match="not all of it"):
        load(offline=True)
    kept, remote.cut, remote.sent = part.stat().st_size, None, []
    hub.fetch(NAME, lambda *step: seen.append(step))
    sent = [(name, count) for name, count in remote.sent if count]  # not what the broken connections still report
    assert sent == [("model.safetensors", size - kept)]
    assert seen[-1] == (size, size)
    assert not part.exists()
    assert load(offline=True).info.fingerprint == f"sha256:{fingerprint_of(files_of('', model_folder))}"


def test_progress_counts_the_bytes_of_all_weights(remote, model_folder):
    seen = []
    hub.fetch(NAME, lambda *step: seen.append(step))
    size = size_of_weights(model_folder)
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_other_bytes_than_the_hub_says_are_not_kept(remote, model_folder, cache, name):
    data = (model_folder / name).read_bytes()
    remote.other_bytes[name] = data[:-1] + bytes([data[-1] ^ 1])
    with pytest.raises(ChecksumError, match=rf"{name} did not come as the hub has it.*fetch the model again"):
        hub.fetch(NAME)
    with pytest.raises(ModelError, match="not all of it"):
        load(offline=True)
    remote.other_bytes = {}
    assert hub.fetch(NAME).revision == FIRST


def test_a_disk_without_room_is_said_before_anything_is_fetched(remote, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 9 * 10**8, 10**8))
    with pytest.raises(ModelError, match=r"org/tiny was not fetched: it takes .* GB, and 0\.1 GB are free.*HF_HOME"):
        hub.fetch(NAME)
    assert remote.sent == []


def test_whoever_is_told_may_stop_the_fetch(remote):
    class Left(Exception):
        pass

    Left.__module__ = "docexplain.session.background"

    def leave(*_):
        raise Left

    with pytest.raises(Left):
        hub.fetch(NAME, leave)
