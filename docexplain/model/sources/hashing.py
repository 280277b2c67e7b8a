"""SHA-256 of files and of models."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from docexplain.model.sources.model_files import ModelFiles


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes_of(files: ModelFiles) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of each file that is loaded."""
    return tuple((name, sha256_of(path)) for name, path in files.paths())


def fingerprint_of(files: ModelFiles) -> str:
    """SHA-256 over the names and hashes of the files that are loaded, as ``sha256sum`` prints them, lower-case hex.

    What lies beside them in the folder does not count.
    """
    return fingerprint_by(hashes_of(files))


def fingerprint_by(hashes: Iterable[tuple[str, str]]) -> str:
    """The same from names and hashes that are known."""
    return hashlib.sha256("".join(f"{sha256}  {name}\n" for name, sha256 in hashes).encode()).hexdigest()
