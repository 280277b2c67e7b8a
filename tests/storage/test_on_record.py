"""What is used or shown is checked against the log just before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from docexplain.errors import NotFoundError, StorageError
from docexplain.records import Answer, Document, Source
from storage import SqlStore, open_store

ONE = "11a2b3c4d"

CHANGES_OF_ANSWER = [
    "UPDATE answers SET verdict = 'supported' WHERE number = 1",
    "UPDATE answers SET text = 'Ninety' WHERE number = 1",
    "UPDATE questions SET text = 'Another?'",
    "UPDATE scores SET effect = 9.5 WHERE answer = 1",
    "UPDATE answers SET created_at = replace(created_at, '2026', '2025') WHERE number = 1",
    "UPDATE answers SET document_content_sha256 = sha256 WHERE number = 1",
    "UPDATE answers SET provenance = NULL WHERE number = 1",
    "UPDATE answers SET tokens = '[]' WHERE number = 1",
    "UPDATE answers SET verdict = 'certain' WHERE number = 1",
    "UPDATE answers SET document_name = 'other.pdf' WHERE number = 1",
]


def sealed(sql, subject: str) -> int:
    return sql(f"SELECT seq FROM audit_entries WHERE subject = '{subject}'")[0][0]


def test_what_is_as_recorded(filled: SqlStore, answers: list[Answer]) -> None:
    for answer in answers:
        assert filled.on_record(answer.id).problems == ()
    assert [each.on_record.problems for each in filled.history(checked=True)] == [()] * 5
    assert [each.on_record for each in filled.history()] == [None] * 5
    with pytest.raises(NotFoundError):
        filled.on_record("ffff")


@pytest.mark.parametrize("change", [c for c in CHANGES_OF_ANSWER if "= sha256" not in c])
def test_a_changed_answer(filled: SqlStore, sql, change: str) -> None:
    sql(change)
    problems = filled.on_record(ONE).problems
    assert problems
    assert "changed after it was recorded" in " ".join(problems)


def test_a_history_says_which_line_was_changed(filled: SqlStore, sql, answers: list[Answer]) -> None:
    sql("UPDATE answers SET verdict = 'supported' WHERE number = 2")
    changed = [each.id for each in filled.history(checked=True) if each.on_record.problems]
    assert changed == [answers[1].id]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("DELETE FROM audit_entries WHERE seq = {seq}", "no entry"),
        ("UPDATE audit_entries SET content_sha256 = '00' WHERE seq = {seq}", "entry in the audit log was changed"),
        ("UPDATE audit_entries SET at = '2020-01-01' WHERE seq = {seq}", "entry in the audit log was changed"),
        ("UPDATE audit_entries SET previous = '' WHERE seq = {seq}", "entry in the audit log was changed"),
        ("UPDATE audit_entries SET sha256 = '00' WHERE seq = {seq}", "entry in the audit log was changed"),
        ("UPDATE audit_entries SET previous = '00' WHERE seq = {seq} + 1", "entry in the audit log was changed"),
        ("DELETE FROM audit_entries WHERE seq = {seq} - 1", "entry in the audit log was changed"),
        (
            "INSERT INTO audit_entries SELECT 99, kind, subject, content_sha256, previous, at, sha256 "
            "FROM audit_entries WHERE seq = {seq}",
            "several entries",
        ),
    ],
)
def test_a_changed_entry_of_an_answer(filled: SqlStore, sql, answers: list[Answer], change: str, says: str) -> None:
    sql(change.format(seq=sealed(sql, answers[1].id)))
    assert says in " ".join(filled.on_record(answers[1].id).problems)


def test_an_answer_on_a_document_that_was_changed(filled: SqlStore, sql, document: Document) -> None:
    sql("UPDATE paragraphs SET text = '99 dollars' WHERE paragraph = 1")
    [problem] = filled.on_record(ONE).problems
    assert problem == "It was given on renamed.pdf, which was changed since."
    sql("DELETE FROM paragraphs")
    assert filled.on_record(ONE).problems


def test_a_document_whose_answer_was_sealed_over_the_changed_one(filled: SqlStore, sql, document: Document) -> None:
    """Its entry tells, which is older."""
    sql("UPDATE audit_entries SET content_sha256 = '00' WHERE kind = 'document-9'")
    assert "which has an entry in the audit log that was changed" in " ".join(filled.on_record(ONE).problems)


USES = {
    "find": lambda store, document, answer: store.find_document(document.sha256, document.parser),
    "get": lambda store, document, answer: store.get_document(document.sha256, document.parser),
    "add": lambda store, document, answer: store.add_document(document),
    "answer": lambda store, document, answer: store.add_answer(answer),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE paragraphs SET text = '99 dollars' WHERE paragraph = 1", "changed after it was recorded"),
        ("UPDATE documents SET size = size + 1", "changed after it was recorded"),
        ("UPDATE furniture SET text = 'x'", "changed after it was recorded"),
        ("DELETE FROM audit_entries WHERE kind = 'document-9'", "has no entry in the audit log"),
        ("UPDATE audit_entries SET content_sha256 = '00' WHERE kind = 'document-9'", "entry in the audit log that was"),
        ("UPDATE audit_entries SET sha256 = '00' WHERE kind = 'document-9'", "entry in the audit log that was"),
    ],
)
def test_a_changed_document_is_not_used(
    filled: SqlStore, sql, document: Document, answer: Answer, use: str, change: str, says: str
) -> None:
    before = sql("SELECT count(*) FROM answers")
    sql(change)
    with pytest.raises(StorageError, match=says) as caught:
        USES[use](filled, document, answer)
    assert caught.value.remedies == ("verify", "database")
    assert sql("SELECT count(*) FROM answers") == before
    assert filled.get_document(document.sha256, document.parser, checked=False).sha256 == document.sha256


def test_a_parse_that_was_edited_before_its_first_question(path: Path, sql, document: Document, answer: Answer) -> None:
    with open_store(path) as store:
        store.add_document(document)
    sql("UPDATE paragraphs SET text = '99 dollars' WHERE paragraph = 1")
    with open_store(path) as store, pytest.raises(StorageError, match="changed after it was recorded"):
        store.find_document(document.sha256, document.parser)


def test_a_document_planted_in_the_database(filled: SqlStore, sql, document: Document) -> None:
    sql(
        f"INSERT INTO documents (sha256, name, parser, coverage) SELECT '{'ee' * 32}', name, parser, coverage "
        "FROM documents",
        "INSERT INTO paragraphs SELECT 2, paragraph, text, block_class, heading_path, boxes, words FROM paragraphs",
    )
    with pytest.raises(StorageError, match="has no entry in the audit log"):
        filled.find_document("ee" * 32, document.parser)


def test_each_of_several_documents(filled: SqlStore, sql, document: Document, answer: Answer) -> None:
    other = replace(document, sha256="cd" * 32, name="other.pdf")
    filled.add_document(other)
    sources = tuple(Source(d.sha256, d.name, d.parser, 2) for d in (document, other))
    several = replace(answer, id="abab", sources=sources)
    filled.add_answer(several)
    assert filled.on_record("abab").problems == ()
    sql("UPDATE paragraphs SET text = 'x' WHERE document = 2 AND paragraph = 1")
    assert filled.on_record("abab").problems == ("It was given on other.pdf, which was changed since.",)
    assert filled.on_record(ONE).problems == ()
    with pytest.raises(StorageError, match=r"other\.pdf was changed"):
        filled.add_answer(replace(several, id="acac"))


def test_a_document_that_vanished_comes_back_as_it_was(filled: SqlStore, sql, document: Document) -> None:
    for table in ("furniture", "paragraphs", "vectors"):
        sql(f"DELETE FROM {table}")
    sql("DELETE FROM answers", "DELETE FROM scores", "DELETE FROM questions", "DELETE FROM documents")
    with pytest.raises(StorageError, match="stored before with other text or under another name"):
        filled.add_document(replace(document, paragraphs=document.paragraphs[:1]))
    filled.add_document(document)
    assert [row[0] for row in sql("SELECT count(*) FROM audit_entries WHERE kind = 'document-9'")] == [1]
    assert filled.find_document(document.sha256, document.parser) == document


@pytest.mark.parametrize(
    "change",
    [
        *(each for each in CHANGES_OF_ANSWER if "certain" not in each),  # of that there is no list at all
        "UPDATE paragraphs SET text = '99 dollars' WHERE paragraph = 1",
        "UPDATE audit_entries SET at = '2020-01-01' WHERE seq = 3",
        "UPDATE audit_entries SET at = '2020-01-01' WHERE seq = 1",
        "DELETE FROM audit_entries WHERE seq = 3",
        "DELETE FROM audit_entries WHERE seq = 1",
        "UPDATE audit_entries SET sha256 = '00' WHERE seq = 6",
        "UPDATE audit_entries SET kind = 'answer-8' WHERE seq = 2",
        "UPDATE answers SET read = 'x' WHERE number = 3",
        "UPDATE documents SET size = 1",
    ],
)
def test_a_list_of_answers_says_of_each_what_looking_at_it_says(
    filled: SqlStore, sql, answers: list[Answer], change: str
) -> None:
    sql(change.replace("= sha256", "= '00'"))
    listed = {line.id: line.on_record for line in filled.history(checked=True)}
    assert listed == {answer.id: filled.on_record(answer.id) for answer in answers}
    assert any(on_record.problems for on_record in listed.values())
