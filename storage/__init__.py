"""Documents, answers and the audit log in SQLite or PostgreSQL: records in, records out."""

from storage.sql_store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
