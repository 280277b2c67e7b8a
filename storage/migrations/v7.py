"""Answers keep how it was chosen what was read, what was looked up about them, and which documents were asked."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column

revision = "7"
down_revision = "6"


def upgrade(op: Operations) -> None:
    """Add the columns; of answers that are there nothing of it is known, and each is about one document."""
    op.add_column("answers", Column("choice", JSON))
    op.add_column("answers", Column("checked", JSON))
    op.add_column("answers", Column("sources", JSON, nullable=False, server_default="[]"))
    op.add_column("answers", Column("sources_content_sha256", JSON, nullable=False, server_default="[]"))
