"""What ``config.toml`` may say, and writing it."""

from __future__ import annotations

import tomllib
from typing import get_args

import pytest

from docexplain.errors import OutputError, UsageError
from docexplain.ingest.parse_options import LayoutName
from docexplain.session.settings.entries import BY_KEY, SETTINGS, THEMES
from docexplain.session.settings.user_settings import UserSettings, keys_of, setting, user_settings, write

MINE = """# mine
read = 8  # few

theme = "light"
wallpaper = "blue"

[keys] # as in my editor
find = 'ctrl+s'  # search
what_if = "f9"
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", "/home/jo")
    return tmp_path / "config" / "config.toml"


@pytest.fixture
def written(file):
    def write_file(text=MINE):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return file

    return write_file


def test_no_file_says_nothing(file):
    assert user_settings() == UserSettings()


def test_all_is_read(written, file):
    written()
    found = user_settings()
    assert (found.read, found.theme, found.model, found.layout) == ("8", "light", None, None)
    assert found.keys == {"find": "ctrl+s", "what_if": "f9"}
    assert found.unknown == (f"The setting wallpaper in {file} is not known and does nothing.",)


def test_a_place_in_the_home_folder_is_one(written):
    written('database = "~/d.db"')
    assert setting("database") == "/home/jo/d.db"
    written('database = "postgresql://host/db"')
    assert setting("database") == "postgresql://host/db"


@pytest.mark.parametrize("line", ['keys = "ctrl+f"', "[keys]\nfind = 3", '[keys]\nfind = " "', "[[keys]]\na = 'b'"])
def test_keys_are_a_table_of_texts(written, file, line):
    written(line)
    with pytest.raises(UsageError, match="keys") as caught:
        user_settings()
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.key)
def test_each_example_is_toml_that_the_setting_can_be(one, monkeypatch):
    monkeypatch.setenv("HOME", "/home/jo")
    one.cleaned(tomllib.loads(one.example)[one.key])
    if one.choices:
        assert [one.cleaned(choice) for choice in one.choices] == list(one.choices)
    for wrong in ("", "  ", 3.5, [], {}, None):
        with pytest.raises(ValueError, match="cannot be"):
            one.cleaned(wrong)


def test_what_is_off_may_be_false():
    assert [BY_KEY["record_user"].cleaned(word) for word in (False, "No", True, "on")] == ["off", "off", "on", "on"]
    for wrong in ("maybe", 2):
        with pytest.raises(ValueError, match="write record_user"):
            BY_KEY["record_user"].cleaned(wrong)


def test_a_number_may_be_typed():
    assert BY_KEY["checkpoint_every"].cleaned("20") == 20
    for wrong in (0, -1, "0", "x", True, "²"):
        with pytest.raises(ValueError, match="write checkpoint_every = 100"):
            BY_KEY["checkpoint_every"].cleaned(wrong)


def test_the_names_of_layouts_are_those_of_the_parser():
    assert BY_KEY["layout"].choices == get_args(LayoutName)
    assert BY_KEY["theme"].choices == THEMES


def test_what_is_written_leaves_the_rest_as_it_is(written):
    file = written()
    write({"theme": "terminal", "keys": {"find": "ctrl+s", "what_if": "f8", "page": "ctrl+l"}, "read": None})
    assert file.read_text() == (
        MINE.replace('"light"', '"terminal"').replace("read = 8  # few\n", "").replace('"f9"', '"f8"')
        + 'page = "ctrl+l"\n'
    )


def test_a_key_is_taken_out_and_the_table_with_the_last(written):
    file = written()
    write({"keys": {"find": "ctrl+s"}})
    assert file.read_text() == MINE.replace('what_if = "f9"\n', "")
    write({"keys": {}})
    assert "keys" not in file.read_text()
    assert file.read_text().startswith("# mine\n")


def test_a_table_is_made_where_there_is_no_file(file):
    write({"keys": {"find": "ctrl+s"}, "checkpoint_every": "20", "model": "a/b"})
    assert tomllib.loads(file.read_text()) == {"keys": {"find": "ctrl+s"}, "checkpoint_every": 20, "model": "a/b"}


@pytest.mark.parametrize(
    "table", ['keys = { find = "f9", page = "g" }\n', 'keys.find = "f9"\nread = 1\nkeys.page = "g"\n']
)
def test_other_ways_to_write_a_table(written, table):
    file = written(table)
    write({"keys": {"find": "f8", "part": "x"}})
    assert tomllib.loads(file.read_text())["keys"] == {"find": "f8", "part": "x"}


def test_nothing_is_written_where_one_is_wrong(written):
    file = written()
    with pytest.raises(UsageError, match="layout"):
        write({"theme": "dark", "layout": "quick"})
    with pytest.raises(UsageError, match="find"):
        write({"theme": "dark", "keys": {"find": ""}})
    assert file.read_text() == MINE


def test_what_would_get_lost_is_not_written(written, monkeypatch):
    file = written()
    monkeypatch.setattr("docexplain.common.config_file._changed", lambda _: 'theme = "dark"\n')
    with pytest.raises(OutputError, match=r"change them by hand\. Nothing was written"):
        write({"theme": "dark"})
    assert file.read_text() == MINE


def test_keys_of_nothing():
    assert keys_of({}) == {}
