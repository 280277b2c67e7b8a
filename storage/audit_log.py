"""What an auditor asks of a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from docexplain.common.checkpoints.checkpoint import Checkpoint
from docexplain.common.checkpoints.evidence import Evidence
from docexplain.common.checkpoints.keys import SigningKey
from docexplain.errors import NotFoundError
from docexplain.records import AuditReport, Redaction
from storage.bundle import making
from storage.checkpoints.automatic import sign_when_due
from storage.checkpoints.check import check
from storage.checkpoints.making import make
from storage.database.engine import Database
from storage.database.failures import translated
from storage.log.export import record_lines
from storage.log.newest import newest_entry
from storage.log.verify import Progress, no_progress, verify_log
from storage.redaction import cleaning, removal
from storage.redaction.kept import redactions_of_file
from storage.transactions import reading_session, writing_session


class AuditLog:
    """The audit log of a database. Every method raises StorageError when the database fails; those that tell of the log
    raise NotFoundError where the default database is missing: what is not there is not whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(
        self,
        *,
        expect_count: int | None = None,
        expect_head: str | None = None,
        since: int = 0,
        evidence: Evidence = Evidence(),  # noqa: B008 - frozen
        progress: Progress = no_progress,
    ) -> AuditReport:
        """Check the log against itself, against what is stored, against a count and head noted earlier, and against
        checkpoints: those in the database and those that an auditor brings along.

        Tampered data gives problems, never an error. A long log is checked in several processes.

        Args:
            since: look at the entries after this one only, and at what they vouch for.
            progress: gets how many parts of the log are done, and how many there are.
        """
        with self._reading_record() as session:
            report = verify_log(
                session, expect_count=expect_count, expect_head=expect_head, since=since, progress=progress
            )
            found = check(session, evidence)
        return replace(report, problems=(*report.problems, *found.problems), notes=(*report.notes, *found.notes))

    def affected_by_redaction(self, sha256: str) -> removal.Affected:
        """What :meth:`redact` would remove of the file with these bytes."""
        with reading_session(self._database) as session:
            return removal.affected(session, sha256)

    def redact(self, sha256: str, reason: str) -> removal.Affected:
        """Remove the content of all stored parses of a file and of the answers given on them; keep its hashes, the
        reason and the time, and add entries that say so. It cannot be undone."""
        with writing_session(self._database) as session:
            return removal.redact(session, sha256, reason)

    def clean(self) -> bool:
        """Take what was removed out of the free space of an SQLite file too; False where that could not be done."""
        with translated(self._database.label):
            return cleaning.clean(self._database)

    def copies(self) -> list[Path]:
        """Copies of the database from before an upgrade, which hold what was in it then."""
        return cleaning.copies(self._database)

    def redactions(self, sha256: str) -> tuple[Redaction, ...]:
        """When and why the file with these bytes was redacted, the oldest first."""
        with reading_session(self._database) as session:
            return redactions_of_file(session, sha256)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry, to be noted down elsewhere; 0 and empty for an empty log."""
        with self._reading_record() as session:
            return newest_entry(session)

    def bundle(self, answer_id: str, originals: Mapping[str, tuple[str, bytes]]) -> bytes:
        """See :func:`storage.bundle.making.bundle`."""
        with reading_session(self._database) as session:
            return making.bundle(session, answer_id, originals)

    def export(self, *, after: int = 0) -> Iterator[dict[str, Any]]:
        """The entries with what they seal, one object at a time, as docs/record-format.md says; see
        :func:`storage.log.export.record_lines`."""
        with self._reading_record() as session:
            yield from record_lines(session, after=after)

    def checkpoint(self, key: SigningKey, *, authority: str | None = None) -> Checkpoint:
        """See :func:`storage.checkpoints.making.make`."""
        return make(self._database, key, authority=authority)

    def checkpoint_when_due(self) -> None:
        """See :func:`storage.checkpoints.automatic.sign_when_due`."""
        sign_when_due(self._database)

    @contextmanager
    def _reading_record(self) -> Iterator[Session]:
        if self._database.missing:
            raise NotFoundError(
                f"There is no record: nobody saved anything in {self._database.label} yet, or it was moved or deleted.",
                remedies=("database",),
            )
        with reading_session(self._database) as session:
            yield session
