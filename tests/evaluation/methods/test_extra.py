"""A missing library is a sentence that says what to install."""

from __future__ import annotations

import json

import pytest

from docexplain.errors import UsageError
from docexplain.evaluation.methods.extra import require


def test_gives_the_module():
    assert require("json", "x") is json


def test_a_library_that_is_not_there_is_named_with_what_to_install():
    sentence = r"some-method needs the library no_such_library, .*pip install 'docexplain\[compare\]'"
    with pytest.raises(UsageError, match=sentence):
        require("no_such_library.attr", "some-method")


def test_a_library_that_does_not_import_says_why(monkeypatch, tmp_path):
    (tmp_path / "half_a_library.py").write_text("from json import no_such_name")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match=r"half_a_library, which does not import here .*no_such_name.*--no-deps other"):
        require("half_a_library", "some-method", install="--no-deps other")
