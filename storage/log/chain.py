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

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docexplain.common.serialization import to_plain, utc_text
from storage.log.canonical_json import digest


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
    """Hash of every field of the entry but the hash itself."""
    plain = to_plain(entry)
    del plain["sha256"]
    return digest(plain)


def next_entry(last: Entry | None, *, kind: str, subject: str, content_sha256: str, at: datetime) -> Entry:
    """The entry that follows ``last``, or the first."""
    seq, previous = (last.seq + 1, last.sha256) if last else (1, "")
    link = {
        "seq": seq,
        "kind": kind,
        "subject": subject,
        "content_sha256": content_sha256,
        "previous": previous,
        "at": utc_text(at),
    }
    return Entry(**link, sha256=digest(link))  # type: ignore[arg-type]


def chain_problems(entries: Sequence[Entry]) -> list[str]:
    """What is wrong with numbers, links and hashes of the entries, given in order of their numbers."""
    problems = []
    expected, previous = 1, ""
    for entry in entries:
        if entry.seq < 1:
            problems.append(f"Entry {entry.seq} does not belong to the log: entries count from 1.")
            continue
        if entry.seq > expected:
            problems.append(_missing(expected, entry.seq - 1))
        elif entry.previous != previous:
            problems.append(f"Entry {entry.seq} does not follow from {_before(entry.seq)}.")
        if entry_digest(entry) != entry.sha256:
            problems.append(f"Entry {entry.seq} was changed after it was written.")
        expected, previous = entry.seq + 1, entry.sha256
    return problems


def pin_problems(entries: Sequence[Entry], count: int | None, head: str | None) -> list[str]:
    """Whether the log still holds what was noted of it earlier: its count, its head, or better both."""
    hashes = {entry.seq: entry.sha256 for entry in entries}
    head = head.strip().lower() if head else None
    if count and count > max(hashes, default=0):
        return [f"The log was cut: it had {count} entries when it was noted and has {len(entries)} now."]
    if head is None or (count is None and head in hashes.values()):
        return []
    if count is None:
        return [f"The log was cut or rewritten: no entry has the noted hash {head}."]
    if hashes.get(count, "") != head:
        return [f"The log was rewritten: entry {count} does not have the noted hash {head}."]
    return []


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"Entry {first} is missing or cannot be read."
    return f"Entries {first} to {last} are missing or cannot be read."


def _before(seq: int) -> str:
    return "an empty log" if seq == 1 else f"entry {seq - 1}"
