"""Models have a revision, and coverage says what is damaged and hidden: inside columns that hold JSON, so no table
changes. The version does, so that an older program says that this is too new for it, and does not stumble over it."""

from __future__ import annotations

from alembic.operations import Operations

revision = "5"
down_revision = "4"


def upgrade(op: Operations) -> None:
    """Nothing: what an older program stored has the defaults."""
