"""The settings file: what a program changes leaves the rest as its user wrote it."""

from __future__ import annotations

import os

import pytest

from docexplain.common import config_file
from docexplain.errors import ExitCode, OutputError, UsageError

OURS = """# mine
layout = "fast"   # quick

model = "org/old" # for now
[theme]
name = "dark"
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path / "settings"))
    return tmp_path / "settings" / "config.toml"


@pytest.fixture
def written(file):
    file.parent.mkdir()
    file.write_text(OURS)
    return file


def test_no_file_is_no_settings(file):
    assert config_file.read() == {}
    assert config_file.text("model") is None
    config_file.write("model", None)
    assert not file.exists()


def test_a_setting_is_found_again(file):
    config_file.write("model", 'a "quoted" \\ name, ü')
    assert config_file.text("model") == 'a "quoted" \\ name, ü'
    if os.name == "posix":
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_rest_stays_as_it_was_written(written):
    config_file.write("model", "org/new")
    assert written.read_text() == OURS.replace("org/old", "org/new")
    config_file.write("model", None)
    assert written.read_text() == "".join(line for line in OURS.splitlines(True) if "model" not in line)


def test_a_new_setting_stands_before_the_tables(written):
    config_file.write("read", "all")
    assert config_file.read() == {"layout": "fast", "model": "org/old", "read": "all", "theme": {"name": "dark"}}


def test_the_mode_and_a_link_stay(written, tmp_path):
    target = written.rename(tmp_path / "dotfiles.toml")
    target.chmod(0o644)
    written.symlink_to(target)
    config_file.write("model", "org/new")
    assert written.is_symlink()
    assert "org/new" in target.read_text()
    assert target.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"model = \n", r"cannot be understood \(.*line 1.*mend or delete it"),
        (b'model = "\xff"', "not UTF-8"),
        (b"a = " + b"[" * 50_000, r"cannot be understood \(.*mend or delete it"),
        (b"a = " + b"9" * 5_000, r"cannot be understood \(.*mend or delete it"),
        (b"model = 3", r"setting model .* is not a text"),
        (b'model = " "', r"setting model .* is not a text"),
    ],
)
def test_a_broken_file(file, content, says):
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(UsageError, match=says) as caught:
        config_file.text("model")
    assert caught.value.exit_code == ExitCode.USAGE
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_broken_file_is_not_written_over(file):
    file.parent.mkdir()
    file.write_text("model = ")
    with pytest.raises(UsageError):
        config_file.write("model", "org/new")
    assert file.read_text() == "model = "


def test_what_only_the_writer_cannot_understand_is_not_written_over(file):
    file.parent.mkdir()
    file.write_text(nested := "a." * 3_000 + "b = 1\n")
    with pytest.raises(UsageError, match="cannot be understood"):
        config_file.write("model", "org/new")
    assert file.read_text() == nested


def test_a_disk_that_fails_leaves_the_old_file(written, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"cannot be written \(No space left"):
        config_file.write("model", "org/new")
    assert written.read_text() == OURS
    assert list(written.parent.iterdir()) == [written]
