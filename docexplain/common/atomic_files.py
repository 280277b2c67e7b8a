"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docexplain.common import owner_only
from docexplain.errors import OutputError


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
