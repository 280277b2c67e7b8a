"""What the content hash of an entry is taken over: each field by itself, then all of those hashes.

So whoever holds one field, or one paragraph, and the hashes of the others can check it: a bundle shows some paragraphs
of a document, and what was removed from a record leaves the rest as checkable as it was. The hash of something short,
such as a name or an amount, can be found by trying: a hash that was kept is no secret.

Entries of the kinds before ``answer-9`` hold one hash over everything, in the earlier canonical form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docexplain.common.garbage import collector_waits
from docexplain.common.serialization import from_plain, to_plain
from docexplain.records import Answer, Document
from storage.log.canonical_json import digest, earlier_digest
from storage.log.kinds import ANSWER, is_by_fields, known_answer, known_document

FieldDigests = dict[str, str | list[str]]
"""The hash of each field by its name; of a document's paragraphs a list of them."""

_ITEM_BY_ITEM = ("paragraphs",)


def field_digests(plain: Mapping[str, Any]) -> FieldDigests:
    """The hash of each field of a document or an answer as plain values, and of each paragraph."""
    return {
        name: [digest(item) for item in value] if name in _ITEM_BY_ITEM else digest(value)
        for name, value in plain.items()
    }


def document_digest(document: Document, kind: str = ANSWER) -> str:
    """Hash of everything in the document that this kind of an answer's entry knows: paragraphs, boxes, coverage, size.

    Raises ValueError when the document holds something that this kind does not know.
    """
    with collector_waits():
        plain = to_plain(document)
        known = known_document(kind, plain)
        if known != plain and to_plain(from_plain(Document, known)) != plain:
            raise ValueError(f"the document holds what an entry of kind {kind} does not know")
        return content_digest(known, kind)


def answer_digest(
    answer: Answer, document_content_sha256: str, kind: str = ANSWER, sources_content_sha256: Sequence[str] = ()
) -> str:
    """Hash of every field of the answer that this kind of entry knows, and of what it was answered from.

    Args:
        document_content_sha256: of the document; of several the first one's.
        sources_content_sha256: of each of several documents, in the order of the answer's ``sources``; else empty.
    """
    known = known_answer(kind, to_plain(answer))
    return content_digest({**known, **given_on(document_content_sha256, sources_content_sha256)}, kind)


def given_on(document_content_sha256: str, sources_content_sha256: Sequence[str] = ()) -> dict[str, Any]:
    """What the hash of an answer is taken over besides its fields."""
    sealed: dict[str, Any] = {"document_content_sha256": document_content_sha256}
    if sources_content_sha256:
        sealed["sources_content_sha256"] = list(sources_content_sha256)
    return sealed


def content_digest(plain: Mapping[str, Any], kind: str) -> str:
    """Hash of a document or an answer as plain values, of the fields that this kind of an answer's entry knows."""
    return digest(field_digests(plain)) if is_by_fields(kind) else earlier_digest(plain)
