"""Answers keep each paragraph's part of the document effect, claim by claim, how these parts were measured, and what
the verdict was drawn from."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column, Double, text

revision = "6"
down_revision = "5"


def upgrade(op: Operations) -> None:
    """Add the columns; answers that are there were not measured along a path."""
    op.add_column("answers", Column("claims", JSON, nullable=False, server_default="[]"))
    op.add_column("answers", Column("path", JSON))
    op.add_column("answers", Column("signals", JSON, nullable=False, server_default="[]"))
    op.add_column("scores", Column("support", Double, nullable=False, server_default=text("0")))
    op.add_column("scores", Column("per_claim", JSON, nullable=False, server_default="[]"))
