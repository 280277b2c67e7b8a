"""Documents as the database holds them: read as plain rows, rebuilt and hashed once while the rows stay the same.

A big document takes seconds to rebuild and to hash, its rows a fraction of one to read and to compare. So each use
reads the rows anew, unless SQLite says that nobody has written since they were read, and only what was made of the very
same rows is used again: a change in the database is noticed as if nothing were remembered.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, Text, cast, inspect, select
from sqlalchemy.orm import Session

from docexplain.common.garbage import collector_waits
from docexplain.common.serialization import field_types, from_plain
from docexplain.records import Document, Furniture, Paragraph
from storage.database.state import State, state_of
from storage.database.tables import Base, DocumentRow, FurnitureRow, ParagraphRow
from storage.log.digests import document_digest

_MOST = 4
"""Documents remembered whatever their size: those that are asked in turn."""
_MOST_PARAGRAPHS = 60_000
"""More documents are remembered while they have no more paragraphs together: those that are asked as one."""

_JSON = json.JSONDecoder()

Cells = tuple[Any, ...]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class StoredRows:
    """What the database holds of one document; JSON as the text that stands there.

    Attributes:
        number: of the document's row.
    """

    number: int
    document: Cells
    paragraphs: tuple[Cells, ...]
    furniture: tuple[Cells, ...]


def read_rows(session: Session, *which: ColumnElement[bool]) -> StoredRows | None:
    """The rows of the one document for which all of this holds, if there is one."""
    query = select(DocumentRow.number, *_columns(DocumentRow, Document)).where(*which)
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    number, *cells = found
    paragraphs = (
        select(*_columns(ParagraphRow, Paragraph)).where(ParagraphRow.document == number).order_by(ParagraphRow.index)
    )
    furniture = (
        select(*_columns(FurnitureRow, Furniture))
        .where(FurnitureRow.document == number)
        .order_by(FurnitureRow.position)
    )
    connection = session.connection()  # a session would look for objects in each row
    with collector_waits():
        return StoredRows(
            number,
            tuple(cells),
            tuple([tuple(row) for row in connection.execute(paragraphs)]),
            tuple([tuple(row) for row in connection.execute(furniture)]),
        )


def rebuilt(rows: StoredRows) -> Document:
    """The document in the rows. Raises ValueError, TypeError or RecursionError where docexplain did not write them."""
    with collector_waits():
        plain = _plain(DocumentRow, Document, [rows.document])[0]
        plain["paragraphs"] = _plain(ParagraphRow, Paragraph, rows.paragraphs)
        plain["furniture"] = _plain(FurnitureRow, Furniture, rows.furniture)
        return from_plain(Document, plain)


@dataclass(slots=True)
class _Known:
    rows: StoredRows
    document: Document
    digest: str = ""


class KnownDocuments:
    """What was made of rows that were read before.

    Threads may use it beside each other. None waits here for another one's transaction: that one may wait for it.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()  # for what follows, and never while the database is asked
        self._known: OrderedDict[int, _Known] = OrderedDict()
        self._read: OrderedDict[tuple[str, str], tuple[State, StoredRows]] = OrderedDict()

    def rows(self, session: Session, sha256: str, parser: str) -> StoredRows | None:
        """The rows of this parse as the transaction sees them, which must not have written to them itself: of what is
        undone later they would be remembered."""
        key, state = (sha256, parser), state_of(session)
        with self._turn:
            before = self._read.get(key)
        if state is not None and before is not None and before[0] == state:
            return before[1]
        rows = read_rows(session, DocumentRow.sha256 == sha256, DocumentRow.parser == parser)
        if rows is not None and state is not None:
            with self._turn:
                self._read[key] = state, rows
                _keep_newest(self._read, key, lambda read: read[1])
        return rows

    def document(self, rows: StoredRows) -> Document:
        """See :func:`rebuilt`."""
        return self._of(rows).document

    def digest(self, rows: StoredRows) -> str:
        """See :func:`storage.log.digests.document_digest`."""
        known = self._of(rows)
        known.digest = known.digest or document_digest(known.document)
        return known.digest

    def read_back(self, rows: StoredRows, document: Document, digest: str) -> str:
        """The digest of what the rows hold, after a document with this digest was stored in them."""
        stored = rebuilt(rows)
        if stored != document:
            return document_digest(stored)
        self._note(_Known(rows, document, digest))
        return digest

    def rows_of(self, document: Document) -> StoredRows | None:
        """The rows that this very document was made of, or stored in, when they were last looked at; its name, which
        is that of the file, may be another."""
        with self._turn:
            same = (known.rows for known in self._known.values() if _is_same(known.document, document))
            return next(same, None)

    def _of(self, rows: StoredRows) -> _Known:
        with self._turn:
            known = self._known.get(rows.number)
        if known is None or known.rows != rows:
            known = _Known(rows, rebuilt(rows))
        self._note(known)
        return known

    def _note(self, known: _Known) -> None:
        with self._turn:
            self._known[known.rows.number] = known
            _keep_newest(self._known, known.rows.number, lambda known: known.rows)


def _keep_newest(kept: OrderedDict[K, Any], newest: K, rows: Callable[[Any], StoredRows]) -> None:
    kept.move_to_end(newest)
    if len(kept) <= _MOST:
        return
    paragraphs = sum(len(rows(each).paragraphs) for each in kept.values())
    while len(kept) > _MOST and paragraphs > _MOST_PARAGRAPHS:
        paragraphs -= len(rows(kept.popitem(last=False)[1]).paragraphs)


def _is_same(one: Document, other: Document) -> bool:
    """By identity of what they hold, which is frozen; equal ones that were made apart are not looked for."""
    return all(getattr(one, part.name) is getattr(other, part.name) for part in fields(Document) if part.name != "name")


@cache
def _columns(table: type[Base], record: type) -> tuple[ColumnElement[Any], ...]:
    """The table's columns of the record's fields, JSON as text."""
    return tuple(
        cast(column, Text) if isinstance(column.type, JSON) else column
        for column in (getattr(table, name) for name in _names(table, record))
    )


@cache
def _names(table: type[Base], record: type) -> tuple[str, ...]:
    """The record's fields that stand in the table itself."""
    held = inspect(table).column_attrs.keys()
    return tuple(name for name in field_types(record) if name in held)


def _plain(table: type[Base], record: type, rows: Sequence[Cells]) -> list[dict[str, Any]]:
    names = _names(table, record)
    written = [name for name in names if isinstance(getattr(table, name).type, JSON)]
    plain = [dict(zip(names, row, strict=True)) for row in rows]
    for each in plain:
        for name in written:
            each[name] = _parsed(each[name])
    return plain


def _parsed(cell: str | None) -> Any:
    if cell is None:
        return None
    value, end = _JSON.raw_decode(cell) if cell[:1] in "[{" else (None, -1)  # half the time of json.loads
    return value if end == len(cell) else json.loads(cell)
