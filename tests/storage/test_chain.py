"""The log against an oracle of its own (hashlib and json), and against somebody who edits the file."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from docexplain.records import Answer, BlockClass, Box, Document, Paragraph
from storage import SqlStore, open_store
from storage.log.canonical_json import digest, earlier_digest
from storage.log.digests import document_digest
from tests.unguarded import unguarded

from .jcs import content, sha
from .log import log_of

TABLES = ("documents", "paragraphs", "furniture", "questions", "answers", "scores", "audit_entries")


def earlier(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=when)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def when(moment: object) -> str:
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")


def floats(value: Any) -> Any:
    """The two fields of the fixtures that hold whole numbers or minus zero, as the canonical form has them."""
    if isinstance(value, dict):
        return {k: float(v) + 0.0 if k in {"x0", "y0", "x1", "y1"} else floats(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [floats(item) for item in value]
    return 0.0 if isinstance(value, float) and value == 0 else value


def without_size(plain: dict[str, Any]) -> dict[str, Any]:
    """As entries before ``answer-9`` know a document."""
    return {name: value for name, value in plain.items() if name != "size"}


def test_hashes_are_what_the_documentation_says(url: str, document: Document, answers: list[Answer]) -> None:
    began = datetime.now(UTC)
    with open_store(url) as store:
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
        entries = log_of(url)
        report = store.verify()
        assert (report.entries, report.head) == (6, entries[-1].sha256)
        assert store.verify(expect_count=6, expect_head=entries[-1].sha256).problems == ()
    sealed = content(asdict(document))
    expected = [("document-9", f"{document.sha256}:{document.parser}", sealed)]
    for answer in answers:
        expected.append(("answer-9", answer.id, content({**asdict(answer), "document_content_sha256": sealed})))
    previous = ""
    for number, (entry, (kind, subject, hashed)) in enumerate(zip(entries, expected, strict=True), start=1):
        link = {
            "seq": number,
            "kind": kind,
            "subject": subject,
            "content_sha256": hashed,
            "previous": previous,
            "at": entry.at,
        }
        assert asdict(entry) == {**link, "sha256": sha(link)}
        assert began <= datetime.fromisoformat(entry.at) <= datetime.now(UTC)
        previous = entry.sha256


@pytest.mark.parametrize("items", [0, 1, 99, 100, 101, 200, 203])
def test_what_is_hashed_in_pieces_is_hashed_as_one_text(items: int) -> None:
    """The canonical JSON of the documentation, whatever is longer than one piece."""
    records = [{"z": n, "a": [0.5, 'é "\\\n\x01', None, True]} for n in range(items)]
    for value in ({"text": "ü", "items": records, "empty": {}, "in": {"b": records, "a": []}}, records, [records], {}):
        written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert earlier_digest(value) == hashlib.sha256(written.encode()).hexdigest()


@pytest.mark.parametrize("paragraphs", [0, 1, 99, 100, 101, 203])
def test_a_record_is_hashed_as_its_plain_values_are(document: Document, paragraphs: int) -> None:
    text = 'é "\\\n\x01\x7f\u2028'
    boxes = (Box(1, -0.0, -1.5, 0, 1e-7), Box(2, True, 1e22, 2, 1e300))
    many = [
        Paragraph(n, text * (n % 3), boxes[n % 2 :], BlockClass.TABLE, (text, ""), words="x" * n)
        for n in range(1, paragraphs + 1)
    ]
    big = replace(document, paragraphs=tuple(many), furniture=())
    assert document_digest(big) == content(floats(asdict(big)))
    assert document_digest(replace(big, size=0), "answer-8") == earlier(without_size(floats(asdict(big))))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_record_with_a_number_that_is_none_is_refused(document: Document, value: float) -> None:
    box = replace(document.paragraphs[0].boxes[0])
    object.__setattr__(box, "y0", value)
    with pytest.raises(ValueError, match="finite"):
        document_digest(replace(document, paragraphs=(Paragraph(1, "x", (box,)),)))


def test_a_record_with_text_that_is_not_unicode_is_refused(document: Document) -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        document_digest(replace(document, page_labels=("a\ud800",)))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_has_no_canonical_json_is_refused_in_every_piece(value: object) -> None:
    for items in ([value], ["x"] * 150 + [value], {"a": [[]] * 101 + [[value]]}, {"a": {"b": value}}):
        with pytest.raises(ValueError, match=r"JSON compliant|surrogates"):
            earlier_digest(items)
        with pytest.raises(ValueError, match=r"JCS|UTF-8"):
            digest(items)


def test_an_empty_log_is_whole(url: str) -> None:
    with open_store(url) as store:
        report = store.verify(expect_count=0)
        assert (report.entries, report.head, report.problems) == (0, "", ())


EDITS_OF_AN_ANSWER = [
    "UPDATE answers SET text = 'other' WHERE number = #",
    "UPDATE answers SET given = 1 WHERE number = #",
    "UPDATE answers SET created_at = '2026-03-29T01:33:00.123457+00:00' WHERE number = #",
    "UPDATE answers SET document_effect = document_effect + 1e-15 WHERE number = #",
    "UPDATE answers SET timings = json_set(timings, '$.explain_s', 9.5) WHERE number = #",
    "UPDATE answers SET settings = json_set(settings, '$.mode', 'mask') WHERE number = #",
    "UPDATE answers SET model = json_set(model, '$.name', 'GPT') WHERE number = #",
    "UPDATE answers SET tokens = json_set(tokens, '$[1].loss', 0.5) WHERE number = #",
    "UPDATE answers SET verdict = 'supported' WHERE number = #",
    "UPDATE answers SET document_content_sha256 = 'x' WHERE number = #",
    "UPDATE scores SET effect = 2.0 WHERE answer = # AND rank = 2",
    "UPDATE scores SET per_token = '[0.5, 0.5]' WHERE answer = # AND rank = 1",
    "UPDATE scores SET rank = 3 - rank + 10 WHERE answer = #",
    "DELETE FROM scores WHERE answer = # AND rank = 2",
    "UPDATE scores SET support = support + 1e-15 WHERE answer = # AND rank = 1",
    "UPDATE scores SET per_claim = '[0.0, 0.3]' WHERE answer = # AND rank = 2",
    """UPDATE answers SET signals = '[{"name": "share", "value": 0.75}]' WHERE number = #""",
    "UPDATE answers SET claims = '[[0, 0], [0, 2]]' WHERE number = #",
    "UPDATE answers SET path = json_set(path, '$.error', 0) WHERE number = #",
    "UPDATE answers SET path = json_set(path, '$.nodes', 15) WHERE number = #",
    "UPDATE answers SET path = NULL WHERE number = #",
    "UPDATE answers SET passages = json_set(passages, '$[1].per_claim[0]', 0.1) WHERE number = #",
    "UPDATE answers SET settings = json_set(settings, '$.kappa', 0.8) WHERE number = #",
    "UPDATE answers SET settings = json_remove(settings, '$.kappa') WHERE number = #",
    "UPDATE answers SET cited = NULL WHERE number = #",
    "UPDATE answers SET redundant = '[]' WHERE number = #",
    "UPDATE answers SET passages = json_set(passages, '$[1].start', 6) WHERE number = #",
    "UPDATE answers SET controls = '{}' WHERE number = #",
    "UPDATE answers SET calibration = json_set(calibration, '$.weights[0].weight', 5) WHERE number = #",
]
"""Of the answer number #, its effects included."""
EDITS_THAT_SPOIL_AN_ANSWER = [
    "UPDATE scores SET per_claim = '[]' WHERE answer = #",
    "UPDATE scores SET per_claim = '[true, 0]' WHERE answer = #",
    "UPDATE answers SET claims = '[[0, 2]]' WHERE number = #",
    "UPDATE answers SET verdict = 'certain' WHERE number = #",
    "UPDATE answers SET tokens = '[{' WHERE number = #",
    "UPDATE answers SET tokens = '7' WHERE number = #",
    """UPDATE answers SET settings = '{"mood": 1}' WHERE number = #""",
    "UPDATE answers SET model = '{}' WHERE number = #",
    "UPDATE answers SET text = x'ff00' WHERE number = #",
    "UPDATE answers SET text = CAST(x'ff' AS TEXT) WHERE number = #",
    "UPDATE answers SET document_effect = 'much' WHERE number = #",
    "UPDATE answers SET created_at = 'yesterday' WHERE number = #",
    "UPDATE answers SET question = 99 WHERE number = #",
]
"""After these it is no record any more, or one that cannot be."""


