"""Alembic scripts that bring an older database up to date: one for each version of the schema after the first.

The version stands in the one row of ``schema_version``, as it has from the start, and not in a table of Alembic's:
one place says what a database is, and every older program finds it there and refuses what it does not know. Alembic
puts the scripts in order and writes the DDL of each kind of database.

A script's ``revision`` is the version it makes, its ``down_revision`` the one before; ``upgrade`` gets Alembic's
operations as an argument, because ``alembic.op`` is one for all threads. To add version N: write ``vN.py``, change
``tables.py`` to match, and raise ``SCHEMA_VERSION`` there. The tests compare the tables made both ways.
"""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent


def run_scripts(connection: Connection, version: int) -> None:
    """Run the scripts that a database of this version lacks, oldest first, in the connection's transaction."""
    operations = Operations(MigrationContext.configure(connection))
    scripts = ScriptDirectory(str(SCRIPTS), version_locations=[str(SCRIPTS)])
    for script in reversed(list(scripts.walk_revisions())):
        if int(script.revision) > version:
            script.module.upgrade(operations)
