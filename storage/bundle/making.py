"""Putting a bundle together from the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docexplain.common.checkpoints.checkpoint import Checkpoint, canonical
from docexplain.common.serialization import to_plain
from docexplain.errors import NotFoundError, UsageError
from docexplain.records import Answer, Document
from storage.bundle.zipped import packed
from storage.checkpoints.rows import stored
from storage.database.tables import AuditEntryRow, DocumentRow
from storage.log.chain import Entry
from storage.log.digests import field_digests, given_on
from storage.log.kinds import DOCUMENT_KINDS, FIELDS_SINCE, document_subject, is_by_fields, known_answer
from storage.mapping import entry_record
from storage.stored_answers import find_number, load_answer
from storage.stored_documents import read_rows, rebuilt

FORMAT = "docexplain-bundle-1"
SCHEMA = "record-1.schema.json"
SHOWN = ("sha256", "name", "parser", "size")
"""Fields of a document that a bundle shows; of the others, and of paragraphs that were not read, it holds hashes."""

README = "README.txt"


def bundle(session: Session, answer_id: str, originals: Mapping[str, tuple[str, bytes]]) -> bytes:
    """The bundle of an answer.

    Args:
        originals: the documents to put in: by their SHA-256 the ending of the name, such as ``.pdf``, and the bytes.

    Raises:
        NotFoundError: there is no such answer, or no entry of it or of its documents.
        UsageError: it was sealed as a whole, by an earlier version: no part of it can be shown alone.
    """
    answer, row, _ = load_answer(session, find_number(session, answer_id))
    own = _entry(session, answer.id, FIELDS_SINCE)
    if not is_by_fields(own.kind):
        raise UsageError(
            f"The answer {answer.id} was recorded by an earlier version, which sealed it and its documents as a whole: "
            "no part of them can be shown alone. Export the audit log instead."
        )
    given = given_on(row.document_content_sha256, [str(each) for each in row.sources_content_sha256])
    parts = {
        "answer.json": _json({**known_answer(own.kind, to_plain(answer)), **given}),
        README: readme(),
        SCHEMA: schema(),
    }
    first = own.seq
    for number, (sha256, parser, read) in enumerate(read_of(answer), start=1):
        first = min(first, _entry(session, document_subject(sha256, parser), DOCUMENT_KINDS).seq)
        rows = read_rows(session, DocumentRow.sha256 == sha256, DocumentRow.parser == parser)
        if rows is None:
            raise NotFoundError(
                f"The document {sha256[:12]} is gone from the database: verify it.", remedies=("verify",)
            )
        parts[f"documents/{number}.json"] = _json(document_part(rebuilt(rows), read))
        if sha256 in originals:
            ending, data = originals[sha256]
            parts[f"documents/{number}{ending}"] = data
    covering = _covering(session, own.seq)
    if covering is not None:
        parts[f"checkpoints/{covering.number}.json"] = canonical(covering) + b"\n"
    last = covering.count if covering else own.seq
    query = select(AuditEntryRow).where(AuditEntryRow.seq.between(first, last)).order_by(AuditEntryRow.seq)
    lines = [_json(to_plain(entry_record(each))) for each in session.scalars(query)]
    parts["entries.jsonl"] = b"".join(lines)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())}
    told = {"format": FORMAT, "answer": answer.id, "made_by": f"docexplain {version('docexplain')}", "files": hashes}
    return packed({**parts, "manifest.json": _json(told)})


def readme() -> bytes:
    """What a bundle says of itself."""
    return (files("storage.bundle") / README).read_bytes()


def schema() -> bytes:
    """The form of what it holds."""
    return (files("docexplain") / "schemas" / SCHEMA).read_bytes()


def read_of(answer: Answer) -> list[tuple[str, str, tuple[int, ...]]]:
    """The documents that an answer was given on: hash, parser, and the indices in it of what was read."""
    if not answer.sources:
        return [(answer.document_sha256, answer.parser, answer.read)]
    found, before = [], 0
    for source in answer.sources:
        inside = tuple(i - before for i in answer.read if before < i <= before + source.paragraphs)
        found.append((source.sha256, source.parser, inside))
        before += source.paragraphs
    return found


def document_part(document: Document, read: Sequence[int]) -> dict[str, Any]:
    """What a bundle says of a document."""
    plain = to_plain(document)
    return {
        "shown": {name: plain[name] for name in SHOWN},
        "paragraphs": {str(index): plain["paragraphs"][index - 1] for index in read},
        "hashes": field_digests(plain),
    }


def _entry(session: Session, subject: str, kinds: Mapping[str, object]) -> Entry:
    query = select(AuditEntryRow).where(AuditEntryRow.subject == subject, AuditEntryRow.kind.in_(list(kinds)))
    row = session.scalars(query.order_by(AuditEntryRow.seq).limit(1)).one_or_none()
    if row is None:
        raise NotFoundError(f"The audit log has no entry about {subject}: verify it.", remedies=("verify",))
    return entry_record(row)


def _covering(session: Session, seq: int) -> Checkpoint | None:
    """The first checkpoint that covers the entry."""
    return next((each for _, each in stored(session) if each is not None and each.count >= seq), None)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
