"""A file appears whole or not at all, with the mode that was asked for."""

from __future__ import annotations

import os
import stat

import pytest

from docexplain.common.atomic_files import replaced


def test_the_target_is_the_old_one_until_the_block_ends_well(tmp_path):
    target = tmp_path / "kept.json"
    target.write_text("old")
    with replaced(target) as draft:
        draft.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_block_that_fails_leaves_everything_as_it_was(tmp_path):
    target = tmp_path / "kept.json"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replaced(target) as draft:
        draft.write_text("half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="modes")
@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_the_mode(tmp_path, private, mode):
    before = os.umask(0o022)
    try:
        with replaced(tmp_path / "new", private=private) as draft:
            assert stat.S_IMODE(draft.stat().st_mode) == mode
            draft.write_text("text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == mode


def test_what_a_killed_process_left_is_no_hindrance(tmp_path):
    (tmp_path / f".new.{os.getpid()}.writing").write_text("left over")
    with replaced(tmp_path / "new") as draft:
        assert draft.read_text() == ""
        draft.write_text("text")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="none"), replaced(tmp_path / "none" / "new"):
        pass