def _by_fours(edits: list[str], said: str) -> list[Any]:
    """As many as the database has answers that do not depend on each other."""
    return [pytest.param(edits[i : i + 4], said, id=f"{said}{i}") for i in range(0, len(edits), 4)]


@pytest.mark.parametrize(
    ("edits", "said"),
    [*_by_fours(EDITS_OF_AN_ANSWER, ""), *_by_fours(EDITS_THAT_SPOIL_AN_ANSWER, " was changed")],
)
def test_each_edit_of_an_answer_is_found(filled: SqlStore, sql, edits: list[str], said: str) -> None:
    sql(*(edit.replace("#", str(number)) for number, edit in enumerate(edits, 1)))
    problems = filled.verify().problems
    for number, edit in enumerate(edits, 1):
        named = f"Entry {number + 1}: the answer {number}1a2b3c4d{said}"
        assert any(problem.startswith(named) for problem in problems), (edit, problems)


ANSWER_3 = "Entry 4: the answer 31a2b3c4d"
EDITS = [
    (
        "INSERT INTO scores SELECT 3, 3, paragraph, 1.0, 1.0, 0, per_token, together_with, support, per_claim "
        "FROM scores WHERE answer = 3 AND rank = 1",
        ANSWER_3,
    ),
    ("UPDATE answers SET what_if = json_set(what_if, '$.steering[0].factor', 0.5) WHERE number = 5", "Entry 6: the an"),
    ("UPDATE questions SET text = 'other' WHERE number = 3", ANSWER_3),
    ("UPDATE paragraphs SET text = text || '.' WHERE paragraph = 1", "on a document that was changed since"),
    ("UPDATE paragraphs SET boxes = json_set(boxes, '$[0].x0', 0.2) WHERE paragraph = 1", "document that was changed"),
    ("UPDATE paragraphs SET heading_path = '[]' WHERE paragraph = 2", "on a document that was changed since"),
    ("DELETE FROM paragraphs WHERE paragraph = 2", "on a document that was changed since"),
    ("DELETE FROM furniture WHERE position = 2", "on a document that was changed since"),
    ("UPDATE documents SET coverage = json_set(coverage, '$.kept', 400)", "on a document that was changed since"),
    ("UPDATE documents SET coverage = 'no JSON'", "on a document that was changed since"),
    ("UPDATE documents SET name = 'x.pdf'", "on a document that was changed since"),
    ("DELETE FROM documents", "cannot be read any more"),
    ("DELETE FROM questions WHERE number = 3", f"{ANSWER_3} was changed"),
    ("UPDATE answers SET id = '99' WHERE number = 3", f"{ANSWER_3} is gone"),
    ("DELETE FROM answers WHERE number = 3", f"{ANSWER_3} is gone"),
    ("DELETE FROM audit_entries WHERE seq = 4", "Entry 4 is missing"),
    ("DELETE FROM audit_entries WHERE seq = 1", "Entry 1 is missing"),
    ("DELETE FROM audit_entries WHERE seq IN (3, 4)", "Entries 3 to 4 are missing"),
    ("DELETE FROM audit_entries WHERE seq = 6", "The answer 51a2b3c4d has no entry"),
    ("DELETE FROM audit_entries", "The answer 11a2b3c4d has no entry"),
    ("UPDATE audit_entries SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 4", "Entry 4 was changed"),
    ("UPDATE audit_entries SET sha256 = 'x' WHERE seq = 4", "Entry 5 does not follow from entry 4"),
    ("UPDATE audit_entries SET previous = '' WHERE seq = 4", "Entry 4 does not follow from entry 3"),
    ("UPDATE audit_entries SET previous = 'x' WHERE seq = 1", "Entry 1 does not follow from an empty log"),
    ("UPDATE audit_entries SET kind = 'note' WHERE seq = 4", "Entry 4 is of an unknown kind"),
    ("UPDATE audit_entries SET kind = 'answer' WHERE seq = 4", "no settings, no given_by, no cited"),
    ("UPDATE audit_entries SET subject = x'ff' WHERE seq = 4", "Entry 4 is missing or cannot be read"),
    ("UPDATE audit_entries SET at = CAST(x'ff' AS TEXT) WHERE seq = 6", "Entry 6 cannot be read"),
    ("UPDATE audit_entries SET seq = 0 WHERE seq = 1", "Entry 0 does not belong"),
    ("UPDATE audit_entries SET seq = 9 WHERE seq = 6", "Entries 6 to 8 are missing"),
    (
        "UPDATE audit_entries SET subject = '21a2b3c4d' WHERE seq = 4",
        "Entry 4: the answer 21a2b3c4d stands in the log al",
    ),
    ("DROP TABLE audit_entries", "The audit log cannot be read"),
    ("DROP TABLE answers", "The stored answers cannot be read"),
    ("DROP TABLE scores", f"{ANSWER_3} was changed"),
]


