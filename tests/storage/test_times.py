"""Times in the log: in the order of its entries, whoever wrote its hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from docexplain.records import Answer, Document
from storage import SqlStore, open_store, sealing
from tests.unguarded import unguarded

from .log import log_of

START = datetime(2026, 5, 1, tzinfo=UTC)


def written_anew(path: Path, times: list[datetime]) -> None:
    """As a forger does who recomputes every hash: the entries with other times."""
    previous = ""
    with unguarded(path) as connection:
        for entry, moment in zip(log_of(path), times, strict=True):
            link = {**asdict(entry), "previous": previous, "at": moment.isoformat(timespec="microseconds")}
            del link["sha256"]
            previous = hashlib.sha256(json.dumps(link, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
            connection.execute(
                "UPDATE audit_entries SET previous = ?, at = ?, sha256 = ? WHERE seq = ?",
                (link["previous"], link["at"], previous, entry.seq),
            )


def minutes(*numbers: float) -> list[datetime]:
    return [START + timedelta(minutes=number) for number in numbers]


def test_equal_times_and_clocks_that_differ_a_little_are_no_problem(filled: SqlStore, path: Path) -> None:
    written_anew(path, minutes(0, 0, 1, 1 - 4 / 60, 2, 2))
    assert filled.verify().problems == ()


def test_a_time_that_runs_backwards_is_reported(filled: SqlStore, path: Path) -> None:
    written_anew(path, minutes(0, 1, 2, 1.5, 3, 4))
    assert filled.verify().problems == (
        "Entry 4 says that it was written at 2026-05-01T00:01:30.000000+00:00, before the entry in front of it, "
        "2026-05-01T00:02:00.000000+00:00.",
    )


def test_an_answer_that_is_newer_than_its_entry_is_reported(
    filled: SqlStore, path: Path, answers: list[Answer]
) -> None:
    made = [answer.created_at for answer in answers]
    written_anew(path, [made[0], made[0], made[1] - timedelta(seconds=30), *made[2:]])
    (problem,) = filled.verify().problems
    assert problem == (
        "Entry 3: the answer 21a2b3c4d says that it was made at 2026-03-29T01:32:00.123456+00:00, after its entry, "
        "2026-03-29T01:31:30.123456+00:00."
    )


def test_a_forged_time_shows_by_its_hash_too(filled: SqlStore, sql) -> None:
    sql("UPDATE audit_entries SET at = '2021-01-01T00:00:00.000000+00:00' WHERE seq = 4")
    problems = filled.verify().problems
    assert any("Entry 4 was changed" in problem for problem in problems)
    assert any("Entry 4 says that it was written at 2021" in problem for problem in problems)


def test_answers_made_long_before_the_entry_in_front_of_theirs_are_noted(
    path: Path, document: Document, answers: list[Answer]
) -> None:
    now = datetime.now(UTC)
    with open_store(path) as store:
        store.add_document(document)
        store.add_answer(replace(answers[0], created_at=now - timedelta(hours=20)))  # a long explanation
        assert store.verify().notes == ()
        store.add_answer(replace(answers[1], created_at=now - timedelta(hours=30)))
        store.add_answer(replace(answers[2], created_at=now - timedelta(hours=40)))
        report = store.verify()
    assert report.problems == ()
    (note,) = report.notes
    assert note.startswith(
        "Answers that say that they were made more than a day before the entry in front of theirs: 2 "
    )
    assert "the first is 21a2b3c4d" in note


@pytest.mark.parametrize(("back", "problems"), [(3, 0), (3600, 1)])
def test_a_clock_that_was_set_back(
    path: Path, document: Document, answer: Answer, monkeypatch: pytest.MonkeyPatch, back: float, problems: int
) -> None:
    """A little, as computers correct theirs: the entry has the time of the one before it. More: what it shows."""
    with open_store(path) as store:
        store.add_document(document)
        [first] = log_of(path)
        monkeypatch.setattr(sealing, "datetime", _Clock(lambda: datetime.now(UTC) - timedelta(seconds=back)))
        store.add_answer(answer)
        second = log_of(path)[1]
        assert (second.at == first.at) is (not problems)
        assert len(store.verify().problems) == problems


class _Clock:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self, _: object) -> datetime:
        return self._now()
