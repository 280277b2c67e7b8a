"""Answers say what they rest on, how their verdict was drawn, and whether attention was steered."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import JSON, Column, Double, Text, text

revision = "2"
down_revision = None


def upgrade(op: Operations) -> None:
    """Add the columns; answers that are there keep what "recorded before this existed" means."""
    for column in (
        Column("given_by", Text, nullable=False, server_default=""),
        Column("cited", JSON),
        Column("redundant", JSON, nullable=False, server_default="[]"),
        Column("passages", JSON, nullable=False, server_default="[]"),
        Column("controls", JSON, nullable=False, server_default="{}"),
        Column("what_if", JSON),
        Column("verdict_score", Double, nullable=False, server_default=text("0")),
        Column("calibration", JSON),
    ):
        op.add_column("answers", column)
