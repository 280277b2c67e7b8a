"""What an auditor asks of a database."""

from __future__ import annotations

from dataclasses import replace

from docexplain.common.checkpoints.checkpoint import Checkpoint
from docexplain.common.checkpoints.evidence import Evidence
from docexplain.common.checkpoints.keys import SigningKey
from docexplain.records import AuditReport
from storage.checkpoints.automatic import sign_when_due
from storage.checkpoints.check import check
from storage.checkpoints.making import make
from storage.database.engine import Database
from storage.log.verify import verify_log
from storage.transactions import reading_session


class AuditLog:
    """The audit log of a database. Every method raises StorageError when the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(
        self,
        *,
        expect_count: int | None = None,
        expect_head: str | None = None,
        evidence: Evidence = Evidence(),  # noqa: B008 - frozen
    ) -> AuditReport:
        """Check the log against itself, against what is stored, against a count and head noted earlier, and against
        checkpoints: those in the database and those that an auditor brings along.

        Tampered data gives problems, never an error.
        """
        with reading_session(self._database) as session:
            report = verify_log(session, expect_count=expect_count, expect_head=expect_head)
            found = check(session, evidence)
        return replace(report, problems=(*report.problems, *found.problems), notes=(*report.notes, *found.notes))

    def checkpoint(self, key: SigningKey, *, authority: str | None = None) -> Checkpoint:
        """See :func:`storage.checkpoints.making.make`."""
        return make(self._database, key, authority=authority)

    def checkpoint_when_due(self) -> None:
        """See :func:`storage.checkpoints.automatic.sign_when_due`."""
        sign_when_due(self._database)
