"""Whether the log still holds what its checkpoints signed: those beside it, and those that an auditor brings along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from docexplain.common.checkpoints import files, time_stamps
from docexplain.common.checkpoints.checkpoint import Checkpoint, stamped_bytes
from docexplain.common.checkpoints.evidence import Evidence
from storage.checkpoints.rows import entries, place, stored
from storage.database.failures import READ_FAILURES


@dataclass(slots=True)
class Findings:
    """What is wrong, and what a reader should know that is not wrong; one sentence each."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(session: Session, evidence: Evidence = Evidence()) -> Findings:  # noqa: B008 - frozen
    """Check every checkpoint against the entry of the log that it is about. Tampering never makes it raise."""
    return _Check(session, evidence).done()


def problems_of(session: Session, checkpoint: Checkpoint, name: str) -> list[str]:
    """What is wrong with one checkpoint by itself and with the entry that it is about."""
    return _Check(session, Evidence()).alone(checkpoint, name)


class _Check:
    def __init__(self, session: Session, evidence: Evidence) -> None:
        self._session = session
        self._evidence = evidence
        self._found = Findings()
        self._good: list[Checkpoint] = []
        self._keys: set[str] = set()

    def done(self) -> Findings:
        brought = list(self._brought())
        self._stored({checkpoint.number: (name, checkpoint) for name, checkpoint in brought})
        for name, checkpoint in brought:
            if self._holds(checkpoint, f"Checkpoint {checkpoint.number} in {name}"):
                self._found.notes.append(f"{_said(checkpoint)}: holds ({name}){self._time(checkpoint)}.")
        self._whose()
        return self._found

    def alone(self, checkpoint: Checkpoint, name: str) -> list[str]:
        self._holds(checkpoint, name)
        return self._found.problems

    def _brought(self) -> Iterator[tuple[str, Checkpoint]]:
        for name, content in self._evidence.checkpoints:
            try:
                yield name, files.parsed(content)
            except ValueError as error:
                self._problem(f"The checkpoint {name} cannot be used: {error}.")

    def _stored(self, brought: dict[int, tuple[str, Checkpoint]]) -> None:
        """Those in the database: each by itself, their order, and whether those are there that were kept elsewhere."""
        good, last, before = 0, None, None
        seen: dict[int, Checkpoint | None] = {}
        expected = 1
        try:
            for number, checkpoint in stored(self._session):
                if number != expected:
                    self._problem(_missing(expected, number - 1))
                expected = number + 1
                if number in brought:
                    seen[number] = checkpoint
                name = f"Checkpoint {number} in the database"
                if checkpoint is None:
                    self._problem(f"{name} was changed after it was stored.")
                    continue
                if before and (checkpoint.at < before.at or checkpoint.count < before.count):
                    self._problem(f"{name} is older than the one before it, or of a shorter log.")
                before = checkpoint
                if self._holds(checkpoint, name):
                    good, last = good + 1, checkpoint
        except READ_FAILURES as error:
            self._problem(f"The checkpoints in the database cannot be read: {type(error).__name__}.")
        for number, (name, checkpoint) in brought.items():
            if number not in seen:
                self._problem(f"Checkpoint {number}, kept in {name}, was removed from the database.")
            elif seen[number] not in (checkpoint, None):
                self._problem(f"Checkpoint {number} in the database is another one than {name}.")
        if last is not None:
            earlier = f"; so do {good - 1} earlier ones" if good > 1 else ""
            self._found.notes.append(f"{_said(last)}: holds (in the database){self._time(last)}{earlier}.")

    def _holds(self, checkpoint: Checkpoint, name: str) -> bool:
        """Whether it is whole, by a key that is believed, and right about the log; says why not."""
        if not checkpoint.is_whole():
            return self._problem(f"{name} was changed after it was signed.")
        key, believed = checkpoint.public_key, self._evidence.public_keys
        if believed and key not in believed:
            return self._problem(
                f"{name} is signed by the key {checkpoint.key[:16]}…, which is none of those you trust."
            )
        self._keys.add(key)
        return self._agrees(checkpoint, name) and self._is_of_its_time(checkpoint, name)

    def _agrees(self, checkpoint: Checkpoint, name: str) -> bool:
        entry = place(self._session, checkpoint.count)
        if entry is None and (now := self._entries()) < checkpoint.count:
            return self._problem(f"The log was cut: {name} is of {checkpoint.count} entries, and there are {now} now.")
        if entry is None or entry.head != checkpoint.head:
            return self._problem(
                f"The log was rewritten: entry {checkpoint.count} does not have the hash that {name}, signed "
                f"{_minute(checkpoint.at)}, has of it."
            )
        if entry.at > checkpoint.at:
            return self._problem(f"{name} is older than entry {entry.count}, which it is about.")
        return True

    def _is_of_its_time(self, checkpoint: Checkpoint, name: str) -> bool:
        if checkpoint.timestamp is None:
            return True
        message, response = stamped_bytes(checkpoint), checkpoint.timestamp.response
        try:
            at = time_stamps.time_of(response, message)
            if self._evidence.certificates:
                time_stamps.check(response, message, self._evidence.certificates)
        except ValueError as error:
            return self._problem(f"{name}: its time stamp does not hold, {error}.")
        if abs(at - datetime.fromisoformat(checkpoint.at)) > time_stamps.CLOCKS_APART:
            return self._problem(
                f"{name} says that it was signed {_minute(checkpoint.at)}; its time stamp is of {_minute(str(at))}."
            )
        return True

    def _time(self, checkpoint: Checkpoint) -> str:
        """What its time stamp says, which was checked before."""
        if checkpoint.timestamp is None:
            return ""
        at = time_stamps.time_of(checkpoint.timestamp.response, stamped_bytes(checkpoint))
        how = "" if self._evidence.certificates else ", not checked against a certificate"
        return f", time-stamped {_minute(str(at))} by {checkpoint.authority}{how}"

    def _whose(self) -> None:
        """Whether it is known whose signatures these are."""
        if self._evidence.public_keys and not self._keys:
            self._problem("No checkpoint was found that a key which you trust has signed.")
        if self._keys and not self._evidence.public_keys:
            self._found.notes.append(
                "Whose key signed the checkpoints, nothing here says: whoever may write the database could have made "
                "one. Check with the public key that its owner gave you."
            )

    def _entries(self) -> int:
        try:
            return entries(self._session)
        except READ_FAILURES:
            return 0

    def _problem(self, sentence: str) -> bool:
        self._found.problems.append(sentence)
        return False


def _said(checkpoint: Checkpoint) -> str:
    entries = "1 entry" if checkpoint.count == 1 else f"{checkpoint.count} entries"
    return f"Checkpoint of {entries}, signed {_minute(checkpoint.at)} by key {checkpoint.key[:16]}…"


def _minute(at: str) -> str:
    return at[:16].replace("T", " ") + " UTC"


def _missing(first: int, last: int) -> str:
    if last < first:
        return f"Checkpoint {last + 1} in the database does not belong to it: checkpoints count from 1."
    if first == last:
        return f"Checkpoint {first} is missing in the database."
    return f"Checkpoints {first} to {last} are missing in the database."
