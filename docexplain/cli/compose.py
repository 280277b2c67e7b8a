"""Put a session together: the chosen store, the chosen model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docexplain.session import Session

if TYPE_CHECKING:
    from storage import SqlStore


@contextmanager
def opened_session(
    db: str | None,
    *,
    save: bool = True,
    **model: Any,
) -> Iterator[Session]:
    """A session on the database (``save=False``: on none), closed after the block.

    ``model``: what the session is told of the model.
    """
    if not save:
        yield Session(**model)
        return
    with opened_store_for_writing(db) as store:
        yield Session(store=store, **model)


def opened_store_for_writing(db: str | None) -> SqlStore:
    """The database, made when it is not there; a ``with`` block closes it."""
    from storage import open_store

    return open_store(db)


def opened_store(db: str | None) -> SqlStore:
    """The database for reading only; a ``with`` block closes it."""
    from storage import open_store

    return open_store(db, read_only=True)
