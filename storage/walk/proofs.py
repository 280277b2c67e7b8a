"""The quick way to see that answers are what was sealed: by hashing what stands in their columns.

JSON columns hold the canonical form that hashes are taken over. So the hash of a record is put together from the text
of its columns, and nothing is read into records and written again. Where that is the hash in the entry, the record is
what was sealed. Where it is not, nothing is said: the record may be an old one, redacted, or changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from operator import itemgetter
from typing import Any

import rfc8785
from sqlalchemy import JSON, Select, Text, cast, inspect, select
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
        created_at: when it was made.
    """

    __slots__ = ("created_at", "document", "sealed", "sealed_sources", "sources")

    def __init__(self, document: int, sealed: str, sources: str, sealed_sources: str, created_at: str) -> None:
        self.document, self.sealed, self.sources, self.sealed_sources = document, sealed, sources, sealed_sources
        self.created_at = created_at


class Proofs:
    """Proves answers, some at a time, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()  # a session would look for objects in each row
        self._hash = _Hashes().__getitem__
        self._driver_error = self._connection.dialect.loaded_dbapi.Error
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
                for row in self._rows(_query(min(wanted), max(wanted)))
                if row[0] in wanted and wanted[row[0]].subject not in redacted
            ]
            effects = self._effects([row[1] for row in rows])
            return {
                row[0]: proven
                for row in rows
                if (proven := self._proven(row, effects.get(row[1], "[]"), wanted[row[0]])) is not None
            }
        except (*READ_FAILURES, self._driver_error):
            return {}

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        """As the driver gives them, which takes half the time."""
        result = self._connection.execute(query)
        try:
            return result.cursor.fetchall()
        finally:
            result.close()

    def _proven(self, row: Sequence[Any], effects: str, entry: Entry) -> Proven | None:
        _, _, document, sealed, sources, sealed_sources, *cells = row
        texts = [write(cell) for write, cell in zip(_WRITTEN, cells)]  # noqa: B905 - JSON comes after them
        texts += ["null" if cell is None else cell for cell in cells[len(_WRITTEN) :]]
        texts += [effects, quoted(sealed), sealed_sources]
        sorted_texts, written = _ORDERS[sealed_sources != "[]"]
        content = written % tuple(map(self._hash, sorted_texts(texts)))
        if sha256(content.encode()).hexdigest() != entry.content_sha256:
            return None
        return Proven(document, sealed, sources, sealed_sources, cells[_CREATED_AT])

    def _effects(self, answers: Sequence[int]) -> dict[int, str]:
        """The canonical JSON of the effects of each answer."""
        query = select(ScoreRow.answer, *_SCORE_COLUMNS).where(ScoreRow.answer.in_(answers))
        texts: defaultdict[int, list[str]] = defaultdict(list)
        for answer, *cells in self._rows(query.order_by(ScoreRow.answer, ScoreRow.rank)):
            written = [write(cell) for write, cell in zip(_SCORE_WRITTEN, cells)]  # noqa: B905 - made for each other
            texts[answer].append(_SCORE % tuple(written))
        return {answer: f"[{','.join(each)}]" for answer, each in texts.items()}

    def _redacted_among(self, entries: Iterable[Entry]) -> set[str]:
        if not self._redacted:
            return set()
        subjects = [entry.subject for entry in entries]
        return set(self._connection.scalars(select(RedactionRow.subject).where(RedactionRow.subject.in_(subjects))))


class _Hashes(dict[str, str]):
    """The hashes of texts; of those that may come again they are kept."""

    def __missing__(self, text: str) -> str:
        found = sha256(text.encode()).hexdigest()
        if len(text) <= _SHORT:
            if len(self) >= _MOST:
                self.clear()
            self[text] = found
        return found


def _whole(value: Any) -> str:
    if type(value) is not int or not -(2**53) < value < 2**53:
        raise ValueError("not a whole number")
    return str(value)


def _number(value: Any) -> str:
    if type(value) is not float:
        raise ValueError("not a number with a fraction")
    text = repr(value)
    if "e" in text or text == "-0.0":
        return rfc8785.dumps(value).decode()
    return text[:-2] if text.endswith(".0") else text


_bool = {True: "true", False: "false"}.__getitem__


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


_FIELDS = {name: _column(getattr(AnswerRow, name)) for name in _held(AnswerRow, Answer) if name not in _OF_OTHERS}
_FIELDS |= {name: _column(column) for name, column in _OF_OTHERS.items()}
_NAMES = sorted(_FIELDS, key=lambda name: _FIELDS[name][1] is _json)
_WRITTEN = [_FIELDS[name][1] for name in _NAMES if _FIELDS[name][1] is not _json]
"""Of the columns of :data:`_NAMES` that hold no JSON, which come first."""
_CREATED_AT = _NAMES.index("created_at")


def _order(names: Sequence[str]) -> tuple[Callable[[Sequence[str]], tuple[str, ...]], str]:
    """What sorts the texts of these fields by name, and the text that their hashes are put into."""
    by_name = sorted(range(len(names)), key=lambda place: names[place])
    return itemgetter(*by_name), "{" + ",".join(f'"{names[place]}":"%s"' for place in by_name) + "}"


_SEALED = [*_NAMES, _EFFECTS, "document_content_sha256"]
_ORDERS = (_order(_SEALED), _order([*_SEALED, "sources_content_sha256"]))
"""For one document, and for several."""
_SCORES = {name: _column(getattr(ScoreRow, name)) for name in _held(ScoreRow, ParagraphEffect)}
_SCORE_COLUMNS = [column for column, _ in _SCORES.values()]
_SCORE_WRITTEN = [written for _, written in _SCORES.values()]
_SCORE = "{" + ",".join(f'"{name}":%s' for name in _SCORES) + "}"


def _query(first: int, last: int) -> Select[Any]:
    return (
        select(
            AuditEntryRow.seq,
            AnswerRow.number,
            DocumentRow.number,
            AnswerRow.document_content_sha256,
            cast(AnswerRow.sources, Text),
            cast(AnswerRow.sources_content_sha256, Text),
            *(_FIELDS[name][0] for name in _NAMES),
        )
        .join(AnswerRow, AnswerRow.id == AuditEntryRow.subject)
        .join(QuestionRow, AnswerRow.question == QuestionRow.number)
        .join(DocumentRow, QuestionRow.document == DocumentRow.number)
        .where(AuditEntryRow.seq >= first, AuditEntryRow.seq <= last, AuditEntryRow.kind == ANSWER)
    )
