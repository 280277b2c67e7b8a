"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docexplain.common import owner_only
from docexplain.errors import OutputError, UsageError


@contextmanager
def replaced(target: Path, *, private: bool = False) -> Iterator[Path]:
    """Gives an empty file beside the target to write to; when the block ends well it takes the target's place, else it
    goes and the target stays as it is.

    Args:
        private: only its owner may read it, whatever the umask.

    Raises:
        OSError: it cannot be written there.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.writing")
    draft.unlink(missing_ok=True)  # of a process with our number that was killed
    try:
        if private:
            owner_only.make_file(draft)
        else:
            draft.touch(exist_ok=False)
        yield draft
        with draft.open("rb+") as file:  # on the disk before it is found under the target's name
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def output_file(target: Path) -> Iterator[Path]:
    """The same for a file that the user asked for. Raises OutputError: it cannot be written there."""
    try:
        with replaced(target) as draft:
            yield draft
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({error.strerror or error}): choose another place.") from error


def refuse_to_replace(target: Path, *, overwrite: bool) -> None:
    """Look whether a file may be written before it is made.

    Raises:
        UsageError: what is there is not to be replaced: anything unasked, and in any case what is no ordinary file, or
            a database.
        OutputError: nothing can have that name, or nobody may look there.
    """
    try:
        found = _found(target)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "not a name of a file"
        raise OutputError(f"{target} cannot be written ({why}): choose another place.") from error
    if found is None:
        return
    if not target.is_file():
        raise UsageError(f"{target} is no ordinary file: name another one.")
    if not overwrite:
        raise UsageError(f"{target} is there already: name another file, or replace it.", remedies=("overwrite",))
    if found == b"SQLite format 3":
        raise UsageError(f"{target} is a database, which an export does not replace: name another file.")


def _found(target: Path) -> bytes | None:
    """How the file that is there begins; None: there is none. Raises OSError and ValueError."""
    if b"\0" in os.fsencode(target):
        raise ValueError(target)
    if not target.exists():
        return None
    if not target.is_file():
        return b""
    with target.open("rb") as file:
        return file.read(15)
