"""What holds, and who said so."""

from __future__ import annotations

import pytest

from docexplain.errors import UsageError
from docexplain.session.settings.entries import SETTINGS
from docexplain.session.settings.holding import Source, held

FILE = """
model = "org/mine"
database = "/home/jo/d.db"
layout = "quick"
read = 8
record_user = false
checkpoint_every = 20
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))
    for setting in SETTINGS:
        if setting.variable:
            monkeypatch.delenv(setting.variable, raising=False)
    (tmp_path / "config.toml").write_text(FILE)
    return tmp_path / "config.toml"


def holding(**given):
    return {each.setting.key: each for each in held(given)}


def test_the_file_holds_where_nothing_goes_before_it(file):
    found = holding()
    assert list(found) == [setting.key for setting in SETTINGS]
    for key, value in {"model": "org/mine", "read": "8", "record_user": "off", "checkpoint_every": "20"}.items():
        assert (found[key].value, found[key].source, found[key].written, found[key].wrong) == (
            value,
            Source.FILE,
            value,
            "",
        )
    assert (found["theme"].value, found["theme"].source, found["theme"].written) == ("dark", Source.DEFAULT, "")


def test_the_environment_goes_before_the_file_and_what_is_given_before_that(file, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_MODEL", "org/other")
    monkeypatch.setenv("DOCEXPLAIN_DB", " ")
    assert (holding()["model"].value, holding()["model"].source) == ("org/other", Source.ENVIRONMENT)
    assert holding()["model"].written == "org/mine"
    assert holding()["database"].source is Source.FILE
    found = holding(model="org/given")["model"]
    assert (found.value, found.source, found.written) == ("org/given", Source.GIVEN, "org/mine")


def test_what_cannot_be_is_told_and_the_default_holds(file):
    found = holding()["layout"]
    assert (found.value, found.source, found.written) == ("model", Source.DEFAULT, "quick")
    assert found.wrong == "layout cannot be 'quick': write model or fast, or take it out."


def test_a_file_that_cannot_be_understood(file):
    file.write_text("model = [")
    with pytest.raises(UsageError, match="cannot be understood"):
        held()
