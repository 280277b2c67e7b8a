"""The system's program for a file, at a page where it can be told one. Pure, but for looking which there are."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_AT_PAGE = {
    "evince": ["--page-index={page}", "{path}"],
    "papers": ["--page-index={page}", "{path}"],
    "okular": ["--page", "{page}", "{path}"],
    "zathura": ["--page={page}", "{path}"],
    "mupdf": ["{path}", "{page}"],
    "qpdfview": ["{path}#{page}"],
    "xreader": ["--page-index={page}", "{path}"],
    "atril": ["--page-index={page}", "{path}"],
}
"""Viewers that can be told a page, by the name of their program."""


def command(path: Path, page: int) -> list[str] | None:
    """What opens a file, at the page if possible; None where there is no display to open it on."""
    if sys.platform == "darwin":
        return ["open", str(path)]
    if sys.platform == "win32":
        return ["cmd", "/c", "start", "", str(path)]
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    if path.suffix.lower() == ".pdf":
        for program, arguments in _AT_PAGE.items():
            if found := shutil.which(program):
                return [found, *(each.format(path=path, page=page) for each in arguments)]
    opener = shutil.which("xdg-open")
    return [opener, str(path)] if opener else None
