"""The check of a model's attention is remembered only as long as nothing it depends on has changed."""

from __future__ import annotations

import os
import shutil

import pytest

from docexplain.attribution import exactness
from docexplain.errors import UnsupportedModelError
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading.by_name import load
from docexplain.model.loading.load_options import LoadOptions
from docexplain.session import AskOptions, Caches, Session

QUESTION = "What is the pay per hour?"


@pytest.fixture
def checked(monkeypatch):
    """Models that were checked."""
    seen = []
    check = exactness.check_supported

    def noting(model, mode):
        seen.append(model)
        check(model, mode)

    monkeypatch.setattr(exactness, "check_supported", noting)
    return seen


@pytest.fixture
def ask(document, tmp_path):
    def call(model, *, passed=tmp_path / "passed", dtype="float32"):
        session = Session(model=model, load=LoadOptions(device="cpu", dtype=dtype), caches=Caches(passed_checks=passed))
        return session.ask(document, QUESTION, options=AskOptions(answer="ten dollars", read=2))

    return call


def test_the_same_model_is_checked_once(ask, checked, model_folder):
    first, second = ask(str(model_folder)), ask(str(model_folder))
    assert len(checked) == 1
    assert (second.effects, second.noise_floor) == (first.effects, first.noise_floor)


@pytest.mark.skipif(os.name != "posix", reason="the system knows no such modes")
def test_the_notes_are_closed_to_others(ask, model_folder, tmp_path):
    before = os.umask(0)
    try:
        ask(str(model_folder))
    finally:
        os.umask(before)
    (note,) = (tmp_path / "passed").iterdir()
    assert (note.stat().st_mode & 0o777, note.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_without_a_folder_it_is_checked_every_time(ask, checked, model_folder):
    for _ in range(2):
        ask(str(model_folder), passed=None)
    assert len(checked) == 2


def test_other_weights_formats_and_libraries_are_checked_anew(ask, checked, model_folder, tmp_path, monkeypatch):
    copy = shutil.copytree(model_folder, tmp_path / "copy")
    ask(str(copy))
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-2:] = b"\0\0"
    (copy / "model.safetensors").write_bytes(weights)
    ask(str(copy))
    assert len(checked) == 2
    ask(str(copy), dtype="bfloat16")
    assert len(checked) == 3
    import transformers  # here, since loading the first model puts another module object in its place

    monkeypatch.setattr(transformers, "__version__", "another")
    ask(str(copy))
    assert len(checked) == 4


def test_our_own_attention_code_counts(ask, checked, model_folder, tmp_path, monkeypatch):
    ask(str(model_folder))
    (tmp_path / "manipulation.py").write_text("changed\n")
    monkeypatch.setattr("docexplain.attention.__path__", [str(tmp_path)])
    ask(str(model_folder))
    assert len(checked) == 2


def test_a_loaded_model_is_always_checked(ask, checked, model_folder):
    model = load(str(model_folder), LoadOptions(device="cpu", dtype="float32"))
    assert model.info.fingerprint
    for _ in range(2):
        ask(model)
    assert len(checked) == 2


def test_a_model_without_fingerprint_is_always_checked(ask, checked, model_folder, monkeypatch):
    def unnamed(*arguments, **options):
        loaded = load(str(model_folder), LoadOptions(device="cpu", dtype="float32"))
        return LanguageModel(loaded.model, loaded.tokenizer)

    monkeypatch.setattr("docexplain.model.loading.by_name.load", unnamed)
    for _ in range(2):
        ask(str(model_folder))
    assert len(checked) == 2


def test_a_model_that_fails_is_refused_every_time(ask, model_folder, monkeypatch, tmp_path):
    def refuse(model, mode=None):
        raise UnsupportedModelError("no")

    monkeypatch.setattr(exactness, "check_supported", refuse)
    for _ in range(2):
        with pytest.raises(UnsupportedModelError):
            ask(str(model_folder))
    assert not (tmp_path / "passed").exists()


def test_a_folder_that_cannot_be_written(ask, checked, model_folder, tmp_path):
    (tmp_path / "file").touch()
    for _ in range(2):
        ask(str(model_folder), passed=tmp_path / "file")
    assert len(checked) == 2
