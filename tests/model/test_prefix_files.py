"""Prefixes on disk: the same bits or none at all, and never more than a sentence when something is wrong."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import transformers
from safetensors import SafetensorError

from docexplain.model import prefix_files
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.model.prefix_files import PrefixFiles, key_of
from docexplain.records import Scope, Steer
from docexplain.session import AskOptions, Caches, Notice, Session
from tests.conftest import make_llama

LENGTH = 40
SIZE = LENGTH * 256
"""Bytes of the tensors of one prefix."""
QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=6)


def ids(first: int = 2) -> tuple[int, ...]:
    return tuple(range(first, first + LENGTH))


def load(tokenizer, *, dtype=torch.float32, fingerprint="sha256:ab", **options) -> LanguageModel:
    return LanguageModel(make_llama(**options).to(dtype), tokenizer, name="tiny", fingerprint=fingerprint)


def equal(one: Prefix, other: Prefix) -> bool:
    pairs = zip((*one.keys, *one.values), (*other.keys, *other.values), strict=True)
    return one.ids == other.ids and all(
        a.dtype == b.dtype and torch.equal(a.view(torch.uint8), b.view(torch.uint8)) for a, b in pairs
    )


def fail(sentence: str, _remedies: Sequence[str]) -> None:
    pytest.fail(sentence)


class Told(list):
    """The sentences told."""

    def hear(self, sentence, _remedies):
        self.append(sentence)


@pytest.fixture
def model(tokenizer) -> LanguageModel:
    return load(tokenizer)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "kept" / "prefixes"


@pytest.fixture
def cache(folder) -> PrefixFiles:
    return PrefixFiles(folder, least_tokens=LENGTH)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def file(cache, model, folder) -> Path:
    """That of ``ids()``."""
    cache.write(model, model.prefill(ids()), fail)
    (path,) = folder.iterdir()
    return path


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_what_is_read_is_what_was_computed(tokenizer, cache, folder, dtype):
    model = load(tokenizer, dtype=dtype)
    prefix = model.prefill(ids())
    cache.write(model, prefix, fail)
    other = load(tokenizer, dtype=dtype)  # another run
    read = PrefixFiles(folder, least_tokens=LENGTH).read(other, ids(), fail)
    assert equal(read, prefix)
    assert all(t.is_contiguous() and t.data_ptr() % 64 == 0 for t in (*read.keys, *read.values))


def test_only_the_owner_may_read(file, folder):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_was_there_keeps_its_mode(cache, model, folder):
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    cache.write(model, model.prefill(ids()), fail)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_every_thing_that_the_bits_depend_on_is_in_the_key(tokenizer, model, monkeypatch):
    def changed(change):
        other = load(tokenizer)
        change(other)
        return key_of(other, ids())

    def set_info(**fields):
        return lambda other: setattr(other, "info", replace(other.info, **fields))

    keys = [
        key_of(model, ids()),
        key_of(model, ids(3)),
        key_of(model, ids()[:-1]),
        key_of(load(tokenizer, dtype=torch.bfloat16), ids()),
        changed(set_info(fingerprint="sha256:cd")),
        changed(lambda other: setattr(other.model.config, "rope_theta", 5.0)),
        changed(lambda other: setattr(other.model.config, "quantization_config", {"bits": 8})),
        changed(lambda other: other.model.set_attn_implementation("eager")),
        changed(lambda other: setattr(other.model, "hf_device_map", {"lm_head": 1})),
        changed(lambda other: setattr(other.model, "lm_head", torch.nn.Identity())),
        changed(lambda other: setattr(other, "device", torch.device("meta"))),
    ]
    for module in (torch, transformers):
        with monkeypatch.context() as patch:
            patch.setattr(module, "__version__", "0.0")
            keys.append(key_of(model, ids()))
    with monkeypatch.context() as patch:
        patch.setattr(torch, "get_num_threads", lambda: 7)
        keys.append(key_of(model, ids()))
    assert len(set(keys)) == len(keys)
    assert changed(lambda other: setattr(other.model.config, "_name_or_path", "moved")) == keys[0]


def test_another_model_or_text_finds_nothing(tokenizer, file, cache, model):
    assert cache.read(model, ids(), fail) is not None
    assert cache.read(model, ids(3), fail) is None
    assert cache.read(load(tokenizer, dtype=torch.bfloat16), ids(), fail) is None
    assert cache.read(load(tokenizer, fingerprint="sha256:cd"), ids(), fail) is None


def damages(data: bytes) -> dict[str, bytes]:
    flips = {
        f"bit {place}": data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
        for place in {*range(0, len(data), 97), 8, 20, 60, len(data) - 1}
    }
    header = {
        "type": data.replace(b'"F32"', b'"I32"'),
        "shape": data.replace(b"[1,2,40,8]", b"[1,2,8,40]"),
        "name": data.replace(b'"0":', b'"x":').replace(b'"1":', b'"0":').replace(b'"x":', b'"1":'),
    }
    assert all(changed != data for changed in header.values())
    lengths = {"empty": b"", "cut": data[:-1], "half": data[: len(data) // 2], "longer": data + b"0", "text": b"x"}
    return {**lengths, **flips, **header}


def test_damage_is_noticed_and_mended(file, folder, model):
    whole, prefix = file.read_bytes(), model.prefill(ids())
    for name, data in damages(whole).items():
        cache, told = PrefixFiles(folder, least_tokens=LENGTH), Told()
        file.write_bytes(data)
        for _ in range(2):
            assert cache.read(model, ids(), told.hear) is None, name
        assert len(told) == 1, name
        assert str(file) in told[0]
        cache.write(model, prefix, fail)
        assert equal(cache.read(model, ids(), fail), prefix)


def test_the_file_of_another_prefix(file, cache, model, told):
    target = file.with_name(key_of(model, ids(3)) + prefix_files.SUFFIX)
    shutil.copy(file, target)
    assert cache.read(model, ids(3), told.hear) is None
    assert len(told) == 1
    cache.write(model, model.prefill(ids(3)), fail)
    assert equal(cache.read(model, ids(3), fail), model.prefill(ids(3)))


def test_a_folder_where_the_file_should_be(file, cache, model, told):
    file.unlink()
    file.mkdir()
    assert cache.read(model, ids(), told.hear) is None
    cache.write(model, model.prefill(ids()), told.hear)
    assert len(told) == 2


def test_out_of_memory_is_not_damage(file, cache, model, monkeypatch):
    def clone(_tensor):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(torch.Tensor, "clone", clone)
    with pytest.raises(RuntimeError, match="allocate"):
        cache.read(model, ids(), fail)


def test_short_prefixes_are_not_stored(folder, model):
    cache = PrefixFiles(folder, least_tokens=LENGTH + 1)
    cache.write(model, model.prefill(ids()), fail)
    assert cache.read(model, ids(), fail) is None
    assert not folder.exists()


def test_weights_that_nothing_identifies(tokenizer, cache, folder, told):
    model = load(tokenizer, fingerprint="")
    for _ in range(2):
        assert cache.read(model, ids(), told.hear) is None
        cache.write(model, model.prefill(ids()), told.hear)
    (sentence,) = told
    assert "not used" in sentence
    assert "by its folder or hub id" in sentence
    assert not folder.exists()


def test_the_least_recently_used_files_go_and_no_others(folder, model):
    folder.mkdir(parents=True)
    for name in ("model.safetensors", "notes.txt", "mine.prefix.safetensors"):
        (folder / name).write_bytes(b"0" * 100_000)
    cache = PrefixFiles(folder, least_tokens=LENGTH, most_bytes=int(2.5 * (SIZE + 1000)))
    for age, first in ((30, 2), (20, 3)):
        cache.write(model, model.prefill(ids(first)), fail)
        path = folder / (key_of(model, ids(first)) + prefix_files.SUFFIX)
        os.utime(path, (time.time() - age,) * 2)
    assert cache.read(model, ids(2), fail) is not None
    cache.write(model, model.prefill(ids(4)), fail)
    assert [cache.read(model, ids(first), fail) is not None for first in (2, 3, 4)] == [True, False, True]
    assert {p.name for p in folder.iterdir()} >= {"model.safetensors", "notes.txt", "mine.prefix.safetensors"}


def test_a_prefix_larger_than_all_files_may_be(folder, model, told):
    cache = PrefixFiles(folder, least_tokens=LENGTH, most_bytes=SIZE - 1)
    cache.write(model, model.prefill(ids()), told.hear)
    assert "not kept" in told[0]
    assert not folder.exists()


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device"), SafetensorError("I/O error"), MemoryError(), RuntimeError("x")],
)
def test_a_file_that_cannot_be_written(cache, folder, model, told, monkeypatch, error):
    def broken(_tensors, path, **_options):
        Path(path).write_bytes(b"half")
        raise error

    monkeypatch.setattr(prefix_files, "save_file", broken)
    for _ in range(2):
        cache.write(model, model.prefill(ids()), told.hear)
    (sentence,) = told
    assert sentence.endswith("make room there, or name a folder of your own.")
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path, model, told):
    (tmp_path / "file").write_text("x")
    cache = PrefixFiles(tmp_path / "file" / "prefixes", least_tokens=LENGTH)
    cache.write(model, model.prefill(ids()), told.hear)
    assert "Not a directory" in told[-1]


def test_what_a_killed_run_left_is_removed(file, cache, folder, model):
    for name, age in ((".writing-old", 4000), (".writing-new", 10)):
        (folder / name).mkdir()
        (folder / name / "prefix").write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    cache.write(model, model.prefill(ids(3)), fail)
    assert sorted(p.name for p in folder.iterdir() if p.is_dir()) == [".writing-new"]


@pytest.fixture(scope="module")
def big(document):
    """So long that its prefix is worth a file."""
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    paragraphs = tuple(replace(p, text=f"{p.text} {text}") for p in document.paragraphs[:5])
    return replace(document, paragraphs=paragraphs)


@pytest.fixture
def named(model, monkeypatch) -> str:
    """What a session loads as ``model``."""
    monkeypatch.setattr("docexplain.model.loading.by_name.load", lambda *_args, **_options: model)
    return "tiny"


def same(answer, other):
    return replace(answer, id=other.id, created_at=other.created_at, timings=other.timings) == other


def test_the_next_session_does_not_read_the_document_again(model, named, big, folder, monkeypatch):
    plain = Session(model=model).ask(big, QUESTION, options=SHORT)
    first = Session(model=named, caches=Caches(prefix_cache=folder)).ask(big, QUESTION, options=SHORT)
    with monkeypatch.context() as patch:
        patch.setattr(LanguageModel, "prefill", lambda *_: pytest.fail("read again"))
        second = Session(model=named, caches=Caches(prefix_cache=folder)).ask(big, QUESTION, options=SHORT)
        other = Session(model=named, caches=Caches(prefix_cache=folder)).ask(big, "Who is hired?", options=SHORT)
    assert same(first, plain)
    assert same(second, plain)
    assert second.timings.prefill_s > 0  # the time to read the file
    assert same(other, Session(model=model).ask(big, "Who is hired?", options=SHORT))


def test_a_damaged_file_costs_a_sentence_only(named, big, folder):
    first = Session(model=named, caches=Caches(prefix_cache=folder)).ask(big, QUESTION, options=SHORT)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    for notices in (1, 0):
        calls = []
        again = Session(model=named, caches=Caches(prefix_cache=folder)).ask(
            big, QUESTION, options=SHORT, listener=calls.append
        )
        assert same(again, first)
        assert len([e for e in calls if isinstance(e, Notice)]) == notices


def test_a_prefix_under_steering_is_neither_written_nor_read(model, named, big, folder):
    full = replace(SHORT, scope=Scope.FULL, answer="ten dollars")
    first = Session(model=model).ask(big, QUESTION, options=full)
    original = replace(first, given=False)
    steering = (Steer(original.read[0], 0.0),)
    steered = Session(model=named, caches=Caches(prefix_cache=folder)).what_if(big, original, steering)
    assert not folder.exists()
    Session(model=named, caches=Caches(prefix_cache=folder)).ask(big, QUESTION, options=full)
    assert len(list(folder.iterdir())) == 1
    again = Session(model=named, caches=Caches(prefix_cache=folder)).what_if(big, original, steering)
    assert again.effects == steered.effects != first.effects
    assert len(list(folder.iterdir())) == 1


def test_a_model_that_was_handed_over_writes_nothing(model, big, folder):
    calls = []
    Session(model=model, caches=Caches(prefix_cache=folder)).ask(big, QUESTION, options=SHORT, listener=calls.append)
    assert not folder.exists()
    assert [e.text for e in calls if isinstance(e, Notice) and "prefix cache is not used" in e.text]
