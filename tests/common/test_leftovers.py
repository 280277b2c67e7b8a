"""What must not outlive a process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from docexplain.common import leftovers


@pytest.fixture(autouse=True)
def nothing_noted(monkeypatch):
    monkeypatch.setattr(leftovers, "_noted", {})


def test_a_scratch_folder_is_gone_after_the_block_whatever_happens(tmp_path):
    with pytest.raises(KeyboardInterrupt), leftovers.scratch_folder("x-", tmp_path) as folder:
        (folder / "file").write_text("x")
        assert folder.parent == tmp_path
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    assert leftovers._noted == {}


def test_all_is_removed_the_youngest_first_and_one_that_fails_holds_up_none():
    removed = []

    def fail():
        raise RuntimeError

    forget = leftovers.note(lambda: removed.append("taken back"))
    leftovers.note(lambda: removed.append("folder"))
    leftovers.note(fail)
    leftovers.note(lambda: removed.append("program"))
    forget()
    leftovers.remove_all()
    assert removed == ["program", "folder"]


def test_a_child_ends_with_the_block():
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    with subprocess.Popen(command, start_new_session=True) as process:
        with leftovers.ended_with_us(process):
            assert process.poll() is None
        assert process.poll() is not None
    assert leftovers._noted == {}
