"""``audit export`` and ``audit head``."""

from __future__ import annotations

import json
import os
import stat
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from docexplain.errors import ExitCode

Run = Any
command = import_module("docexplain.cli.commands.audit.export")  # the package has the command by this name


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n")[:-1]]


def test_it_prints_the_lines(docexplain: Run, filled: Path) -> None:
    done = docexplain("audit", "export")
    assert (done.code, done.err) == (0, "")
    assert [line["type"] for line in lines(done.out)] == ["header", "entry", "entry", "end"]
    assert docexplain("audit", "export", "-o", "-").out == done.out
    assert [line["type"] for line in lines(docexplain("audit", "export", "--since", "1").out)] == [
        "header",
        "entry",
        "end",
    ]
    head = json.loads(docexplain("audit", "head", "--json").out)
    assert lines(done.out)[-1] == {"type": "end", "count": head["entries"], "head": head["head"]}
    assert docexplain("audit", "head").out == f"2 entries, head {head['head']}\n"


def test_what_a_document_says_steers_no_terminal() -> None:
    said = 'é\x1b[2J\x7f\u2028\u202e\n\U0001f600"\\'
    written = command._line({"text": said})
    assert written.isascii()
    assert written[:-1].isprintable()
    assert json.loads(written) == {"text": said}


def test_a_file_is_written_whole_and_never_replaced_unasked(docexplain: Run, filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "record.jsonl"
    assert docexplain("audit", "export", "-o", target).code == 0
    assert target.read_text("ascii") == docexplain("audit", "export").out
    target.write_text("mine")
    refused = docexplain("audit", "export", "-o", target)
    assert refused.code == ExitCode.USAGE
    assert "--overwrite" in refused.err
    assert target.read_text() == "mine"
    assert docexplain("audit", "export", "-o", target, "--overwrite").code == 0
    assert target.read_text("ascii") == docexplain("audit", "export").out


@pytest.mark.parametrize("what", ["database", "folder", "pipe"])
def test_what_is_no_export_is_never_replaced(docexplain: Run, filled: Path, tmp_path: Path, what: str) -> None:
    target = tmp_path / what
    if what == "database":
        target = filled
    elif what == "folder":
        target.mkdir()
    else:
        os.mkfifo(target)
    before = target.lstat()
    refused = docexplain("audit", "export", "-o", target, "--overwrite")
    assert refused.code == ExitCode.USAGE
    after = target.lstat()
    assert (stat.S_IFMT(after.st_mode), after.st_ino) == (stat.S_IFMT(before.st_mode), before.st_ino)


def test_a_file_that_cannot_be_written_is_told(docexplain: Run, filled: Path, tmp_path: Path) -> None:
    refused = docexplain("audit", "export", "-o", tmp_path / "none" / "record.jsonl")
    assert refused.code == ExitCode.STORAGE
    assert "cannot be written" in refused.err


def test_an_export_that_breaks_off_leaves_nothing(
    docexplain: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(line: dict[str, Any]) -> str:
        if line["type"] == "end":
            raise OSError(28, "No space left on device")
        return "{}\n"

    monkeypatch.setattr(command, "_line", breaks)
    assert docexplain("audit", "export", "-o", tmp_path / "record.jsonl").code == ExitCode.STORAGE
    assert [path.name for path in tmp_path.iterdir() if "record" in path.name] == []


def test_more_entries_than_there_are(docexplain: Run, filled: Path, tmp_path: Path) -> None:
    refused = docexplain("audit", "export", "--since", "3", "-o", tmp_path / "record.jsonl")
    assert refused.code == ExitCode.NOT_FOUND
    assert "no entry 3" in refused.err
    assert not (tmp_path / "record.jsonl").exists()
