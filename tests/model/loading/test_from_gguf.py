"""A GGUF file is converted once; the copy says the same as the file, and nobody's old copy answers for another file."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
from pathlib import Path

import pytest
import torch

from docexplain.errors import ModelError
from docexplain.model.loading import by_name, from_gguf
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.sources import gguf_conversion, gguf_copies, known_files
from tests.model.sources.tiny_gguf import tiny_qwen, write_gguf

IDS = torch.arange(5, 25)[None]
TEXT = "The pay, per hour: 10 dollars (é) \n\n 3M's"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write_gguf(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture
def gguf(made, tmp_path):
    return shutil.copy(made, tmp_path / "tiny.gguf")


@pytest.fixture
def conversions(monkeypatch):
    seen, inner = [], gguf_conversion.convert

    def convert(file, target, dtype):
        seen.append(dtype)
        return inner(file, target, dtype)

    monkeypatch.setattr(gguf_conversion, "convert", convert)
    return seen


def load(path, dtype="float32", **callbacks):
    return by_name.load(str(path), LoadOptions(device="cpu", dtype=dtype), **callbacks)


def logits(loaded):
    with torch.inference_mode():
        return loaded.model(IDS).logits


def fingerprint(path):
    """As the record has it: what sha256sum prints, hashed."""
    line = f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
    return f"sha256:{hashlib.sha256(line.encode()).hexdigest()}"


def test_it_is_converted_once(gguf, conversions):
    steps, notices = [], []
    first = load(gguf, converting=lambda done, total: steps.append((done, total)), notice=notices.append)
    assert (steps, conversions, notices) == ([(0, 1), (1, 1)], ["float32"], [])
    second = load(gguf, converting=lambda *_: pytest.fail("converted again"))
    assert second.info == first.info
    assert second.info.fingerprint == fingerprint(gguf)
    assert (second.info.name, second.info.dtype) == (str(gguf), "float32")
    with torch.inference_mode():
        assert torch.equal(logits(second), tiny_qwen()(IDS).logits)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_copy_is_the_model_that_transformers_reads_from_the_file(gguf, dtype):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    ours = load(gguf, dtype)
    theirs = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=getattr(torch, dtype)).eval()
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    with torch.inference_mode():
        assert torch.equal(logits(ours), theirs(IDS).logits)
    assert ours.tokenizer(TEXT).input_ids == tokenizer(TEXT).input_ids
    assert ours.tokenizer.chat_template == tokenizer.chat_template
    assert ours.info.architecture == type(theirs).__name__


def test_each_number_format_has_its_copy(gguf, conversions):
    for dtype in ("float32", "bfloat16", "float32"):
        load(gguf, dtype)
    assert conversions == ["float32", "bfloat16"]


def test_another_file_of_the_same_content_needs_no_copy_of_its_own(gguf, conversions, tmp_path):
    load(gguf)
    other = shutil.copy(gguf, tmp_path / "other.gguf")
    assert load(other).info.fingerprint == fingerprint(other) != fingerprint(gguf)
    assert conversions == ["float32"]


def test_a_folder_with_the_file(gguf, conversions):
    assert load(gguf.parent).info.fingerprint == load(gguf).info.fingerprint
    assert conversions == ["float32"]


def test_a_changed_file_of_the_same_size_and_date_is_not_answered_for_by_its_old_copy(gguf, conversions):
    load(gguf)
    status = gguf.stat()
    write_gguf(gguf, tiny_qwen(seed=1))
    os.utime(gguf, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert gguf.stat().st_size == status.st_size
    loaded = load(gguf)
    assert loaded.info.fingerprint == fingerprint(gguf)
    with torch.inference_mode():
        assert torch.equal(logits(loaded), tiny_qwen(seed=1)(IDS).logits)
    assert len(conversions) == 2


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_copy_is_made_anew(gguf, conversions, damage):
    load(gguf)
    (copy,) = gguf_copies.everyone()
    weights = copy.folder / "model.safetensors"
    if damage == "gone":
        weights.unlink()
    else:
        data = weights.read_bytes()
        weights.write_bytes(data[:-4] + b"\0\0\0\1" if damage == "changed" else data[:500])
    with torch.inference_mode():
        assert torch.equal(logits(load(gguf)), tiny_qwen()(IDS).logits)
    assert len(conversions) == 2


@pytest.mark.parametrize("moment", ["before", "while it is written", "as safetensors has it"])
def test_a_full_disk_is_said_and_the_model_answers(gguf, monkeypatch, moment):
    if moment == "before":
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))
    else:
        error = OSError(28, "No space left on device") if "written" in moment else RuntimeError("No space left on dev")

        def full(*_):
            raise error

        monkeypatch.setattr(gguf_conversion, "convert", full)
    notices = []
    loaded = load(gguf, notice=notices.append)
    assert loaded.info.fingerprint == fingerprint(gguf)
    (notice,) = notices
    assert notice.startswith("No copy of tiny.gguf that loads fast can be kept, since ")
    assert "full" in notice or "No space" in notice
    assert gguf_copies.everyone() == []
    assert not list((gguf_copies._place()).glob("making-*"))


def test_a_cache_that_cannot_be_written_to(gguf, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path / "file"))
    notices = []
    assert load(gguf, notice=notices.append).info.fingerprint == fingerprint(gguf)
    assert "cannot be written to" in notices[0]


def test_a_tokenizer_that_would_change_is_no_copy(gguf, monkeypatch):
    monkeypatch.setattr(gguf_conversion, "plain_tokenizer", lambda folder: tokenizer_of_another())
    notices = []
    load(gguf, notice=notices.append)
    assert "tokenizer would be another one" in notices[0]
    assert gguf_copies.everyone() == []


def tokenizer_of_another():
    from tests.conftest import make_tokenizer

    return make_tokenizer(chat=False)


def test_a_broken_file_is_refused_without_a_notice(tmp_path):
    (tmp_path / "broken.gguf").write_bytes(b"not a model at all" * 100)
    with pytest.raises(ModelError, match=r"cannot be loaded.*GGUF"):
        load(tmp_path / "broken.gguf", notice=pytest.fail)
    assert gguf_copies.everyone() == known_files.all_known() == []


def test_the_copy_that_was_not_used_for_longest_makes_room(gguf, tmp_path, monkeypatch):
    others = [write_gguf(tmp_path / f"{seed}.gguf", tiny_qwen(seed)) for seed in (1, 2)]
    for age, file in enumerate((gguf, *others)):
        loaded = load(file)
        del loaded
        (newest,) = [c for c in gguf_copies.everyone() if c.path == str(file)]
        os.utime(newest.folder / gguf_copies._MARK, (1000 + age, 1000 + age))
    used = load(others[0])
    size = max(copy.bytes for copy in gguf_copies.everyone())
    monkeypatch.setattr(gguf_copies, "MOST_BYTES", size * 2 + gguf.stat().st_size * 8)  # two, and room for a new one
    load(write_gguf(tmp_path / "4.gguf", tiny_qwen(4)))
    assert {Path(copy.path).name for copy in gguf_copies.everyone()} == {"1.gguf", "2.gguf", "4.gguf"}
    assert used.info.name.endswith("1.gguf")


def test_a_copy_in_use_is_not_removed(gguf):
    loaded = load(gguf)
    (copy,) = gguf_copies.everyone()
    assert not gguf_copies.remove(copy)
    del loaded
    assert gguf_copies.remove(copy)
    assert gguf_copies.everyone() == []


def _load_in_a_process(path, cache, results):
    os.environ["DOCEXPLAIN_CACHE"] = cache
    steps = []
    results.put((load(path, converting=lambda *step: steps.append(step)).info.fingerprint, len(steps)))


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_two_processes_make_one_copy(gguf):
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    cache = os.environ["DOCEXPLAIN_CACHE"]
    both = [context.Process(target=_load_in_a_process, args=(gguf, cache, results)) for _ in range(2)]
    for process in both:
        process.start()
    found = sorted(results.get(timeout=60) for _ in both)
    for process in both:
        process.join(60)
    assert found == [(fingerprint(gguf), 0), (fingerprint(gguf), 2)]
    assert len(gguf_copies.everyone()) == 1


def test_an_interrupt_leaves_nothing(gguf, monkeypatch):
    def interrupt(file, target, dtype):
        target.mkdir()
        (target / "model.safetensors").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(gguf_conversion, "convert", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load(gguf)
    assert [p.name for p in gguf_copies._place().iterdir() if p.is_dir()] == []


def test_what_is_known_of_a_changed_file_is_not_believed(gguf):
    load(gguf)
    assert known_files.known(gguf).sha256 == hashlib.sha256(gguf.read_bytes()).hexdigest()
    assert known_files.known(gguf).parameters == sum(p.numel() for p in tiny_qwen().parameters())
    os.utime(gguf, (1, 1))
    assert known_files.known(gguf) is None


def test_a_folder_that_was_used_is_known(model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    load(folder)
    assert [(found.path, found.sha256) for found in known_files.all_known()] == [(str(folder), "")]
    shutil.rmtree(folder)
    assert known_files.all_known() == []


def test_a_copy_that_cannot_be_read_in_time_is_not_waited_for_twice(gguf, monkeypatch):
    """Where every copy turns out wrong, the file itself is read."""
    monkeypatch.setattr(from_gguf, "_from_copy", lambda *_: None)
    notices = []
    assert load(gguf, notice=notices.append).info.fingerprint == fingerprint(gguf)
    assert "changed while it was read" in notices[0]
