"""Records to rows and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docexplain.common.serialization import R, field_types, from_plain, to_plain
from docexplain.records import Answer, ParagraphEffect
from storage.database.tables import AnswerRow, AuditEntryRow, Base, DocumentRow, FurnitureRow, ParagraphRow, ScoreRow
from storage.log.chain import Entry


@dataclass(frozen=True, slots=True)
class Contents:
    """Hashes of what an answer was given on; see :func:`storage.log.digests.answer_digest`."""

    document: str
    sources: tuple[str, ...] = ()


def document_row(plain: Mapping[str, Any]) -> DocumentRow:
    """The row of a document, with those of its paragraphs and furniture; of the document as plain values."""
    own = {name: value for name, value in plain.items() if name not in ("paragraphs", "furniture")}
    paragraphs = [ParagraphRow(**paragraph) for paragraph in plain["paragraphs"]]
    furniture = [FurnitureRow(position=n, **item) for n, item in enumerate(plain["furniture"], start=1)]
    return DocumentRow(**own, paragraphs=paragraphs, furniture=furniture)


def answer_row(answer: Answer, *, question: int, contents: Contents) -> AnswerRow:
    """The answer with its scores, under the number of its question."""
    plain = to_plain(answer)
    for key in ("document_sha256", "parser", "question"):  # these stand in the question's and the document's row
        del plain[key]
    scores = [ScoreRow(rank=n, **effect) for n, effect in enumerate(plain.pop("effects"), start=1)]
    sealed = {"document_content_sha256": contents.document, "sources_content_sha256": list(contents.sources)}
    return AnswerRow(**plain, **sealed, question=question, scores=scores)


def answer_record(row: AnswerRow, *, question: str, document_sha256: str, parser: str) -> Answer:
    """The answer of which :func:`answer_row` made the row."""
    plain: dict[str, Any] = {
        "question": question,
        "document_sha256": document_sha256,
        "parser": parser,
        "effects": [_plain(ParagraphEffect, score) for score in row.scores],
    }
    plain |= {name: getattr(row, name) for name in field_types(Answer) if name not in plain}
    return from_plain(Answer, plain)


def entry_row(entry: Entry) -> AuditEntryRow:
    """The entry as a row."""
    return AuditEntryRow(**to_plain(entry))


def entry_record(row: AuditEntryRow) -> Entry:
    """The entry of which :func:`entry_row` made the row."""
    return _record(Entry, row)


def _plain(record: type, row: Base) -> dict[str, Any]:
    return {name: getattr(row, name) for name in field_types(record)}


def _record(record: type[R], row: Base) -> R:
    return from_plain(record, _plain(record, row))