@pytest.mark.parametrize(("statement", "sentence"), EDITS, ids=[statement[:70] for statement, _ in EDITS])
def test_an_edit_is_found(filled: SqlStore, sql, statement: str, sentence: str) -> None:
    sql(statement)
    problems = filled.verify().problems
    assert any(sentence in problem for problem in problems), problems


def test_every_column_is_covered(template: Path, path: Path) -> None:
    """Whatever column is overwritten in all rows of a table, something is found: also columns added later."""
    with closing(sqlite3.connect(template)) as connection:
        columns = [(table, *row[1:3]) for table in TABLES for row in connection.execute(f"PRAGMA table_info({table})")]
    unseen = []
    for table, column, kind in columns:
        if column in {"number", "document", "answer"}:
            continue  # keys between tables: changing all of them alike changes no record
        new = (
            f"{column} + 40"
            if kind in {"INTEGER", "FLOAT", "DOUBLE"}
            else f"NOT {column}"
            if kind == "BOOLEAN"
            else f"'~' || {column}"
        )
        shutil.copy(template, path)
        with unguarded(path) as connection:
            connection.execute(f"UPDATE {table} SET {column} = {new}")
        with open_store(path, read_only=True) as store:
            if not store.verify().problems:
                unseen.append(f"{table}.{column}")
    assert unseen == ["furniture.position", "scores.rank"]  # only the order counts


