"""The bytes of a file, with an error that says what to do for everything that can be wrong with it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from docexplain.errors import InputError
from docexplain.ingest.parse_options import Limits

Waiting = Callable[[], None]
"""Called again and again during long work; what it raises ends the work."""

_PIECE_BYTES = 8 * 2**20


def checked_size(path: Path, limits: Limits = Limits()) -> int:  # noqa: B008 - frozen
    """The number of bytes of a file; raises what can be seen to be wrong with it without a parser."""
    with _opened(path, limits) as file:
        return file.seek(0, os.SEEK_END)


def read_bytes(path: Path, limits: Limits = Limits()) -> bytes:  # noqa: B008 - frozen
    """The bytes of a file."""
    with _opened(path, limits) as file:
        return file.read()


def sha256_of(
    path: Path,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    waiting: Waiting = lambda: None,
) -> str:
    """SHA-256 of a file's bytes, lower-case hex."""
    digest = hashlib.sha256()
    with _opened(path, limits) as file:
        while piece := file.read(_PIECE_BYTES):
            waiting()
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[BufferedReader]:
    """The file at its beginning, if there is one and it holds something."""
    try:
        what = path.stat()
        if stat.S_ISDIR(what.st_mode):
            raise InputError(f"{path} is a folder: give the path of a file.")
        if not stat.S_ISREG(what.st_mode):  # a pipe can be read only once, a device may have no end
            raise InputError(f"{path} is not a regular file: save what it gives to a file first.")
        if what.st_size > limits.file_bytes:
            raise InputError(f"{path} has more than {limits.file_bytes:,} bytes: split it into smaller files.")
        with path.open("rb") as file:
            if not file.read(1):
                raise InputError(f"{path} is empty: download or save it again.")
            file.seek(0)
            yield file
    except FileNotFoundError:
        raise InputError(f"There is no file {path}: check the path.") from None
    except PermissionError:
        raise InputError(f"{path} may not be read: ask for the permission to read it, or copy it elsewhere.") from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        said = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path} cannot be read ({said}): check the path and the disk.") from error
