"""Put a session together: the chosen store, the chosen model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from docexplain.session import Session

if TYPE_CHECKING:
    from storage import SqlStore


@contextmanager
def opened_session(
    db: str | None,
    *,
    model: str | None = None,
    device: str = "auto",
    dtype: str = "auto",
    save: bool = True,
) -> Iterator[Session]:
    """A session on the database (``save=False``: on none), closed after the block."""
    if not save:
        yield Session(model=model, device=device, dtype=dtype)
        return
    with opened_store_for_writing(db) as store:
        yield Session(store=store, model=model, device=device, dtype=dtype)


@contextmanager
def opened_store_for_writing(db: str | None) -> Iterator[SqlStore]:
    """The database, made when it is not there."""
    from storage import open_store

    with open_store(db) as store:
        yield store


@contextmanager
def opened_store(db: str | None) -> Iterator[SqlStore]:
    """The database for reading only."""
    from storage import open_store

    with open_store(db, read_only=True) as store:
        yield store
