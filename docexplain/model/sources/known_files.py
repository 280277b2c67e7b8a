"""Models outside the hub's cache that were used on this machine: where they are, and what was found of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from docexplain.common import owner_only
from docexplain.common.atomic_files import replaced
from docexplain.model.sources.cache_folder import cache_dir


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A model's folder or GGUF file that was loaded.

    Attributes:
        path: absolute.
        size, mtime_ns: of a GGUF file when it was hashed; 0 for a folder.
        sha256: of a GGUF file; empty for a folder.
        parameters: how many the model has; 0 where nobody counted them.
    """

    path: str
    size: int = 0
    mtime_ns: int = 0
    sha256: str = ""
    parameters: int = 0


def known(path: Path) -> KnownFile | None:
    """What is known of the model at ``path``; None where nothing is, or a file's size or date changed since."""
    found = _read(_note(path))
    if found is None or not found.sha256:
        return found
    try:
        status = path.stat()
    except OSError:
        return None
    return found if (status.st_size, status.st_mtime_ns) == (found.size, found.mtime_ns) else None


def note(path: Path, *, sha256: str = "", parameters: int = 0) -> None:
    """Keep what was found; where that cannot be kept it is found again next time.

    Args:
        sha256: of the GGUF file's bytes.
    """
    with suppress(OSError):
        status = path.stat() if sha256 else None
        size, mtime = (status.st_size, status.st_mtime_ns) if status else (0, 0)
        found = KnownFile(str(path.absolute()), size, mtime, sha256, parameters)
        if _read(_note(path)) == found:
            return
        owner_only.make_folder(_folder())
        with replaced(_note(path), private=True) as draft:
            draft.write_text(json.dumps(asdict(found)) + "\n", "utf-8")


def forget(path: Path) -> None:
    """Drop what is kept about a path."""
    with suppress(OSError):
        _note(path).unlink()


def all_known() -> list[KnownFile]:
    """Those that still stand where they were, by path."""
    return sorted((found for found in _every() if Path(found.path).exists()), key=lambda found: found.path)


def _every() -> Iterator[KnownFile]:
    for path in _folder().glob("*.json"):
        if (found := _read(path)) is not None:
            yield found


def _folder() -> Path:
    return cache_dir() / "known-models"


def _note(path: Path) -> Path:
    return (
        _folder() / f"{hashlib.sha256(str(path.absolute()).encode('utf-8', 'surrogateescape')).hexdigest()[:32]}.json"
    )


def _read(note: Path) -> KnownFile | None:
    try:
        return KnownFile(**json.loads(note.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
