"""Copies of GGUF files that load fast: made once, found again by the file's content, and removed when room is needed.

transformers takes half a minute and more to read a GGUF file of half a billion parameters, at every start. A copy in
safetensors, in the number format that is computed in, loads in a second or two, and holds the same numbers.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from docexplain.common import leftovers, owner_only
from docexplain.model.sources import gguf_conversion
from docexplain.model.sources.cache_folder import cache_dir, put_in_place, size_of, sweep
from docexplain.model.sources.hashing import fingerprint_of
from docexplain.model.sources.model_files import ModelFiles, files_of

CONVERSION = 1
"""Raised when copies must be made anew."""
MOST_BYTES = 60 * 10**9
"""What all copies together may take."""
FREE_BYTES = 10**9
"""What a copy must leave free on the disk."""

_MARK = "docexplain-copy.json"
"""Written last: it says what the copy is of, and that it is whole. Its date is when the copy was used last."""
_MAKING = "making-"
_ITEM_BYTES = {"float32": 4, "bfloat16": 2}


class NoCopyError(Exception):
    """No copy can be kept; the message is the reason, in words that follow "since"."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that is ready to load.

    Attributes:
        folder: with the copy.
        gguf_sha256: of the file that it was made of.
        fingerprint: what :func:`fingerprint_of` says of the copy's files when nobody touched them.
        dtype: of its tensors.
        path: where the GGUF file was.
    """

    folder: Path
    gguf_sha256: str
    fingerprint: str
    dtype: str
    path: str

    @property
    def files(self) -> ModelFiles:
        """What is loaded. Raises ModelError where the copy is not whole."""
        return replace(files_of(self.path, self.folder), plain_tokenizer=True)

    @property
    def bytes(self) -> int:
        """On the disk."""
        return size_of(self.folder)


def find(sha256: str, dtype: str) -> Copy | None:
    """The copy of the file with these bytes, if there is one."""
    return _read(_folder_of(sha256, dtype))


def make(gguf: Path, sha256: str, dtype: str, converting: Callable[[int, int], None] | None = None) -> Copy:
    """Make the copy, unless another process has made it meanwhile.

    Args:
        sha256: of the file's bytes.
        dtype: ``float32`` or ``bfloat16``.
        converting: called with (0, 1) and (1, 1) around the conversion.

    Raises:
        NoCopyError: the disk is full, or the folder cannot be written to.
        Exception: transformers cannot read the file, in many ways.
    """
    target = _folder_of(sha256, dtype)
    try:
        owner_only.make_folder(target.parent)
        with _alone(target):
            if (made := _read(target)) is not None:
                return made
            sweep(target.parent, _MAKING)
            _make_room(gguf.stat().st_size * 2 * _ITEM_BYTES[dtype])  # of weights with 4 bits, as most have
            if converting:
                converting(0, 1)
            _convert(gguf, sha256, dtype, target)
            if converting:
                converting(1, 1)
            return _read(target) or _gone()
    except OSError as error:
        raise NoCopyError(f"{target.parent} cannot be written to ({error.strerror or error})") from error


def remove(copy: Copy) -> bool:
    """Remove a copy; False where it is in use, or cannot be removed."""
    with _unused(copy.folder) as unused:
        if not unused:
            return False
        gone = copy.folder.with_name(f"{_MAKING}{os.getpid()}-{copy.folder.name}")
        try:
            copy.folder.rename(gone)  # at once, so that nobody finds half of it
        except OSError:
            return False
    shutil.rmtree(gone, ignore_errors=True)
    return True


def everyone() -> list[Copy]:
    """All copies, the one that was used last at the end."""
    found = [copy for folder in _place().glob("*") if (copy := _read(folder)) is not None]
    return sorted(found, key=lambda copy: _used(copy.folder))


def used(copy: Copy) -> IO[str] | None:
    """Note that a copy is used now, and keep it from being removed until what is returned is closed, or this process
    ends."""
    mark = copy.folder / _MARK
    with suppress(OSError):
        os.utime(mark)
        held = mark.open()
        with suppress(ImportError, OSError):
            import fcntl  # not on Windows, where open files cannot be removed

            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return held
    return None


def _gone() -> Copy:
    raise NoCopyError("it was removed at once by another process")


def _place() -> Path:
    return cache_dir() / "converted"


def _folder_of(sha256: str, dtype: str) -> Path:
    return _place() / f"{sha256[:32]}-{dtype}-v{CONVERSION}"


def _read(folder: Path) -> Copy | None:
    try:
        told = json.loads((folder / _MARK).read_text("utf-8"))
        return Copy(folder, *(str(told[key]) for key in ("gguf_sha256", "fingerprint", "dtype", "path")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _convert(gguf: Path, sha256: str, dtype: str, target: Path) -> None:
    with leftovers.scratch_folder(_MAKING, target.parent) as scratch:
        ready = scratch / "ready"
        try:
            tokenizer = gguf_conversion.convert(gguf, ready, dtype)
            gguf_conversion.check_alike(gguf_conversion.plain_tokenizer(ready), tokenizer)
        except Exception as error:
            if "No space left" in str(error):  # which safetensors says in its own error
                raise NoCopyError("the disk is full") from error
            raise
        told = {"gguf_sha256": sha256, "dtype": dtype, "path": str(gguf.absolute())}
        told["fingerprint"] = fingerprint_of(files_of(str(gguf), ready))
        (ready / _MARK).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
        owner_only.tighten(ready, *ready.rglob("*"))
        put_in_place(ready, target, _MARK)


def _make_room(needed: int) -> None:
    """Remove the copies that were not used for longest, as far as room is needed. Raises NoCopyError."""
    copies = everyone()
    sizes = {copy.folder: copy.bytes for copy in copies}
    if needed > MOST_BYTES:
        raise NoCopyError(f"it would take some {needed / 1e9:.0f} GB, more than are kept ({MOST_BYTES / 1e9:.0f} GB)")
    for copy in copies:
        if sum(sizes.values()) + needed <= MOST_BYTES and _fits(needed):
            break
        if remove(copy):
            del sizes[copy.folder]
    if not _fits(needed):
        raise NoCopyError(f"it would take some {needed / 1e9:.1f} GB in {_place()}, and the disk is full")


def _fits(needed: int) -> bool:
    return shutil.disk_usage(_place()).free >= needed + FREE_BYTES


def _used(folder: Path) -> float:
    try:
        return (folder / _MARK).stat().st_mtime
    except OSError:
        return 0.0


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One process at a time makes a copy; the next one finds it made."""
    from filelock import FileLock

    with FileLock(target.with_name(f".{target.name}.lock"), mode=owner_only.FILE):
        yield


@contextmanager
def _unused(folder: Path) -> Iterator[bool]:
    """Whether no process holds the copy (see :func:`used`); none can begin to inside the block."""
    try:
        import fcntl
    except ImportError:
        yield True
        return
    try:
        with (folder / _MARK).open() as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True
    except FileNotFoundError:
        yield True
