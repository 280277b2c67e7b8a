"""What is told of models that are here, also where a file of weights is none."""

from __future__ import annotations

import pytest

from docexplain.model.sources import on_this_machine


@pytest.mark.parametrize(
    "content",
    [
        b"version https://git-lfs.github.com/spec/v1\n",  # what a clone without LFS has in its place
        b"\xff" * 64,
        (100_000).to_bytes(8, "little") + b"[" * 100_000,
    ],
)
def test_weights_that_are_none_have_no_known_size(tmp_path, monkeypatch, content):
    (tmp_path / "model.safetensors").write_bytes(content)
    monkeypatch.setattr(on_this_machine, "files_of", lambda name, path: None)
    monkeypatch.setattr(on_this_machine, "_weights", lambda files: [tmp_path / "model.safetensors"])
    assert on_this_machine.parameters_in("broken", tmp_path) is None
