"""The system's program for a file, at a page where it can be told one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_AT_PAGE = {
    "evince": ["-i", "{page}", "{path}"],
    "papers": ["-i", "{page}", "{path}"],
    "okular": ["-p", "{page}", "{path}"],
    "zathura": ["-P", "{page}", "{path}"],
    "mupdf": ["{path}", "{page}"],
    "qpdfview": ["{path}#{page}"],
    "xreader": ["-i", "{page}", "{path}"],
    "atril": ["-i", "{page}", "{path}"],
}
"""Viewers that can be told a page, by the name of their program."""


def open_file(path: Path, page: int) -> bool:
    """Open a file in the system's program for it, which goes on by itself; False where there is no display for it.

    Raises:
        OSError: it cannot be opened.
    """
    if sys.platform == "win32":
        os.startfile(path)  # no shell in between: the name of a file may be a command to one
        return True
    opener = command(path, page)
    if opener is not None:
        _start(opener)
    return opener is not None


def _start(command: Sequence[str]) -> None:
    nothing = subprocess.DEVNULL
    subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)


def command(path: Path, page: int) -> list[str] | None:
    """What opens a file, at the page if possible, elsewhere than on Windows; None where there is no display for it."""
    if sys.platform == "darwin":
        return ["open", str(path)]
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    if path.suffix.lower() == ".pdf":
        for program, arguments in _AT_PAGE.items():
            if found := shutil.which(program):
                return [found, *(each.format(path=path, page=page) for each in arguments)]
    opener = shutil.which("xdg-open")
    return [opener, str(path)] if opener else None
