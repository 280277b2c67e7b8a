"""Fetch a big file of the hub: after an interruption the next fetch goes on from there, and its hash is checked.

huggingface_hub deletes what it has of a file when a fetch breaks off. So the weights are fetched here, with its own
requests and into its own cache, beside the place where it looks for them, until they are whole.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from docexplain.errors import ChecksumError, ModelError
from docexplain.model.sources.hashing import sha256_of

ByteProgress = Callable[[int, int], None]

_SPARE_BYTES = 200 * 10**6
"""What a fetch leaves free on the disk."""


def fetch_file(repository: str, commit: str, name: str, progress: Callable[[int], None]) -> Path:
    """A file of the hub, in its cache, with the bytes that the hub says it has.

    Args:
        progress: called with the bytes of it that are here, again and again.

    Raises:
        ChecksumError: other bytes came; they are not kept.
        Exception: what huggingface_hub and the disk raise.
    """
    from filelock import FileLock
    from huggingface_hub import constants, get_hf_file_metadata, hf_hub_download, hf_hub_url

    told = get_hf_file_metadata(hf_hub_url(repository, name, revision=commit, endpoint=constants.ENDPOINT))
    blob = _blob(repository, str(told.etag))
    lock = Path(constants.HF_HUB_CACHE) / ".locks" / blob.parent.parent.name / f"{blob.name}.lock"
    for folder in (lock.parent, blob.parent):
        folder.mkdir(parents=True, exist_ok=True)
    if not blob.exists():
        with FileLock(lock):  # the one that huggingface_hub takes
            if not blob.exists():
                part = part_of(blob)
                _fetch(told, part, progress)
                _check(part, name, blob.name)
                part.replace(blob)
    path = Path(hf_hub_download(repository, name, revision=commit))
    progress(path.stat().st_size)
    return path


def check_file(path: Path, name: str) -> None:
    """Whether a file in the hub's cache still has the bytes that it was fetched with.

    Raises:
        ChecksumError: it has not; it is deleted.
    """
    _check(path.resolve(), name, path.resolve().name)


def missing_bytes(repository: str, sizes: Mapping[str, tuple[str, int]]) -> int:
    """How much of some files is not here.

    Args:
        sizes: by name the hash by which the cache knows a file, and its size.
    """
    left = 0
    for etag, size in sizes.values():
        blob = _blob(repository, etag)
        if not blob.exists():
            part = part_of(blob)
            left += max(0, size - (part.stat().st_size if part.exists() else 0))
    return left


def check_room(name: str, needed: int) -> None:
    """Raise ModelError where the disk has no room for what is to be fetched."""
    from huggingface_hub import constants

    place = Path(constants.HF_HUB_CACHE)
    while not place.exists() and place.parent != place:
        place = place.parent
    free = shutil.disk_usage(place).free
    if needed and free < needed + _SPARE_BYTES:
        raise ModelError(
            f"The model {name} was not fetched: it takes {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free in "
            f"{place}: make room, or set HF_HOME."
        )


def part_of(blob: Path) -> Path:
    """Where the bytes of a file are until they are all there."""
    return blob.with_name(f"{blob.name}.incomplete")


def _blob(repository: str, etag: str) -> Path:
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    return Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=repository, repo_type="model") / "blobs" / etag


def _fetch(told: Any, part: Path, progress: Callable[[int], None]) -> None:
    from huggingface_hub import constants
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    class Bar:
        """What huggingface_hub wants of tqdm, handed on."""

        def __init__(self, *_: object, initial: int = 0, **__: object) -> None:
            self._done = initial
            progress(initial)

        def __enter__(self) -> Self:
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            pass

        def update(self, more: int = 1) -> None:
            self._done += more
            progress(self._done)

    here = part.stat().st_size if part.exists() else 0
    if told.size is not None and here > told.size:
        part.unlink()
        here = 0
    headers = build_hf_headers()
    if urlsplit(told.location).netloc != urlsplit(constants.ENDPOINT).netloc:
        headers.pop("authorization", None)  # the key to the hub is for the hub alone
    with part.open("ab") as file:
        http_get(
            told.location,
            file,
            resume_size=here,
            headers=headers,
            expected_size=told.size,
            tqdm_class=Bar,
        )


def _check(path: Path, name: str, etag: str) -> None:
    """Large files have their SHA-256 as their tag, others git's hash of them."""
    if len(etag) == 64:
        found = sha256_of(path)
    elif len(etag) == 40:
        data = path.read_bytes()
        found = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    else:
        return
    if found != etag:
        path.unlink()
        raise ChecksumError(
            f"{name} did not come as the hub has it (hash {found[:16]}…, expected {etag[:16]}…): it was not kept; "
            "fetch the model again."
        )
