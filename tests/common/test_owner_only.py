"""What docexplain keeps is closed to others, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from docexplain.common import owner_only
from docexplain.records import ModelInfo
from docexplain.session.settings import calibrations
from storage import open_store
from storage.database import location

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the system knows no such modes")


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_files(umask: int, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    before = mode(there)
    owner_only.make_folder(there / "a" / "b")
    assert (mode(there), mode(there / "a"), mode(there / "a" / "b")) == (before, 0o700, 0o700)
    assert owner_only.make_file(there / "a" / "file")
    assert mode(there / "a" / "file") == 0o600
    (there / "a" / "file").write_text("x")
    (there / "a" / "file").chmod(0o640)
    assert not owner_only.make_file(there / "a" / "file")
    assert ((there / "a" / "file").read_text(), mode(there / "a" / "file")) == ("x", 0o640)


def test_what_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="File exists"):
        owner_only.make_folder(tmp_path / "file")


@pytest.mark.parametrize("chosen", [True, False])
def test_a_new_database(umask: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: bool) -> None:
    path = tmp_path / "share" / "docexplain" / "docexplain.db"
    monkeypatch.setattr(location, "default_path", lambda: path)
    with open_store(path if chosen else None) as store:
        store.keep_pages("ab" * 32, "parser", {1: "text"})  # SQLite makes its other files when something is written
        files = [path, path.with_name("docexplain.db-wal"), path.with_name("docexplain.db-shm")]
        assert [mode(file) for file in files] == [0o600] * 3
        assert [mode(path.parent), mode(path.parent.parent)] == [0o700] * 2


def test_a_database_that_was_made_too_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "docexplain" / "docexplain.db"
    monkeypatch.setattr(location, "default_path", lambda: path)
    open_store().close()
    for open_one in (path.parent, path):
        open_one.chmod(0o755)
    open_store(path).close()
    assert (mode(path.parent), mode(path)) == (0o755, 0o755)  # somebody named it, perhaps to share it
    open_store(read_only=True).close()
    assert mode(path) == 0o755
    open_store().close()
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM schema_version").fetchone() == (1,)


def test_a_calibration(umask: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path / "config"))
    model = ModelInfo("tiny", "Llama", "ab" * 32, "float32", "cpu", 1, 64)
    path = calibrations.save(calibrations.shipped(), model)
    assert (mode(path), mode(path.parent), mode(tmp_path / "config")) == (0o600, 0o700, 0o700)
