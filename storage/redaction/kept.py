"""The hashes that redactions keep, and the content hash of a record that is made of them and of what is still there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.serialization import to_plain
from docexplain.records import Answer, Document, Redaction
from storage.database.tables import RedactionRow
from storage.log.canonical_json import digest
from storage.log.digests import FieldDigests, answer_digest, document_digest, field_digests, given_on
from storage.log.kinds import is_by_fields, known_answer, known_document
from storage.redaction.fields import is_redacted, removed_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one record.

    Attributes:
        digests: the hashes of the fields that were removed; of an answer whose kind is hashed as a whole also, under
            :data:`STAYED`, one over the hashes of all fields that are never removed, so that these can be checked from
            then on.
        redactions: when and why, the oldest first.
    """

    digests: FieldDigests
    redactions: tuple[Redaction, ...]


NOTHING = Kept({}, ())

STAYED = "*"


def redaction_digest(kind: str, subject: str, digests: Mapping[str, Any], reason: str, at: str) -> str:
    """What the entry of a redaction holds: the hash of its whole row but the number."""
    return digest({"kind": kind, "subject": subject, "digests": digests, "reason": reason, "at": at})


def kept_of(session: Session, subject: str) -> Kept:
    """What is kept of the record with this subject in the log; of one that was not redacted nothing."""
    query = select(RedactionRow).where(RedactionRow.subject == subject).order_by(RedactionRow.number)
    return _kept(session.scalars(query))


def all_kept(session: Session) -> dict[str, Kept]:
    """What is kept of each redacted record, by its subject."""
    by_subject: dict[str, list[RedactionRow]] = {}
    for row in session.scalars(select(RedactionRow).order_by(RedactionRow.number)):
        by_subject.setdefault(row.subject, []).append(row)
    return {subject: _kept(rows) for subject, rows in by_subject.items()}


def redactions_of_file(session: Session, sha256: str) -> tuple[Redaction, ...]:
    """When and why a file was redacted, the oldest first; empty: it was not."""
    query = select(RedactionRow).where(RedactionRow.subject.startswith(f"{sha256}:", autoescape=True))
    return _kept(session.scalars(query.order_by(RedactionRow.number))).redactions


def document_content(document: Document, kind: str, kept: Kept = NOTHING) -> str | None:
    """The hash of a stored document as :func:`storage.log.digests.document_digest` takes it; None: it cannot be told
    any more, as entries of this kind hold it as a whole."""
    if not kept.redactions:
        return document_digest(document, kind)
    if not is_by_fields(kind):
        return None
    plain = known_document(kind, to_plain(document))
    return _put_together(plain, field_digests(plain), kept)


def answer_content(
    answer: Answer, sealed: str, kind: str, sources: Sequence[str] = (), kept: Kept = NOTHING
) -> str | None:
    """The same of a stored answer; see :func:`storage.log.digests.answer_digest`. Of one whose entry holds it as a
    whole None says that at least nothing was changed since it was redacted; else it is empty."""
    if not kept.redactions:
        return answer_digest(answer, sealed, kind, sources)
    plain = to_plain(answer)
    found = fields_of_answer(answer, sealed, kind, sources)
    if is_by_fields(kind):
        return _put_together(plain, found, kept)
    return None if kept.digests.get(STAYED) == stayed(plain, found) and is_redacted(plain) else ""


def stayed(plain: Mapping[str, Any], found: FieldDigests) -> str:
    """The hash over those of all fields that no redaction removes."""
    removed = removed_of(plain)
    return digest({name: value for name, value in found.items() if name not in removed})


def fields_of_answer(answer: Answer, sealed: str, kind: str, sources: Sequence[str]) -> FieldDigests:
    """The hash of each field that this kind of entry knows, and of what the answer was given on."""
    return field_digests({**known_answer(kind, to_plain(answer)), **given_on(sealed, sources)})


def _put_together(plain: Mapping[str, Any], found: FieldDigests, kept: Kept) -> str:
    """Empty where content stands in a record again of which a hash is kept, or a hash is kept of what stays."""
    removed = removed_of(plain)
    if any(name not in removed or removed[name](plain.get(name)) != plain.get(name) for name in kept.digests):
        return ""
    return digest({**found, **kept.digests})


def _kept(rows: Iterable[RedactionRow]) -> Kept:
    digests: FieldDigests = {}
    redactions = []
    for row in rows:
        digests |= row.digests
        redactions.append(Redaction(datetime.fromisoformat(row.at), row.reason))
    return Kept(digests, tuple(redactions))
