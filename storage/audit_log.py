"""What an auditor asks of a database."""

from __future__ import annotations

from docexplain.errors import NotFoundError
from docexplain.records import AuditReport
from storage.database.engine import Database
from storage.log.verify import verify_log
from storage.transactions import reading_session


class AuditLog:
    """The audit log of a database. Every method raises StorageError when the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(self, *, expect_count: int | None = None, expect_head: str | None = None) -> AuditReport:
        """Check the log against itself, against what is stored, and against a count and head noted earlier.

        Tampered data gives problems, never an error. Raises NotFoundError where the default database is missing: what
        is not there is not whole.
        """
        if self._database.missing:
            raise NotFoundError(
                f"There is no record: nobody saved anything in {self._database.label} yet, or it was moved or deleted.",
                remedies=("database",),
            )
        with reading_session(self._database) as session:
            return verify_log(session, expect_count=expect_count, expect_head=expect_head)
