"""The audit log as pure functions: entries, their hashes, and what a chain of them says about itself.

Each stored document and answer has one entry. An entry holds the SHA-256 of everything that it is about (see
:mod:`storage.log.digests`) and the hash of the entry before it, so a change anywhere shows in the entry or in its
successor. All hashes are over canonical JSON, so any language can recompute them.

A chain cannot show that its tail was cut off, or that all of it was written anew: whoever can write the database can
do both. So an auditor notes *count and head* (``docexplain audit verify`` prints them) from time to time in a place
that the database's owner cannot change: a letter, a ticket, a signed mail, a time-stamping service. Later
``verify(expect_count=..., expect_head=...)`` checks that entry number *count* still has the hash *head*; the log may
have grown since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from docexplain.common.serialization import utc_text
from storage.log.canonical_json import quoted

_BEYOND = 2**53


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain.

    Attributes:
        seq: number of the entry, from 1 without gaps.
        kind, subject: what it is about.
        content_sha256: hash of what it is about, see :mod:`storage.log.digests`.
        previous: ``sha256`` of the entry before; empty for the first.
        at: when it was written, in UTC, as text.
        sha256: hash of all the above.
    """

    seq: int
    kind: str
    subject: str
    content_sha256: str
    previous: str
    at: str
    sha256: str


def entry_digest(entry: Entry) -> str:
    """Hash of every field of the entry but the hash itself. Raises ValueError for a number beyond 2**53."""
    if entry.seq >= _BEYOND:
        raise ValueError(f"there is no entry {entry.seq}")
    at, content, kind, previous, subject = map(
        quoted, (entry.at, entry.content_sha256, entry.kind, entry.previous, entry.subject)
    )
    text = (
        f'{{"at":{at},"content_sha256":{content},"kind":{kind},"previous":{previous},"seq":{entry.seq},'
        f'"subject":{subject}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def next_entry(last: Entry | None, *, kind: str, subject: str, content_sha256: str, at: datetime) -> Entry:
    """The entry that follows ``last``, or the first."""
    seq, previous = (last.seq + 1, last.sha256) if last else (1, "")
    entry = Entry(seq, kind, subject, content_sha256, previous, utc_text(at), "")
    return replace(entry, sha256=entry_digest(entry))


class Chain:
    """Numbers, links and hashes of entries that are given in order of their numbers, some at a time.

    Args:
        last: the one that came before those given.
    """

    def __init__(self, last: Entry | None = None) -> None:
        self._expected, self._previous = (1, "") if last is None or last.seq < 1 else (last.seq + 1, last.sha256)

    def problems(self, entries: Iterable[Entry]) -> list[str]:
        """What is wrong with the entries that come next."""
        problems = []
        for entry in entries:
            if entry.seq < 1:
                problems.append(f"Entry {entry.seq} does not belong to the log: entries count from 1.")
                continue
            if entry.seq > self._expected:
                problems.append(_missing(self._expected, entry.seq - 1))
            elif entry.previous != self._previous:
                problems.append(f"Entry {entry.seq} does not follow from {_before(entry.seq)}.")
            if not _has_own_hash(entry):
                problems.append(f"Entry {entry.seq} was changed after it was written.")
            self._expected, self._previous = entry.seq + 1, entry.sha256
        return problems


def _has_own_hash(entry: Entry) -> bool:
    try:
        return entry_digest(entry) == entry.sha256
    except ValueError:  # a number that no log reaches
        return False


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"Entry {first} is missing or cannot be read."
    return f"Entries {first} to {last} are missing or cannot be read."


def _before(seq: int) -> str:
    return "an empty log" if seq == 1 else f"entry {seq - 1}"