def test_all_problems_are_named(filled: SqlStore, sql) -> None:
    sql(
        "UPDATE answers SET text = 'other' WHERE number = 1",
        "UPDATE scores SET effect = 7 WHERE answer = 2",
        "DELETE FROM answers WHERE number = 4",
        "DELETE FROM audit_entries WHERE seq = 6",
    )
    problems = filled.verify().problems
    assert [problem[:35] for problem in problems] == [
        "Entry 2: the answer 11a2b3c4d (its ",
        "Entry 3: the answer 21a2b3c4d (its ",
        "Entry 5: the answer 41a2b3c4d is go",
        "The answer 51a2b3c4d has no entry i",
        "scores has 2 rows about a row of an",
    ]


def test_two_swapped_answers_are_found(filled: SqlStore, sql) -> None:
    sql(
        "UPDATE answers SET id = 'x' WHERE number = 2",
        "UPDATE answers SET id = '21a2b3c4d' WHERE number = 3",
        "UPDATE answers SET id = '31a2b3c4d' WHERE number = 2",
    )
    assert len(filled.verify().problems) == 2


def test_two_swapped_entries_are_found(filled: SqlStore, sql) -> None:
    sql("UPDATE audit_entries SET seq = 5 - seq + 100 WHERE seq IN (2, 3)", "UPDATE audit_entries SET seq = seq - 100")
    sql("UPDATE audit_entries SET seq = seq + 100 WHERE seq < 0")
    problems = filled.verify().problems
    for sentence in (
        "Entry 2 was changed",
        "Entry 3 was changed",
        "Entry 2 does not follow",
        "Entry 4 does not follow",
    ):
        assert any(problem.startswith(sentence) for problem in problems), problems


def test_a_cut_tail_is_found_by_what_was_noted(filled: SqlStore, sql) -> None:
    noted = filled.verify()
    count, head = noted.entries, noted.head
    sql(
        "DELETE FROM audit_entries WHERE seq = 6",
        "DELETE FROM scores WHERE answer = 5",
        "DELETE FROM answers WHERE number = 5",
    )
    assert filled.verify().problems == ()  # the chain alone cannot know
    assert "The log was cut" in filled.verify(expect_count=count).problems[0]
    assert "cut or rewritten" in filled.verify(expect_head=head).problems[0]
    assert "The log was cut" in filled.verify(expect_count=count, expect_head=head).problems[0]


def test_a_rewritten_chain_is_found_by_what_was_noted(
    filled: SqlStore, path: Path, sql, document: Document, answers: list[Answer]
) -> None:
    noted = filled.verify()
    count, head = noted.entries, noted.head
    sql("UPDATE answers SET text = 'a lie' WHERE number = 2")
    previous = ""
    for entry in log_of(path):
        hashed = content(asdict(document))
        if entry.kind == "answer-9":
            hashed = content({**asdict(filled.get_answer(entry.subject)), "document_content_sha256": hashed})
        link = {k: v for k, v in asdict(entry).items() if k != "sha256"}
        link |= {"previous": previous, "content_sha256": hashed}
        previous = sha(link)
        sql(
            f"UPDATE audit_entries SET previous = '{link['previous']}', content_sha256 = '{link['content_sha256']}', "
            f"sha256 = '{previous}' WHERE seq = {entry.seq}"
        )
    assert filled.verify(expect_count=count).problems == ()  # a forger who recomputes everything
    assert "The log was rewritten" in filled.verify(expect_count=count, expect_head=head).problems[0]
    assert "cut or rewritten" in filled.verify(expect_head=head).problems[0]


def test_what_was_noted_holds_while_the_log_grows(filled: SqlStore, path: Path) -> None:
    for entry in log_of(path):
        assert filled.verify(expect_count=entry.seq, expect_head=f" {entry.sha256.upper()}\n").problems == ()
        assert filled.verify(expect_head=entry.sha256).problems == ()
        assert len(filled.verify(expect_count=entry.seq % 6 + 1, expect_head=entry.sha256).problems) == 1
