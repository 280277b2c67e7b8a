"""Answers keep what was measured again under scope full, and which paragraphs were measured as one section."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column

revision = "3"
down_revision = "2"


def upgrade(op: Operations) -> None:
    """Add the columns; answers that are there had nothing confirmed, and every paragraph measured on its own."""
    op.add_column("answers", Column("confirmed", JSON, nullable=False, server_default="[]"))
    op.add_column("scores", Column("together_with", JSON, nullable=False, server_default="[]"))
