"""Answers keep what produced them, documents how long their file is and where it was seen; checkpoints of the log, and
what was removed of a record."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, BigInteger, Column, Integer, String, Text, text

revision = "8"
down_revision = "7"


def upgrade(op: Operations) -> None:
    """Add the columns and tables; of what is there nothing of it is known."""
    op.add_column("answers", Column("provenance", JSON))
    op.add_column("documents", Column("size", BigInteger, nullable=False, server_default=text("0")))
    op.create_table(
        "redactions",
        Column("number", Integer, primary_key=True),
        Column("kind", String(32), nullable=False),
        Column("subject", Text, nullable=False, index=True),
        Column("digests", JSON, nullable=False),
        Column("reason", Text, nullable=False),
        Column("at", String(32), nullable=False),
    )
    op.create_table(
        "checkpoints",
        Column("number", Integer, primary_key=True),
        Column("count", Integer, nullable=False),
        Column("head", String(64), nullable=False),
        Column("at", String(32), nullable=False),
        Column("content", JSON, nullable=False),
    )
    op.create_table(
        "file_places",
        Column("sha256", String(64), primary_key=True),
        Column("path", Text, primary_key=True),
        Column("seen_at", String(32), nullable=False),
    )
