"""Where the database is: the default place, a path, or a URL."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_dir
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from docexplain.errors import StorageError

ENVIRONMENT_VARIABLE = "DOCEXPLAIN_DB"
"""Holds the path or URL to use when none is given."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a database is.

    Attributes:
        url: for SQLAlchemy.
        path: of the file of an SQLite database; None for one in memory and for a server.
        chosen: somebody named it; the default place is not chosen.
    """

    url: URL
    path: Path | None
    chosen: bool

    @property
    def label(self) -> str:
        """For messages, without the password."""
        if self.path is not None:
            return str(self.path)
        return self.url.render_as_string(hide_password=True)


MEMORY = Location(URL.create("sqlite"), None, chosen=True)


def default_path() -> Path:
    """The file used when nothing is chosen."""
    return Path(user_data_dir("docexplain", appauthor=False)) / "docexplain.db"


def locate(where: str | Path | None) -> Location:
    """Where the database is: as given, or else as the environment says, or else in the user's data folder."""
    chosen = where if where is not None else os.environ.get(ENVIRONMENT_VARIABLE) or None
    if chosen is None:
        return _file(default_path(), chosen=False)
    if isinstance(chosen, str) and "://" in chosen:
        return _url(chosen)
    return MEMORY if chosen == ":memory:" else _file(Path(chosen))


def _url(text: str) -> Location:
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:  # the text is not repeated: it may hold a password
        raise StorageError("The database URL cannot be understood: write sqlite:///PATH or postgresql://...") from error
    if backend == "postgresql":
        return Location(url, None, chosen=True)
    if backend != "sqlite":
        raise StorageError(f"docexplain keeps its data in SQLite or PostgreSQL, not in {backend}: use another URL.")
    if url.query or (url.database or "").startswith("file:"):
        raise StorageError("Options in an SQLite URL are not supported: write sqlite:///PATH, or just the path.")
    if url.database in {None, "", ":memory:"}:
        return MEMORY
    return _file(Path(str(url.database)))


def _file(path: Path, *, chosen: bool = True) -> Location:
    path = path.expanduser().absolute()
    return Location(URL.create("sqlite", database=str(path)), path, chosen)
