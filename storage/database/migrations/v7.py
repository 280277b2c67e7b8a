"""Answers keep how it was chosen what was read, what was looked up about them, and which documents were asked;
documents keep vectors of their paragraphs."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, Text

revision = "7"
down_revision = "6"


def upgrade(op: Operations) -> None:
    """Add the columns; of answers that are there nothing of it is known, and each is about one document."""
    op.add_column("answers", Column("choice", JSON))
    op.add_column("answers", Column("checked", JSON))
    op.add_column("answers", Column("sources", JSON, nullable=False, server_default="[]"))
    op.add_column("answers", Column("sources_content_sha256", JSON, nullable=False, server_default="[]"))
    op.create_table(
        "vectors",
        Column("document", Integer, ForeignKey("documents.number"), primary_key=True),
        Column("model", Text, primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("data", LargeBinary, nullable=False),
    )
