"""Answers as the database holds them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from docexplain.common.serialization import from_plain
from docexplain.errors import NotFoundError
from docexplain.records import Answer, AnswerSummary
from storage.database.tables import AnswerRow, DocumentRow, QuestionRow
from storage.mapping import answer_record

_ASKED_OF_THE_DATABASE = 8
"""Words of a search that it is asked for; whatever it finds is looked through for all of them."""
_LONGEST = 100
"""Characters of a word that it is asked for."""


def load_answer(session: Session, answer: int | str) -> tuple[Answer, AnswerRow, int]:
    """The answer with this number or id, its row, and its document's number."""
    query = (
        select(AnswerRow, QuestionRow.text, DocumentRow.number, DocumentRow.sha256, DocumentRow.parser)
        .join(QuestionRow, AnswerRow.question == QuestionRow.number)
        .join(DocumentRow, QuestionRow.document == DocumentRow.number)
        .where((AnswerRow.number if isinstance(answer, int) else AnswerRow.id) == answer)
    )
    row, question, document, sha256, parser = session.execute(query).one()
    return answer_record(row, question=question, document_sha256=sha256, parser=parser), row, document


def find_number(session: Session, answer_id: str) -> int:
    """The number of the answer with this id, or the only one whose id begins so. Raises NotFoundError."""
    wanted = answer_id.strip().lower()
    if not wanted:
        raise NotFoundError("An answer needs an id, or the beginning of one: see the history.", remedies=("history",))
    query = select(AnswerRow.id, AnswerRow.number).where(AnswerRow.id.startswith(wanted, autoescape=True))
    found: dict[str, int] = {row.id: row.number for row in session.execute(query.order_by(AnswerRow.id).limit(5))}
    if wanted in found:
        return found[wanted]
    if not found:
        raise NotFoundError(f"There is no stored answer {wanted}: see the history.", remedies=("history",))
    if len(found) > 1:
        raise NotFoundError(f"{wanted} is the beginning of more than one id, {', '.join(found)}: write more.")
    return next(iter(found.values()))


def has_answer(session: Session, answer_id: str) -> bool:
    """Whether there is an answer with exactly this id."""
    return session.scalar(select(AnswerRow.number).where(AnswerRow.id == answer_id)) is not None


def question_number(session: Session, document: int, text: str) -> int:
    """The number of the question about the document with this number, stored if it is new."""
    query = select(QuestionRow).where(QuestionRow.document == document, QuestionRow.text == text).limit(1)
    row = session.scalars(query).one_or_none()
    if row is None:
        row = QuestionRow(document=document, text=text)
        session.add(row)
        session.flush()
    return row.number


def id_of(session: Session, number: int) -> str:
    """The id of the answer with this number."""
    return session.execute(select(AnswerRow.id).where(AnswerRow.number == number)).scalar_one()


def summaries(
    session: Session, document_sha256: str | None, limit: int | None, containing: str = ""
) -> list[AnswerSummary]:
    """See :meth:`storage.SqlStore.history`."""
    words = containing.split()
    query = _summaries(document_sha256, None if words else limit)
    for word in words[:_ASKED_OF_THE_DATABASE]:
        if _is_plain(word):
            stands = (text.icontains(word, autoescape=True) for text in (QuestionRow.text, AnswerRow.text))
            query = query.where(or_(*stands))
    found = (row._asdict() for row in session.execute(query.execution_options(yield_per=100)))
    some = islice((each for each in found if _holds(each, words)), limit)
    return [from_plain(AnswerSummary, {**each, "read": _counted(each["read"])}) for each in some]


def _counted(numbers: str | None) -> int:
    """How many stand in a JSON list; 0 for one that is damaged, which must not hide the history that tells so."""
    try:
        found = json.loads(numbers or "[]")
    except ValueError:
        return 0
    return len(found) if isinstance(found, list) else 0


def _is_plain(word: str) -> bool:
    """Whether the database finds it in any case: SQLite knows no upper case but of ASCII, nor does PostgreSQL under
    some locales."""
    return word.isascii() and word.isprintable() and len(word) <= _LONGEST


def _holds(summary: Mapping[str, Any], words: Sequence[str]) -> bool:
    folded = f"{summary['question']}\n{summary['text']}".casefold() if words else ""
    return all(word.casefold() in folded for word in words)


def _summaries(document_sha256: str | None, limit: int | None) -> Select[tuple[object, ...]]:
    query: Select[tuple[object, ...]] = (
        select(
            AnswerRow.id,
            AnswerRow.created_at,
            AnswerRow.document_name,
            QuestionRow.text.label("question"),
            AnswerRow.text,
            AnswerRow.verdict,
            AnswerRow.what_if,
            AnswerRow.sources,
            cast(AnswerRow.read, Text).label("read"),
            AnswerRow.paragraphs_total,
        )
        .join(QuestionRow, AnswerRow.question == QuestionRow.number)
        .order_by(AnswerRow.created_at.desc(), AnswerRow.number.desc())
        .limit(limit)
    )
    if document_sha256 is not None:
        query = query.join(DocumentRow, QuestionRow.document == DocumentRow.number)
        named = cast(AnswerRow.sources, Text).contains(document_sha256, autoescape=True)
        query = query.where(or_(DocumentRow.sha256 == document_sha256, named))
    return query
