"""A copy of an SQLite database beside it, made before an upgrade changes it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from docexplain.common import owner_only
from docexplain.errors import StorageError

Notice = Callable[[str], None]
"""Told, in a sentence, what the user should know."""


class Backup:
    """The copy of a file for one upgrade; of a database that is no file (``path`` is None) there is none.

    Who makes it holds the write lock and has not written yet, so that the copy is what the upgrade begins with.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._made: Path | None = None

    def make(self, version: int) -> None:
        """Copy the file, which has this version of the schema, under a new name; nothing is overwritten. Only its
        owner may read the copy.

        Raises:
            StorageError: it cannot be made, so that nothing should be upgraded.
        """
        if self._path is None:
            return
        target = _free_name(self._path, version)
        part = target.with_name(target.name + ".part")
        try:
            part.unlink(missing_ok=True)  # of a run that was killed
            _check_room(self._path)
            owner_only.make_file(part)
            _copy(self._path, part)
            part.rename(target)
        except BaseException as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            if isinstance(error, OSError | sqlite3.Error):
                raise _refusal(self._path, str(error)) from error
            raise
        self._made = target

    @contextmanager
    def needless_after_failure(self) -> Iterator[None]:
        """Remove the copy where the block fails and so leaves the database as it was."""
        try:
            yield
        except BaseException:
            if self._made is not None:
                with suppress(OSError):
                    self._made.unlink()
            raise

    def tell(self, notice: Notice | None) -> None:
        """Say where the copy is, if one was made."""
        if self._made is not None and notice is not None:
            notice(
                f"The database {self._path} was of an older docexplain and has been upgraded; as it was before, it is "
                f"kept as {self._made.name} beside it."
            )


def _free_name(path: Path, version: int) -> Path:
    name = f"{path.stem}.version-{version}.{datetime.now(UTC):%Y-%m-%d}"
    names = (path.with_name(f"{name}{'' if n == 1 else f'-{n}'}{path.suffix}") for n in count(1))
    return next(each for each in names if not each.exists() and not each.is_symlink())


def _check_room(path: Path) -> None:
    needed = sum(file.stat().st_size for end in ("", "-wal") if (file := path.with_name(path.name + end)).exists())
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise _refusal(path, f"it takes {_megabytes(needed)}, and the disk has {_megabytes(free)} left")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _copy(path: Path, target: Path) -> None:
    """By SQLite itself, which takes what is in the write-ahead log along."""
    with (
        closing(sqlite3.connect(path.as_uri() + "?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, also where nothing can be written beside it


def _refusal(path: Path, why: str) -> StorageError:
    return StorageError(
        f"The database {path} is of an older docexplain and is not upgraded, as no copy of it can be kept beside it "
        f"first ({why}): make room there. Nothing was changed."
    )
