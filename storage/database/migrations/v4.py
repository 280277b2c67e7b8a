"""Documents keep where their words stand, their pictures and their page labels; interrupted parses keep their pages."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column, Integer, String, Text

revision = "4"
down_revision = "3"


def upgrade(op: Operations) -> None:
    """Add the columns, and the table; documents that are there know nothing of the kind."""
    op.add_column("paragraphs", Column("words", Text, nullable=False, server_default=""))
    op.add_column("documents", Column("pictures", JSON, nullable=False, server_default="[]"))
    op.add_column("documents", Column("page_labels", JSON, nullable=False, server_default="[]"))
    op.create_table(
        "unfinished_pages",
        Column("sha256", String(64), primary_key=True),
        Column("parser", Text, primary_key=True),
        Column("page", Integer, primary_key=True, autoincrement=False),
        Column("content", Text, nullable=False),
        Column("kept_at", String(32), nullable=False),
    )
