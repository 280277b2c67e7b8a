"""Checkpoints as files that are kept elsewhere: the JSON object in the form of RFC 8785 and a line end."""

from __future__ import annotations

import json
import os
from pathlib import Path

from docexplain.common.atomic_files import replaced
from docexplain.common.checkpoints.checkpoint import Checkpoint, canonical, from_object
from docexplain.errors import OutputError, UsageError

_MOST = 2 * 1024 * 1024


def place(to: Path) -> Path | None:
    """Where a checkpoint that is asked for here can go; None for a folder, where it gets a name of its own.

    Raises:
        OutputError: there is a file, which may be an earlier checkpoint, or no folder for it.
    """
    if to.is_dir():
        return None
    if os.path.lexists(to):
        raise OutputError(
            f"There is something at {to} already, which may be an earlier checkpoint, and those are never "
            "overwritten: name another file, or a folder."
        )
    if not to.parent.is_dir():
        raise OutputError(f"There is no folder {to.parent} to write the checkpoint to: make it, or name another file.")
    return to


def write(checkpoint: Checkpoint, to: Path) -> Path:
    """Write a checkpoint to a new file, or into a folder under its number and the beginning of its head.

    Raises:
        OutputError: see :func:`place`; or the disk refuses.
    """
    target = place(to)
    if target is None:
        target = place(to / f"docexplain-checkpoint-{checkpoint.number}-{checkpoint.head[:12]}.json")
    if target is None:
        raise OutputError(f"There is a folder in the place of a checkpoint in {to}: name another one.")
    try:
        with replaced(target) as draft:
            draft.write_bytes(canonical(checkpoint) + b"\n")
    except OSError as error:
        raise OutputError(f"The checkpoint cannot be written to {target} ({error.strerror or error}).") from error
    return target


def content(path: Path) -> bytes:
    """The bytes of a file that somebody says is a checkpoint. Raises UsageError: it cannot be read."""
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is not a file: name the file of a checkpoint.")
    try:
        with path.open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        raise UsageError(
            f"The checkpoint {path} cannot be read ({error.strerror or error}): check the file."
        ) from error


def parsed(written: bytes) -> Checkpoint:
    """The checkpoint in a file's bytes. Raises ValueError where :func:`write` cannot have written it."""
    try:
        checkpoint = from_object(json.loads(written))
        if canonical(checkpoint) + b"\n" == written:
            return checkpoint
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise ValueError("it is not a checkpoint, or was edited") from error
    raise ValueError("it was edited")
