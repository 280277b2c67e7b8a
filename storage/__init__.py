"""Documents, answers and the audit log in SQLite or PostgreSQL: records in, records out."""

from storage.chain import Entry
from storage.location import ENVIRONMENT_VARIABLE, default_path
from storage.sql_store import SqlStore, open_store

__all__ = ["ENVIRONMENT_VARIABLE", "Entry", "SqlStore", "default_path", "open_store"]
