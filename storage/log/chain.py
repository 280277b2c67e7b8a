"""The audit log as pure functions: canonical form, hashes, and what a chain of entries says about itself.

Each stored answer has one entry. An entry holds the SHA-256 of everything the answer says (every field of the record,
and the hash of everything in each stored document that it was asked of) and the hash of the entry before it, so a
change anywhere shows in the entry or in its successor. All hashes are over canonical JSON, so any language can
recompute them.

A chain cannot show that its tail was cut off, or that all of it was written anew: whoever can write the database can
do both. So an auditor notes *count and head* (``docexplain audit verify`` prints them) from time to time in a place
that the database's owner cannot change: a letter, a ticket, a signed mail, a time-stamping service. Later
``verify(expect_count=..., expect_head=...)`` checks that entry number *count* still has the hash *head*; the log may
have grown since.

A record that gains a field changes its content hash. So each set of fields has a kind of entry of its own
(:data:`FIELDS_SINCE`): an entry is hashed over the fields of its kind for ever, and an answer under an older kind must
have the default in every later field, because nothing vouches for another value there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docexplain.common.garbage import collector_waits
from docexplain.common.serialization import from_plain, to_plain, utc_text
from docexplain.records import Answer, Document
from storage.log.canonical_json import digest, record_digest

FIELDS_SINCE: dict[str, tuple[str, ...]] = {
    "answer": (),
    "answer-2": (
        "given_by",
        "cited",
        "redundant",
        "passages",
        "controls",
        "what_if",
        "verdict_score",
        "calibration",
        "settings.granularity",
        "settings.kappa",
    ),
    "answer-3": ("confirmed", "settings.confirm", "settings.sections", "effects.together_with"),
    "answer-4": (),
    "answer-5": ("model.revision",),
    "answer-6": ("claims", "path", "signals", "effects.support", "effects.per_claim", "passages.per_claim"),
    "answer-7": ("passages.support",),
    "answer-8": ("choice", "checked", "sources"),
}
"""Kinds of entries about an answer, oldest first, each with the fields that the one before does not know.

A dot leads into a record, or into each of a tuple of records. When the answer or a record in it, or the document or a
record in it, gains a field, add a kind here.
"""

DOCUMENT_FIELDS_SINCE: dict[str, tuple[str, ...]] = {
    "answer-4": ("paragraphs.words", "pictures", "page_labels", "coverage.recognised"),
    "answer-5": (
        "coverage.damaged",
        "coverage.damaged_pages",
        "coverage.hidden",
        "coverage.annotations",
        "coverage.attachments",
        "coverage.active",
        "coverage.protected",
    ),
    "answer-7": ("coverage.illegible", "coverage.only_pages"),
}
"""The same for the fields of the document that an answer was given on."""

ANSWER = list(FIELDS_SINCE)[-1]
"""Kind of the entry of an answer that is stored now; its subject is the answer's id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain.

    Attributes:
        seq: number of the entry, from 1 without gaps.
        kind, subject: what it is about.
        content_sha256: hash of what it is about, see :func:`answer_digest`.
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


def document_digest(document: Document, kind: str = ANSWER) -> str:
    """Hash of everything in the document that this kind of entry knows: paragraphs, boxes, furniture, coverage.

    Raises ValueError when the document holds something that this kind does not know.
    """
    with collector_waits():
        if kind == ANSWER:  # which knows all that there is
            return record_digest(document)
        plain = to_plain(document)
        known = _known_to(kind, plain, DOCUMENT_FIELDS_SINCE)
        if known != plain and to_plain(from_plain(Document, known)) != plain:
            raise ValueError(f"the document holds what an entry of kind {kind} does not know")
        return digest(known)


def answer_digest(
    answer: Answer, document_content_sha256: str, kind: str = ANSWER, sources_content_sha256: Sequence[str] = ()
) -> str:
    """Hash of every field of the answer that this kind of entry knows, and of what it was answered from.

    Args:
        document_content_sha256: of the document; of several the first one's.
        sources_content_sha256: of each of several documents, in the order of the answer's ``sources``; else empty.
    """
    known = _known_to(kind, to_plain(answer), FIELDS_SINCE)
    sealed: dict[str, Any] = {"document_content_sha256": document_content_sha256}
    if sources_content_sha256:
        sealed["sources_content_sha256"] = list(sources_content_sha256)
    return digest({**known, **sealed})


def unsealed_fields(answer: Answer, kind: str) -> list[str]:
    """Fields that hold something which this kind of entry does not know."""
    plain = to_plain(answer)
    defaulted = to_plain(from_plain(Answer, _known_to(kind, plain, FIELDS_SINCE)))
    return [name for name in plain if plain[name] != defaulted[name]]


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


def _known_to(kind: str, plain: dict[str, Any], fields_since: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    kinds = list(FIELDS_SINCE)
    for later in kinds[kinds.index(kind) + 1 :]:
        for path in fields_since.get(later, ()):
            plain = _without(plain, path)
    return plain


def _without(plain: Any, path: str) -> Any:
    """A copy of the plain record, or of each of a list of them, without the field."""
    if plain is None:
        return None
    if isinstance(plain, list):
        return [_without(item, path) for item in plain]
    name, _, rest = path.partition(".")
    if not rest or name not in plain:  # gone already, when a later kind's field is in a record that is itself new
        return {key: value for key, value in plain.items() if key != name}
    return {**plain, name: _without(plain[name], rest)}


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"Entry {first} is missing or cannot be read."
    return f"Entries {first} to {last} are missing or cannot be read."


def _before(seq: int) -> str:
    return "an empty log" if seq == 1 else f"entry {seq - 1}"
