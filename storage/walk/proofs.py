"""The quick way to see that answers are what was sealed: by hashing what stands in their columns.

JSON columns hold the canonical form that hashes are taken over. So the hash of a record is put together from the text
of its columns, and nothing is read into records and written again. Where that is the hash in the entry, the record is
what was sealed. Where it is not, nothing is said: the record may be an old one, redacted, or changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import rfc8785
from sqlalchemy import JSON, Text, cast, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from docexplain.common.serialization import field_types
from docexplain.records import Answer, ParagraphEffect
from storage.database.failures import READ_FAILURES
from storage.database.tables import AnswerRow, AuditEntryRow, Base, DocumentRow, QuestionRow, RedactionRow, ScoreRow
from storage.log.canonical_json import quoted
from storage.log.chain import Entry
from storage.log.kinds import ANSWER

_SHORT = 200
_MOST = 20_000
"""Texts up to this length are looked up among as many that were hashed: answers have much in common."""
_OF_OTHERS = {
    "document_sha256": DocumentRow.sha256,
    "parser": DocumentRow.parser,
    "question": QuestionRow.text,
}
"""Fields of an answer that stand in other tables."""
_EFFECTS = "effects"


class Proven:
    """An answer that is what its entry sealed.

    Attributes:
        document: number of the document that it was given on, of several the first.
        sealed: the hash of that document's content.
        sources, sealed_sources: of several documents, as JSON; else an empty list.
    """

    __slots__ = ("document", "sealed", "sealed_sources", "sources")

    def __init__(self, document: int, sealed: str, sources: str, sealed_sources: str) -> None:
        self.document, self.sealed, self.sources, self.sealed_sources = document, sealed, sources, sealed_sources


class Proofs:
    """Proves answers, some at a time, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()  # a session would look for objects in each row
        self._hashes: dict[str, str] = {}
        self._redacted = self._connection.scalar(select(RedactionRow.number).limit(1)) is not None

    def of(self, entries: Sequence[Entry]) -> dict[int, Proven]:
        """Those of the entries' answers that are proven, by the entry's number; the entries follow each other."""
        wanted = {entry.seq: entry for entry in entries if entry.kind == ANSWER}
        if not wanted:
            return {}
        try:
            redacted = self._redacted_among(wanted.values())
            rows = [
                row
                for row in self._connection.execute(_query(min(wanted), max(wanted)))
                if row[0] in wanted and wanted[row[0]].subject not in redacted
            ]
            effects = self._effects([row[1] for row in rows])
            return {
                row[0]: proven
                for row in rows
                if (proven := self._proven(row, effects.get(row[1], "[]"), wanted[row[0]])) is not None
            }
        except READ_FAILURES:
            return {}

    def _proven(self, row: Sequence[Any], effects: str, entry: Entry) -> Proven | None:
        _, _, document, sealed, sources, sealed_sources, *cells = row
        texts = {name: written(cell) for (name, written), cell in zip(_WRITTEN, cells, strict=True)}
        texts[_EFFECTS] = effects
        texts["document_content_sha256"] = quoted(sealed)
        if sealed_sources != "[]":
            texts["sources_content_sha256"] = sealed_sources
        hashed = ",".join([f'"{name}":"{self._hash(texts[name])}"' for name in sorted(texts)])
        if sha256(f"{{{hashed}}}".encode()).hexdigest() != entry.content_sha256:
            return None
        return Proven(document, sealed, sources, sealed_sources)

    def _hash(self, text: str) -> str:
        if len(text) > _SHORT:
            return sha256(text.encode()).hexdigest()
        known = self._hashes.get(text)
        if known is None:
            if len(self._hashes) >= _MOST:
                self._hashes.clear()
            known = self._hashes[text] = sha256(text.encode()).hexdigest()
        return known

    def _effects(self, answers: Sequence[int]) -> dict[int, str]:
        """The canonical JSON of the effects of each answer."""
        query = select(ScoreRow.answer, *_SCORE_COLUMNS).where(ScoreRow.answer.in_(answers))
        texts: defaultdict[int, list[str]] = defaultdict(list)
        for answer, *cells in self._connection.execute(query.order_by(ScoreRow.answer, ScoreRow.rank)):
            texts[answer].append(
                _SCORE % tuple([written(cell) for written, cell in zip(_SCORE_WRITTEN, cells, strict=True)])
            )
        return {answer: f"[{','.join(each)}]" for answer, each in texts.items()}

    def _redacted_among(self, entries: Iterable[Entry]) -> set[str]:
        if not self._redacted:
            return set()
        subjects = [entry.subject for entry in entries]
        return set(self._connection.scalars(select(RedactionRow.subject).where(RedactionRow.subject.in_(subjects))))


def _whole(value: Any) -> str:
    if type(value) is not int or not -(2**53) < value < 2**53:
        raise ValueError("not a whole number")
    return str(value)


def _number(value: Any) -> str:
    if type(value) is float and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = float.__repr__(value)
    return rfc8785.dumps(value).decode() if "e" in text else text


def _bool(value: Any) -> str:
    return {True: "true", False: "false"}[value]


def _json(cell: str | None) -> str:
    return "null" if cell is None else cell


_WAYS = {bool: _bool, int: _whole, float: _number, str: quoted}


def _column(column: InstrumentedAttribute[Any]) -> tuple[Any, Any]:
    """The column as it is read, JSON as text, and how its value is written in canonical JSON."""
    if isinstance(column.type, JSON):
        return cast(column, Text), _json
    return column, _WAYS[column.type.python_type]


def _held(table: type[Base], record: type) -> list[str]:
    return sorted(set(field_types(record)) & set(inspect(table).column_attrs.keys()))


_ANSWER = {name: _column(getattr(AnswerRow, name)) for name in _held(AnswerRow, Answer) if name not in _OF_OTHERS}
_ANSWER |= {name: _column(column) for name, column in _OF_OTHERS.items()}
_WRITTEN = [(name, written) for name, (_, written) in _ANSWER.items()]
_SCORES = {name: _column(getattr(ScoreRow, name)) for name in _held(ScoreRow, ParagraphEffect)}
_SCORE_COLUMNS = [column for column, _ in _SCORES.values()]
_SCORE_WRITTEN = [written for _, written in _SCORES.values()]
_SCORE = "{" + ",".join(f'"{name}":%s' for name in _SCORES) + "}"


def _query(first: int, last: int) -> Any:
    return (
        select(
            AuditEntryRow.seq,
            AnswerRow.number,
            DocumentRow.number,
            AnswerRow.document_content_sha256,
            cast(AnswerRow.sources, Text),
            cast(AnswerRow.sources_content_sha256, Text),
            *(column for column, _ in _ANSWER.values()),
        )
        .join(AnswerRow, AnswerRow.id == AuditEntryRow.subject)
        .join(QuestionRow, AnswerRow.question == QuestionRow.number)
        .join(DocumentRow, QuestionRow.document == DocumentRow.number)
        .where(AuditEntryRow.seq >= first, AuditEntryRow.seq <= last, AuditEntryRow.kind == ANSWER)
    )
