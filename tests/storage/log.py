"""The audit log as it lies in the database, read by SQL of the tests' own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text


@dataclass(frozen=True)
class Entry:
    """One row of the log."""

    seq: int
    kind: str
    subject: str
    content_sha256: str
    previous: str
    at: str
    sha256: str


def log_of(where: str | Path) -> list[Entry]:
    """All rows, the oldest first, of a database given by its path or URL."""
    engine = create_engine(str(where) if "://" in str(where) else f"sqlite:///{where}")
    try:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT * FROM audit_entries ORDER BY seq")).mappings().all()
    finally:
        engine.dispose()
    return [Entry(**row) for row in rows]
