"""The files that documents were read from, where they still are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docexplain.errors import InputError, UsageError
from docexplain.ingest import sha256_of
from docexplain.records import Answer
from docexplain.session.store import Store


class Originals:
    """Finds files by their bytes.

    Args:
        opened: files that were opened in this session, by their hashes.
        given: files that somebody names, in case they were moved.
    """

    def __init__(self, store: Store, opened: Mapping[str, Path], given: Sequence[Path] = ()) -> None:
        self._store = store
        self._opened = opened
        self._given = {sha256_of(path): path for path in given}

    def find(self, sha256: str) -> Path | None:
        """Where the file with these bytes is now; None: nobody knows."""
        return next((path for path in self._places(sha256) if _has(path, sha256)), None)

    def check_given(self, answer: Answer) -> None:
        """Raises UsageError for a file that the answer was not given on."""
        hashes = hashes_of(answer)
        for sha256, path in self._given.items():
            if sha256 not in hashes:
                raise UsageError(f"The answer was not given on {path}: its bytes are others. Give the file itself.")

    def _places(self, sha256: str) -> Iterator[Path]:
        for known in (self._given, self._opened):
            if sha256 in known:
                yield known[sha256]
        yield from map(Path, self._store.file_places(sha256))


def hashes_of(answer: Answer) -> list[str]:
    """Of the files that an answer was given on, in order."""
    return [source.sha256 for source in answer.sources] or [answer.document_sha256]


def _has(path: Path, sha256: str) -> bool:
    try:
        return path.is_file() and sha256_of(path) == sha256
    except (OSError, ValueError, InputError):  # it cannot be reached or read any more
        return False
