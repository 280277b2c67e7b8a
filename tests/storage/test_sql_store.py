"""Records come back as they went in, on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy

from docexplain.errors import NotFoundError, StorageError
from docexplain.records import Answer, Box, Controls, Coverage, Document, Mode, Paragraph, Scope, Settings, Timings
from docexplain.session.store import Store
from storage import open_store

NULLS = "SELECT cited IS NULL, calibration IS NULL, path IS NULL FROM answers"


def test_document_and_answers_come_back_equal(url: str, document: Document, answers: list[Answer]) -> None:
    with open_store(url) as store:
        assert store.find_document(document.sha256, document.parser) is None
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
    with open_store(url) as store:
        assert store.find_document(document.sha256, document.parser) == document
        assert store.get_document(document.sha256, document.parser) == document
        stored = [store.get_answer(answer.id) for answer in answers]
        assert stored == answers
        assert {answer.created_at.tzinfo for answer in stored} == {UTC}
        assert store.verify().problems == ()


def test_floats_come_back_bit_for_bit(url: str, document: Document, answer: Answer) -> None:
    awkward = (5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1 + 0.2, -1 / 3, 1e16, 123456789012345680.0)
    effects = tuple(replace(answer.effects[0], index=n, effect=x, probability_drop=x) for n, x in enumerate(awkward, 1))
    answer = replace(answer, effects=effects, read=tuple(range(1, len(awkward) + 1)))
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(answer)
    with open_store(url) as store:
        stored = store.get_answer(answer.id)
        assert [e.effect.hex() for e in stored.effects] == [x.hex() for x in awkward]
        assert store.verify().problems == ()


def test_every_field_of_the_fixtures_differs_from_its_default(document: Document, answers: list[Answer]) -> None:
    """Otherwise the round trip would not notice a field that is not stored."""
    answer = answers[-1]
    own = (answer, answer.settings, answer.timings, answer.controls, answer.effects[0])
    for record in (document.coverage, document.paragraphs[1], *own):
        for item in fields(record):
            default = item.default if item.default_factory is MISSING else item.default_factory()
            # several documents have tests of their own
            assert getattr(record, item.name) != default or item.name == "sources", item.name


def test_whole_numbers_in_float_fields_do_not_look_tampered(url: str, document: Document, answer: Answer) -> None:
    document = replace(document, paragraphs=(Paragraph(1, "x", (Box(1, 0, 0, 10, 10),)),))
    answer = replace(answer, document_effect=0, document_per_token=(1, 2), noise_floor=-0.0, timings=Timings(1, 2))
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(answer)
        assert store.get_answer(answer.id) == answer
        assert store.verify().problems == ()


def test_effects_without_a_row_of_their_own(url: str, document: Document, answer: Answer) -> None:
    """By path only the best paragraphs are suppressed on their own, and no passage is."""
    best, other = answer.effects
    effects = (replace(best, together_with=()), replace(other, effect=-1e-17, probability_drop=0.0, per_token=()))
    passages = tuple(replace(passage, per_token=()) for passage in answer.passages)
    settings = replace(answer.settings, scope=Scope.READOUT, mode=Mode.PATH, factor=0.0, kappa=None, sections=False)
    answer = replace(answer, effects=effects, passages=passages, settings=settings)
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(answer)
    with open_store(url) as store:
        stored = store.get_answer(answer.id)
        assert stored == answer
        assert [e.support.hex() for e in stored.effects] == [e.support.hex() for e in effects]
        assert [x.hex() for e in stored.effects for x in e.per_claim] == [x.hex() for e in effects for x in e.per_claim]
        assert store.verify().problems == ()


def test_time_zones_keep_the_moment(url: str, document: Document, answer: Answer) -> None:
    moment = datetime(2026, 12, 31, 23, 59, 59, 1, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(replace(answer, created_at=moment))
        stored = store.get_answer(answer.id).created_at
        assert stored == moment
        assert stored.utcoffset() == timedelta(0)


def test_empty_parts(url: str, document: Document, answer: Answer) -> None:
    document = replace(document, paragraphs=(), furniture=(), coverage=Coverage(1, 0, 0, 0))
    bare = replace(answer, cited=None, redundant=(), passages=(), confirmed=(), controls=Controls(), calibration=None)
    bare = replace(bare, text="", tokens=(), document_per_token=(), effects=(), read=(), claims=(), path=None)
    answer = replace(bare, settings=Settings())
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(answer)
        assert store.get_document(document.sha256, document.parser) == document
        assert store.get_answer(answer.id) == answer
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:  # as in an upgraded answer, not JSON's null
        nulls = connection.execute(sqlalchemy.text(NULLS)).one()
    engine.dispose()
    assert all(nulls)


def test_adding_a_document_again_changes_nothing(url: str, document: Document) -> None:
    with open_store(url) as store:
        store.add_document(document)
        store.add_document(document)
        store.add_document(replace(document, name="other name.pdf"))
        with pytest.raises(StorageError, match="Another parse"):  # it would be sealed over the wrong text
            store.add_document(replace(document, paragraphs=()))
        assert store.get_document(document.sha256, document.parser) == document
        other = replace(document, parser="another parser", paragraphs=())
        store.add_document(other)
        assert store.get_document(document.sha256, "another parser") == other


def test_one_question_asked_twice_is_one_row(url: str, document: Document, answer: Answer) -> None:
    other = replace(document, parser="another parser")
    with open_store(url) as store:
        store.add_document(document)
        store.add_document(other)
        for name, parser in (("aa", document.parser), ("bb", document.parser), ("cc", other.parser)):
            store.add_answer(replace(answer, id=name, parser=parser))
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text("SELECT document, text FROM questions ORDER BY document")).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [(1, answer.question), (2, answer.question)]


def test_a_very_long_question(url: str, document: Document, answer: Answer) -> None:
    question = "".join(chr(0x4E00 + n % 20000) for n in range(20_000))
    with open_store(url) as store:
        store.add_document(document)
        store.add_answer(replace(answer, question=question))
        assert store.get_answer(answer.id).question == question


def test_history_is_newest_first(url: str, document: Document, answers: list[Answer]) -> None:
    other = replace(document, sha256="cd" * 32)
    with open_store(url) as store:
        assert store.history() == []
        store.add_document(document)
        store.add_document(other)
        for answer in answers[3:] + answers[:3]:
            store.add_answer(answer)
        tie = replace(answers[0], id="ffff", document_sha256=other.sha256)
        store.add_answer(tie)
        ids = [line.id for line in store.history()]
        assert ids == [a.id for a in reversed(answers[1:])] + ["ffff", answers[0].id]
        assert [line.id for line in store.history(limit=2)] == ids[:2]
        assert [line.id for line in store.history(document_sha256=other.sha256)] == ["ffff"]
        line = store.history(limit=1)[0]
        newest = answers[-1]
        for name in ("id", "created_at", "document_name", "question", "text", "verdict"):
            assert getattr(line, name) == getattr(newest, name)
        assert (line.read, line.paragraphs_total) == (len(newest.read), newest.paragraphs_total)
        assert newest.what_if is not None and line.what_if == newest.what_if
        assert all(older.what_if is None for older in store.history()[1:])


@pytest.mark.parametrize("damaged", ["[1, 2", "7", "null", '{"a": 1}'])
def test_a_damaged_answer_does_not_hide_the_history(
    tmp_path: Path, document: Document, answer: Answer, damaged
) -> None:
    path = tmp_path / "answers.db"
    with open_store(f"sqlite:///{path}") as store:
        store.add_document(document)
        store.add_answer(answer)
    with closing(sqlite3.connect(path)) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE answers SET read = ?", [damaged])
    with open_store(f"sqlite:///{path}") as store:
        [line] = store.history()
        assert (line.id, line.read) == (answer.id, 0)


def test_answers_are_found_by_an_unambiguous_prefix(url: str, document: Document, answer: Answer) -> None:
    with open_store(url) as store:
        store.add_document(document)
        for name in ("ab12", "ab13", "ab1", "ff00"):
            store.add_answer(replace(answer, id=name))
        assert store.get_answer("f").id == "ff00"
        assert store.get_answer("AB12").id == "ab12"
        assert store.get_answer("ab1").id == "ab1"
        with pytest.raises(NotFoundError, match=r"more than one id, ab1, ab12, ab13"):
            store.get_answer("ab")
        for missing in ("0", "ab123", "%", "_b12", "", " "):
            with pytest.raises(NotFoundError):
                store.get_answer(missing)
        with pytest.raises(NotFoundError, match="no stored document"):
            store.get_document("0" * 64, document.parser)


def test_an_answer_needs_its_document_and_a_new_id(url: str, document: Document, answer: Answer) -> None:
    with open_store(url) as store:
        with pytest.raises(StorageError, match="document of answer 1a2b3c4d is not stored"):
            store.add_answer(answer)
        store.add_document(document)
        store.add_answer(answer)
        with pytest.raises(StorageError, match="already"):
            store.add_answer(replace(answer, text="other"))
        assert store.get_answer(answer.id) == answer
        assert store.verify().entries == 2


def test_an_answer_under_steering_needs_its_original(url: str, document: Document, answers: list[Answer]) -> None:
    with open_store(url) as store:
        store.add_document(document)
        with pytest.raises(StorageError, match="answer 41a2b3c4d is not stored: store it before 51a2b3c4d"):
            store.add_answer(answers[4])
        assert (store.history(), store.verify().entries) == ([], 1)
        store.add_answer(answers[3])
        store.add_answer(answers[4])
        assert store.get_answer(answers[4].id) == answers[4]


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_refused(url: str, document: Document, answer: Answer, bad: float) -> None:
    with open_store(url) as store:
        store.add_document(document)
        with pytest.raises(StorageError, match="finite"):
            store.add_answer(replace(answer, document_per_token=(0.0, bad)))
        with pytest.raises(StorageError, match="cannot be stored"):
            store.add_document(replace(document, sha256="00" * 32, name="caf\udce9.pdf"))
        assert store.verify().entries == 1


def test_store_satisfies_the_sessions_protocol(path: Path) -> None:
    with open_store(path) as store:
        kept: Store = store  # checked by mypy
        assert all(callable(getattr(kept, name)) for name in vars(Store) if not name.startswith("_"))


def test_importing_storage_loads_nothing_heavy() -> None:
    script = (
        "import sys, storage; print([m for m in ('torch', 'textual', 'transformers', 'pymupdf') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("forged", ["'" + "[" * 100_000 + "'", "x'ff00'", "'{'", "1"])
@pytest.mark.parametrize("column", ["choice", "checked", "sources", "tokens"])
def test_what_no_program_wrote_ends_in_a_sentence(filled, sql, column: str, forged: str) -> None:
    answer_id = filled.history()[0].id
    sql(f"UPDATE answers SET {column} = {forged} WHERE id = '{answer_id}'")
    with pytest.raises(StorageError, match="docexplain did not write"):
        filled.get_answer(answer_id)
    assert any(answer_id in problem for problem in filled.verify().problems)


def test_vectors_that_somebody_made_text_are_none(filled, sql, document: Document) -> None:
    key = (document.sha256, document.parser)
    filled.keep_vectors(*key, "m", {0: b"ab", 1: b"cd"})
    sql("UPDATE vectors SET data = 'ab' WHERE position = 0")
    assert filled.find_vectors(*key, "m") == {1: b"cd"}
