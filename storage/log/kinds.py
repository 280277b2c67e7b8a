"""Kinds of entries, and which fields of a record each of them knows.

A record that gains a field changes its content hash. So each set of fields has a kind of entry of its own
(:data:`FIELDS_SINCE`): an entry is hashed over the fields of its kind for ever, and an answer under an older kind must
have the default in every later field, because nothing vouches for another value there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docexplain.common.serialization import from_plain, to_plain
from docexplain.records import Answer

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
    "answer-9": ("provenance",),
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
    "answer-9": ("size",),
}
"""The same for the fields of the document that an answer was given on."""

ANSWER = list(FIELDS_SINCE)[-1]
"""Kind of the entry of an answer that is stored now; its subject is the answer's id."""

DOCUMENT_KINDS = {"document-9": "answer-9"}
"""Kinds of entries about a document, oldest first, each with the kind about an answer that knows the same fields of a
document; the subject is :func:`document_subject`."""

DOCUMENT = list(DOCUMENT_KINDS)[-1]
"""Kind of the entry of a document that is stored now."""

REDACTION = "redaction-9"
"""Kind of the entry that says that content of a record was removed; its subject is that of the record's entry."""

_BY_FIELDS_SINCE = "answer-9"
"""First kind whose content is hashed field by field, see :mod:`storage.log.digests`."""


def document_subject(sha256: str, parser: str) -> str:
    """What an entry calls a parse: the hash of the file, and the parser."""
    return f"{sha256}:{parser}"


def is_by_fields(kind: str) -> bool:
    """Whether entries of this kind of answer hold a hash over the hashes of the fields, by RFC 8785."""
    kinds = list(FIELDS_SINCE)
    return kinds.index(kind) >= kinds.index(_BY_FIELDS_SINCE)


def known_answer(kind: str, plain: dict[str, Any]) -> dict[str, Any]:
    """What an entry of this kind knows of an answer."""
    return _known_to(kind, plain, FIELDS_SINCE)


def known_document(kind: str, plain: dict[str, Any]) -> dict[str, Any]:
    """What an entry of this kind knows of a document that an answer was given on."""
    return _known_to(kind, plain, DOCUMENT_FIELDS_SINCE)


def unsealed_fields(answer: Answer, kind: str) -> list[str]:
    """Fields that hold something which this kind of entry does not know."""
    if kind == ANSWER:
        return []
    plain = to_plain(answer)
    defaulted = to_plain(from_plain(Answer, known_answer(kind, plain)))
    return [name for name in plain if plain[name] != defaulted[name]]


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
