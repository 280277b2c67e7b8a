"""Put a session together: the chosen store, the chosen model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docexplain.common.lazy_imports import lean_imports
from docexplain.model.sources.cache_folder import cache_dir
from docexplain.session import Caches, Session

if TYPE_CHECKING:
    from storage import SqlStore


@contextmanager
def opened_session(
    db: str | None,
    *,
    save: bool = True,
    prefix_cache: Path | None = None,
    **settings: Any,
) -> Iterator[Session]:
    """A session on the database, closed after the block; with ``save=False`` on none, and it writes no prefixes.

    ``settings``: what the session is told of the model, and of how files are read.
    """
    passed_checks = cache_dir() / "supported"
    if not save:
        yield Session(caches=Caches(passed_checks=passed_checks), **settings)
        return
    with opened_store_for_writing(db) as store:
        caches = Caches(prefix_cache=prefix_cache, passed_checks=passed_checks)
        yield Session(store=store, caches=caches, **settings)


def opened_store_for_writing(db: str | None) -> SqlStore:
    """The database, made when it is not there; a ``with`` block closes it."""
    with lean_imports():
        from storage import open_store

    return open_store(db)


def opened_store(db: str | None) -> SqlStore:
    """The database for reading only; a ``with`` block closes it."""
    from storage import open_store

    return open_store(db, read_only=True)
