"""Folders and files that only their owner may read, whatever the umask: what is kept tells what its user reads.

Files that a user asks for by name, such as a marked copy of a document, follow the umask as those of other programs do.
On systems without such modes (Windows) the user's own folders are closed to others already.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def make_folder(path: Path) -> None:
    """Make the folder and those above it that are missing, closed to others; one that is there keeps its mode.

    Raises:
        OSError: it cannot be made.
    """
    missing = []
    here = path
    while not here.exists() and here.parent != here:
        missing.append(here)
        here = here.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another process was faster, and it was one of ours
            folder.mkdir(FOLDER)
            folder.chmod(FOLDER)
    path.mkdir(exist_ok=True)  # says what is wrong with one that is there


def make_file(path: Path) -> bool:
    """Make an empty file that others may not read; False where there is something already, which stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE)
    except FileExistsError:
        return False
    os.close(handle)
    path.chmod(FILE)
    return True


def tighten(*paths: Path) -> None:
    """Take from others what they may do with files and folders, as far as it is ours to say; what is in a folder keeps
    its mode."""
    for path in paths:
        with suppress(OSError):
            status = path.lstat()
            if status.st_mode & 0o077 and not stat.S_ISLNK(status.st_mode):
                path.chmod(FOLDER if stat.S_ISDIR(status.st_mode) else FILE)
