"""One entry of the log, looked at now: the answer, its documents, the entry, and the checkpoint that covers it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from docexplain.common.checkpoints import keys
from docexplain.errors import NotFoundError, RecordError
from docexplain.records import Answer, Document
from storage import SqlStore, open_store
from storage.checkpoints import covering
from storage.log import verify

from .log import log_of


@pytest.fixture
def key(tmp_path: Path) -> keys.SigningKey:
    return keys.make_key(tmp_path / "keys" / "k.pem")


@pytest.fixture
def signed(filled: SqlStore, key: keys.SigningKey) -> SqlStore:
    filled.log.checkpoint(key)
    return filled


def test_it_is_what_stands_in_the_log(filled: SqlStore, path: Path, answers: list[Answer]) -> None:
    log = log_of(path)
    for answer in answers:
        found = filled.entry(answer.id[:6])
        [kept] = [entry for entry in log if entry.subject == answer.id]
        assert (found.answer_id, found.seq, found.sha256) == (answer.id, kept.seq, kept.sha256)
        assert found.at == datetime.fromisoformat(kept.at)
        assert (found.entries, found.head) == (log[-1].seq, log[-1].sha256)
        assert found.found.problems == found.found.redactions == ()
        assert found.checkpoint is None


def test_on_both_databases(url: str, document: Document, answer: Answer, key: keys.SigningKey) -> None:
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(answer)
        checkpoint = store.log.checkpoint(key)
        store.add_answer(replace(answer, id="2"))
        first, second = store.entry(answer.id), store.entry("2")
        assert first.found.problems == second.found.problems == ()
        assert (first.seq, first.entries, second.seq, second.entries) == (2, 3, 3, 3)
        covered = first.checkpoint
        assert (covered.number, covered.entries, covered.key) == (1, 2, keys.fingerprint(key.public))
        assert covered.at == datetime.fromisoformat(checkpoint.at)
        assert (covered.authority, covered.stamped_at, covered.linked) == ("", None, True)
        assert second.checkpoint is None


def test_the_first_checkpoint_that_covers_it(
    signed: SqlStore, key: keys.SigningKey, answers: list[Answer], answer: Answer
) -> None:
    signed.add_answer(replace(answer, id="later"))
    signed.log.checkpoint(key)
    assert [signed.entry(each).checkpoint.number for each in (answers[0].id, "later")] == [1, 2]


def test_not_the_whole_log_is_walked(signed: SqlStore, answers: list[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "verify_log", lambda *_, **__: pytest.fail("walked"))
    monkeypatch.setattr(covering, "_WALKED", 2)
    assert signed.entry(answers[-2].id).checkpoint.linked
    assert not signed.entry(answers[0].id).checkpoint.linked


@pytest.mark.parametrize(
    ("change", "says", "is_covered"),
    [
        ("UPDATE answers SET text = 'Ninety' WHERE number = 1", "Its text, question, scores", True),
        ("UPDATE paragraphs SET text = 'other' WHERE paragraph = 1", "annual report|renamed", True),
        ("UPDATE audit_entries SET at = replace(at, '20', '19') WHERE seq = 2", "Its entry .* was changed", True),
        ("UPDATE audit_entries SET previous = '' WHERE seq = 2", "Its entry .* was changed", True),
        ("UPDATE audit_entries SET subject = 'x' WHERE seq = 4", "Entry 4 was changed", False),
        ("DELETE FROM audit_entries WHERE seq = 4", "Entry 4 is missing", False),
        ("UPDATE audit_entries SET sha256 = subject WHERE seq = 6", "does not have the hash that Checkpoint 1", False),
        ("DELETE FROM audit_entries WHERE seq = 6", "The log was cut", False),
        ("UPDATE checkpoints SET head = '" + "0" * 64 + "'", "Checkpoint 1 .* was changed after it was stored", False),
        ("UPDATE checkpoints SET content = '{}'", "Checkpoint 1 .* was changed after it was stored", False),
        (
            'UPDATE checkpoints SET content = replace(content, \'"version":"\', \'"version":"9\')',
            "Checkpoint 1 .* was changed after it was signed",
            False,
        ),
    ],
)
def test_what_was_changed_is_told(signed: SqlStore, sql, answers: list[Answer], change, says, is_covered) -> None:
    assert signed.entry(answers[0].id).checkpoint is not None
    sql(change)
    found = signed.entry(answers[0].id)
    assert re.search(says, found.found.problems[0]), found.found.problems
    assert (found.checkpoint is not None) is is_covered


def test_a_later_checkpoint_serves_where_the_first_does_not(
    signed: SqlStore, key: keys.SigningKey, sql, answers: list[Answer]
) -> None:
    signed.log.checkpoint(key)
    sql("UPDATE checkpoints SET head = '' WHERE number = 1")
    found = signed.entry(answers[0].id)
    assert found.checkpoint.number == 2
    assert len(found.found.problems) == 1


@pytest.mark.parametrize("change", ["DELETE FROM audit_entries WHERE seq = 2", "UPDATE audit_entries SET at = 'x'"])
def test_without_a_readable_entry_there_is_none_to_show(filled: SqlStore, sql, answers: list[Answer], change) -> None:
    sql(change)
    with pytest.raises(RecordError, match=r"verify the log\."):
        filled.entry(answers[0].id)


def test_of_a_redacted_answer_it_is_said(filled: SqlStore, document: Document, answers: list[Answer]) -> None:
    filled.log.redact(document.sha256, "a court asked")
    found = filled.entry(answers[0].id)
    assert found.found.problems == ()
    assert [each.reason for each in found.found.redactions] == ["a court asked"]
    assert found.seq == 2


def test_no_answer_no_entry(filled: SqlStore) -> None:
    with pytest.raises(NotFoundError):
        filled.entry("ffff")
