"""Fetching the default model: from a folder of wheels that stands in for the package index, never the network."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from docexplain.errors import ChecksumError, ExitCode, ModelError
from docexplain.model.sources import default_model
from docexplain.model.sources.default_model import WheelModel

GGUF = b"GGUF and then weights" * 50


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that pip looks in instead of the package index."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [n for n in os.environ if n.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


@pytest.fixture
def spec(index):
    wheel = index / "tiny_gguf-0.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_gguf/tiny.gguf", GGUF)
        archive.writestr("tiny_gguf-0.1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-gguf\nVersion: 0.1\n")
        archive.writestr(
            "tiny_gguf-0.1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("tiny_gguf-0.1.dist-info/RECORD", "")
    return WheelModel(
        name="tiny",
        requirement="tiny-gguf==0.1",
        wheel_sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        wheel_bytes=wheel.stat().st_size,
        member="tiny_gguf/tiny.gguf",
        gguf_sha256=hashlib.sha256(GGUF).hexdigest(),
        content_sha256="0" * 64,  # of the conversion, which is not made here
    )


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def converted(monkeypatch):
    """Conversions that were asked for. The real one needs a real model: see tests/test_end_to_end.py."""
    seen = []

    def convert(spec, gguf, target):
        seen.append(gguf.read_bytes())
        target.mkdir()
        (target / default_model.PROVENANCE).write_text("{}")

    monkeypatch.setattr(default_model, "_convert", convert)
    return seen


@pytest.fixture
def wheel_at_hand(spec, index, monkeypatch):
    """Without pip: the wheel is simply there."""

    def fetch(spec, scratch, progress):
        return next(index.glob("*.whl"))

    monkeypatch.setattr(default_model, "_fetch", fetch)


@pytest.mark.skipif(os.name != "posix", reason="the system knows no such modes")
@pytest.mark.usefixtures("wheel_at_hand")
def test_what_is_kept_is_closed_to_others(spec, cache):
    before = os.umask(0)
    try:
        default_model.ensure(spec)
    finally:
        os.umask(before)
    found = [cache, *cache.rglob("*")]
    assert any(path.is_file() for path in found)
    assert [path.stat().st_mode & 0o777 for path in found] == [0o700 if path.is_dir() else 0o600 for path in found]


def kept(cache):
    return [p for p in cache.rglob("*") if p.name != "models"]


def test_it_is_fetched_once_and_reports_from_nothing_to_everything(spec, cache, converted):
    assert not default_model.is_here(spec)
    bytes_here, steps = [], []
    folder = default_model.ensure(
        spec,
        fetching=lambda done, total: bytes_here.append((done, total)),
        converting=lambda done, total: steps.append((done, total)),
    )
    assert default_model.is_here(spec)
    assert folder == default_model.folder(spec)
    assert converted == [GGUF]
    assert bytes_here[0] == (0, spec.wheel_bytes)
    assert bytes_here[-1] == (spec.wheel_bytes, spec.wheel_bytes)
    assert bytes_here == sorted(bytes_here)
    assert steps == [(0, 1), (1, 1)]
    assert [p.name for p in (cache / "models").iterdir()] == [folder.name]  # nothing else is left

    assert default_model.ensure(spec, fetching=lambda *_: pytest.fail("fetched again")) == folder
    assert len(converted) == 1


def test_no_network_is_a_sentence(spec, index, cache):
    next(index.glob("*.whl")).unlink()
    with pytest.raises(ModelError, match=r"could not be fetched from the package index.*Check the network") as caught:
        default_model.ensure(spec)
    assert caught.value.exit_code == ExitCode.MODEL
    assert "tiny-gguf==0.1" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert kept(cache) == []


def test_a_wheel_that_is_not_the_expected_one(spec, cache, converted, wheel_at_hand):
    with pytest.raises(ChecksumError, match=r"tiny_gguf-0\.1.*is not the expected file.*was not used"):
        default_model.ensure(replace(spec, wheel_sha256="0" * 64))
    assert converted == kept(cache) == []


def test_a_file_in_the_wheel_that_is_not_the_expected_one(spec, cache, converted, wheel_at_hand):
    wrong = replace(spec, gguf_sha256="0" * 64)
    with pytest.raises(ChecksumError, match=r"tiny\.gguf is not the expected file"):
        default_model.ensure(wrong)
    assert converted == kept(cache) == []
    assert not default_model.is_here(wrong)


def stand_in_for_python(tmp_path, monkeypatch, script):
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


def test_a_python_without_pip(spec, cache, tmp_path, monkeypatch):
    stand_in_for_python(tmp_path, monkeypatch, "echo 'python: No module named pip' >&2; exit 1")
    with pytest.raises(ModelError, match=r"fetched with pip, which this Python lacks: run .* -m ensurepip"):
        default_model.ensure(spec)
    assert kept(cache) == []


def test_pip_runs_out_of_disk(spec, cache, tmp_path, monkeypatch):
    stand_in_for_python(tmp_path, monkeypatch, "echo 'ERROR: OSError: [Errno 28] No space left on device' >&2; exit 1")
    with pytest.raises(ModelError, match=r"could not be kept in .*No space left.*DOCEXPLAIN_CACHE"):
        default_model.ensure(spec)
    assert kept(cache) == []


def test_pip_that_says_nothing(spec, tmp_path, monkeypatch):
    stand_in_for_python(tmp_path, monkeypatch, "exit 3")
    with pytest.raises(ModelError, match="pip gave no reason"):
        default_model.ensure(spec)


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("_unpack", FULL),
        ("_convert", FULL),
        ("_convert", RuntimeError("I/O error: No space left on device (os error 28)")),  # as safetensors has it
        ("put_in_place", FULL),
    ],
)
def test_a_full_disk_leaves_nothing(spec, cache, monkeypatch, wheel_at_hand, step, error):
    def full(*arguments):
        raise error

    monkeypatch.setattr(default_model, step, full)
    with pytest.raises(ModelError, match=r"could not be kept in .*No space left on device.*make room"):
        default_model.ensure(spec)
    assert kept(cache) == []
    assert not default_model.is_here(spec)


def test_a_cache_that_cannot_be_made(spec, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"could not be kept in .*DOCEXPLAIN_CACHE"):
        default_model.ensure(spec)


def test_an_interrupt_stops_pip_and_leaves_nothing(spec, cache, tmp_path, monkeypatch):
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    stand_in_for_python(tmp_path, monkeypatch, f"touch {begun}; sleep 2; touch {ended}")

    def interrupt(done, total):
        if begun.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        default_model.ensure(spec, fetching=interrupt)
    assert not ended.exists()
    assert kept(cache) == []


def test_an_interrupt_while_converting_leaves_nothing(spec, cache, monkeypatch, wheel_at_hand):
    def half(spec, gguf, target):
        target.mkdir()
        (target / "model.safetensors").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(default_model, "_convert", half)
    with pytest.raises(KeyboardInterrupt):
        default_model.ensure(spec)
    assert kept(cache) == []


def test_another_process_that_was_faster_wins(spec, cache, monkeypatch, wheel_at_hand):
    convert = default_model._convert

    def meanwhile(spec, gguf, target):
        default_model.folder(spec).mkdir(parents=True)
        (default_model.folder(spec) / default_model.PROVENANCE).write_text("theirs")
        convert(spec, gguf, target)

    monkeypatch.setattr(default_model, "_convert", meanwhile)
    folder = default_model.ensure(spec)
    assert (folder / default_model.PROVENANCE).read_text() == "theirs"
    assert list((cache / "models").iterdir()) == [folder]


def test_a_half_made_folder_is_not_taken_for_the_model(spec, wheel_at_hand):
    folder = default_model.folder(spec)
    folder.mkdir(parents=True)
    assert not default_model.is_here(spec)


def test_the_cache_is_the_users_unless_the_environment_says_otherwise(monkeypatch, cache):
    assert default_model.folder().is_relative_to(cache)
    monkeypatch.delenv("DOCEXPLAIN_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    if sys.platform == "linux":
        assert default_model.folder().is_relative_to(Path("/somewhere/docexplain"))


def test_what_a_killed_fetch_left_goes_with_the_next(spec, cache, wheel_at_hand):
    now = time.time()
    for name, age in (("fetch-old", 25), ("fetch-new", 1)):
        folder = cache / "models" / name
        folder.mkdir(parents=True)
        (folder / "wheel").write_bytes(b"x" * 100)
        os.utime(folder, (now - age * 3600,) * 2)
    default_model.ensure(spec)
    assert sorted(path.name for path in (cache / "models").glob("fetch-*")) == ["fetch-new"]  # perhaps still under way
