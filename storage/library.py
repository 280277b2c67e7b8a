"""The library as a list: every file that is stored, without a text of it being read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import Session

from docexplain.records import StoredDocument
from storage.database.tables import AnswerRow, AuditEntryRow, DocumentRow, FilePlaceRow, ParagraphRow, QuestionRow
from storage.log.kinds import DOCUMENT_KINDS, document_subject
from storage.redaction.kept import all_kept

_TOGETHER = " and "
"""Stands in the name that an answer has of several documents (:class:`docexplain.Collection`), so that ``sources``,
which stands behind all else in a row, is not looked for in every answer."""


_WHOLE = "[]"
"""What stands in ``only_pages`` of a parse of all pages; earlier versions noted nothing."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Use:
    """What was asked of one file: how many questions, which ones of it together with others that came before it, and
    when it was the last time."""

    questions: int = 0
    together: set[int] = field(default_factory=set)
    last: str = ""


def stored_documents(session: Session) -> list[StoredDocument]:
    """See :meth:`storage.SqlStore.stored_documents`."""
    gone = all_kept(session)
    by_file: dict[str, list[Any]] = defaultdict(list)
    for row in session.connection().execute(_PARSES):
        if document_subject(row.sha256, row.parser) not in gone:
            by_file[row.sha256].append(row)
    uses = _uses(session, {row.number: row.sha256 for rows in by_file.values() for row in rows})
    places = _places(session)
    found = [_one(rows, uses.get(sha256, _Use()), places.get(sha256, "")) for sha256, rows in by_file.items()]
    return sorted(found, key=_last_use, reverse=True)


_SUBJECT = DocumentRow.sha256 + ":" + DocumentRow.parser
_PARSES = select(
    DocumentRow.number,
    DocumentRow.sha256,
    DocumentRow.name,
    DocumentRow.parser,
    DocumentRow.coverage["pages"].as_integer().label("pages"),
    DocumentRow.coverage["protected"].as_boolean().label("protected"),
    func.coalesce(DocumentRow.coverage["only_pages"].as_string(), _WHOLE).label("only_pages"),
    # the greatest index is looked up in the primary key; counting would read all of it
    select(func.max(ParagraphRow.index))
    .where(ParagraphRow.document == DocumentRow.number)
    .scalar_subquery()
    .label("paragraphs"),
    select(func.min(AuditEntryRow.at))
    .where(AuditEntryRow.subject == _SUBJECT, AuditEntryRow.kind.in_(DOCUMENT_KINDS))
    .scalar_subquery()
    .label("stored_at"),
).order_by(DocumentRow.number)


def _one(rows: Sequence[Any], use: _Use, place: str) -> StoredDocument:
    """The line of one file, by its parses in the order in which they were stored."""
    row = next((each for each in reversed(rows) if each.only_pages == _WHOLE), rows[-1])
    stored = [each.stored_at for each in rows if each.stored_at]
    return StoredDocument(
        sha256=row.sha256,
        parser=row.parser,
        name=row.name,
        pages=row.pages,
        paragraphs=row.paragraphs or 0,
        stored_at=datetime.fromisoformat(min(stored)) if stored else None,
        asked_at=datetime.fromisoformat(use.last) if use.last else None,
        questions=use.questions + len(use.together),
        place=place,
        protected=any(each.protected for each in rows),
    )


def _uses(session: Session, files: Mapping[int, str]) -> dict[str, _Use]:
    """What was asked of each file, by its hash; ``files`` has those by the numbers of their parses."""
    newest = _ASKED.subquery()
    query = select(newest.c.document, newest.c.questions, AnswerRow.created_at).join(
        AnswerRow, AnswerRow.number == newest.c.answer
    )
    uses: dict[str, _Use] = defaultdict(_Use)
    connection = session.connection()  # a session would look for objects in each row
    for document, questions, at in connection.execute(query):
        if document in files:
            use = uses[files[document]]
            use.questions, use.last = use.questions + questions, max(use.last, at)
    for document, question, at, sources in connection.execute(_ASKED_TOGETHER):
        for sha256 in {source["sha256"] for source in json.loads(sources)}:
            use = uses[sha256]
            use.last = max(use.last, at)
            if files.get(document) != sha256:  # under the first of them it was counted above
                use.together.add(question)
    return uses


_ASKED = (  # both figures stand in indices
    select(
        QuestionRow.document,
        func.count(QuestionRow.number.distinct()).label("questions"),
        func.max(AnswerRow.number).label("answer"),
    )
    .join(AnswerRow, AnswerRow.question == QuestionRow.number)
    .group_by(QuestionRow.document)
)
_ASKED_TOGETHER = (
    select(QuestionRow.document, QuestionRow.number, AnswerRow.created_at, cast(AnswerRow.sources, Text))
    .join(AnswerRow, AnswerRow.question == QuestionRow.number)
    .where(or_(AnswerRow.document_name.contains(_TOGETHER), AnswerRow.document_name == ""))
)


def _places(session: Session) -> dict[str, str]:
    """Where each file was last seen, by its hash."""
    query = select(FilePlaceRow.sha256, FilePlaceRow.path).order_by(FilePlaceRow.seen_at, FilePlaceRow.path.desc())
    found: Iterable[Any] = session.connection().execute(query)
    return {row.sha256: row.path for row in found}


def _last_use(document: StoredDocument) -> datetime:
    return max(filter(None, (document.asked_at, document.stored_at)), default=_NEVER)
