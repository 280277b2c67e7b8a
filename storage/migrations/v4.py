"""Documents keep where their words stand, their pictures and their page labels."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column, Text

revision = "4"
down_revision = "3"


def upgrade(op: Operations) -> None:
    """Add the columns; documents that are there know nothing of the kind."""
    op.add_column("paragraphs", Column("words", Text, nullable=False, server_default=""))
    op.add_column("documents", Column("pictures", JSON, nullable=False, server_default="[]"))
    op.add_column("documents", Column("page_labels", JSON, nullable=False, server_default="[]"))
