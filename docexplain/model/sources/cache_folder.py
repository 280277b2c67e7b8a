"""Where models that docexplain prepared itself are kept, and how a folder comes to be there: whole or not at all."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

_ABANDONED_SECONDS = 24 * 60 * 60
"""Age from which on an unfinished folder is taken for one of a process that was killed."""


def cache_dir() -> Path:
    """The user's cache folder for docexplain; the environment variable DOCEXPLAIN_CACHE overrides it."""
    override = os.environ.get("DOCEXPLAIN_CACHE")
    return Path(override) if override else Path(platformdirs.user_cache_dir("docexplain"))


def sweep(place: Path, prefix: str) -> None:
    """Remove what was left unfinished by a process that was killed, or ended with the machine.

    Args:
        prefix: of the names of unfinished folders.
    """
    for folder in place.glob(f"{prefix}*"):
        with suppress(OSError):  # another process was faster
            if folder.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def put_in_place(ready: Path, target: Path, mark: str) -> None:
    """Move a finished folder in one step, so that a half-made one is never found.

    Args:
        mark: name of the file in it that says that it is whole.

    Raises:
        OSError: it cannot be moved, and no other process was faster.
    """
    if target.exists() and not (target / mark).is_file():
        shutil.rmtree(target)  # left behind by something that went wrong
    try:
        ready.rename(target)
    except OSError:
        if not (target / mark).is_file():  # another process was not faster: a real error
            raise


def size_of(folder: Path) -> int:
    """Bytes of the files in a folder, and below it."""
    total = 0
    for root, _, files in os.walk(folder):
        for file in files:
            with suppress(OSError):  # it was moved meanwhile
                total += (Path(root) / file).stat().st_size
    return total
