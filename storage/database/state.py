"""Whether anybody can have written to a database since."""

from __future__ import annotations

import sqlite3
from typing import cast

from sqlalchemy.orm import Session

State = tuple[sqlite3.Connection, int, int]
"""The same connection, no commit by another one, no row written by this one."""


def state_of(session: Session) -> State | None:
    """What the session's transaction sees, for as long as this stays equal; None where the database cannot say."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    connection = cast(sqlite3.Connection, session.connection().connection.driver_connection)
    [version] = session.connection().exec_driver_sql("PRAGMA data_version").one()
    return connection, version, connection.total_changes
