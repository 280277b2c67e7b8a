"""The bytes of a file, with an error that says what to do for everything that can be wrong with it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from docexplain.errors import InputError

_HEADER_WITHIN = 1024
"""Readers accept a PDF whose header comes after this many bytes of something else."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a PDF file."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder: give the path of a PDF file.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"There is no file {path}: check the path.") from None
    except PermissionError:
        raise InputError(f"{path} may not be read: ask for the permission to read it, or copy it elsewhere.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path and the disk.") from error
    if not data:
        raise InputError(f"{path} is empty: download or save it again.")
    if b"%PDF" not in data[:_HEADER_WITHIN]:
        raise InputError(f"{path} is not a PDF file: convert it to PDF first.")
    return data


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, lower-case hex."""
    return hashlib.sha256(read_bytes(path)).hexdigest()
