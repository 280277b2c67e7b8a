"""Answers keep what was measured again under scope full."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column

revision = "3"
down_revision = "2"


def upgrade(op: Operations) -> None:
    """Add the column; answers that are there had nothing confirmed."""
    op.add_column("answers", Column("confirmed", JSON, nullable=False, server_default="[]"))
