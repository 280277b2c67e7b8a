"""The use case with a tiny model and a real database."""

from __future__ import annotations

import math
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

import docexplain.ingest
from docexplain.errors import InputError, ModelError, NotFoundError, QuestionError, StorageError, UnsupportedModelError
from docexplain.model.language_model import Generation, LanguageModel
from docexplain.model.loading.load_options import LoadOptions
from docexplain.records import SUPPRESSIONS, Scope, Steer, Summary
from docexplain.session import AnswerText, AskOptions, Cancelled, Progress, Session, Stage

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=6)


@pytest.fixture
def session(store, language_model):
    return Session(store=store, model=language_model)


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database, table by table."""
    connection = sqlite3.connect(database)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
    finally:
        connection.close()


def events_of(calls):
    return [(e.stage, e.done, e.total) for e in calls if isinstance(e, Progress)]


def test_an_answer_is_saved_as_it_is_returned(session, store, document):
    answer = session.ask(document, f"  {QUESTION}\n", options=SHORT)
    assert store.get_answer(answer.id) == answer
    assert session.answer(answer.id[:5]) == answer
    assert session.document_of(answer) == document
    assert [entry.id for entry in session.history()] == [entry.id for entry in session.history(document)] == [answer.id]
    report = store.verify()
    assert (report.entries, report.problems) == (2, ())


@pytest.mark.parametrize("mode", ["path", "mask"])
def test_an_answer_is_consistent_in_itself(session, document, language_model, mode):
    answer = session.ask(document, QUESTION, options=replace(SHORT, mode=mode))
    assert answer.question == QUESTION
    assert not answer.given
    assert answer.read == (1, 2, 3, 4, 5, 6)
    assert answer.paragraphs_total == 6
    assert answer.document_sha256 == document.sha256
    assert answer.model == language_model.info
    assert len(answer.tokens) == 6
    assert answer.truncated
    for token in answer.tokens:
        assert token.text == answer.text[token.start : token.end]
        assert token.loss > 0
    for effect in answer.effects:
        row = effect.per_token or effect.per_claim
        assert effect.effect == pytest.approx(math.fsum(row), abs=1e-4)
        assert effect.below_noise == (abs(effect.effect) <= answer.noise_floor)
        losses = [token.loss for token in answer.tokens]
        pairs = zip(losses, effect.per_token or [0.0] * len(losses), strict=True)
        assert effect.probability_drop == pytest.approx(
            sum(math.exp(-a) - math.exp(-a - d) for a, d in pairs), abs=1e-5
        )
    ranked = [effect.support if mode == "path" else effect.probability_drop for effect in answer.effects]
    assert ranked == sorted(ranked, reverse=True) and len(set(ranked)) > 1
    assert answer.document_effect == pytest.approx(math.fsum(answer.document_per_token), abs=1e-4)
    assert answer.timings.ingest_s == 0
    assert min(answer.timings.prefill_s, answer.timings.generate_s, answer.timings.explain_s) > 0
    assert answer.created_at.tzinfo is not None


@pytest.mark.parametrize(
    ("summary", "key"),
    [
        (Summary.LOG, lambda e: e.effect),
        (Summary.LOG_MEAN, lambda e: e.effect),
        (Summary.PROBABILITY, lambda e: e.probability_drop),
    ],
)
def test_paragraphs_are_ranked_by_the_summary(session, document, summary, key):
    answer = session.ask(document, QUESTION, options=replace(SHORT, summary=summary))
    values = [key(effect) for effect in answer.effects]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) > 1


@pytest.mark.parametrize("mode", ["path", "mask"])
def test_events_tell_every_step(session, document, mode):
    calls = []
    answer = session.ask(document, QUESTION, options=replace(SHORT, mode=mode), listener=calls.append)
    assert "".join(e.text for e in calls if isinstance(e, AnswerText)) == answer.text
    progress = events_of(calls)
    order = [Stage.LOAD, Stage.PREFILL, Stage.GENERATE, Stage.EXPLAIN, *([Stage.CITE] if answer.cited else [])]
    assert [stage for i, (stage, _, _) in enumerate(progress) if i == 0 or progress[i - 1][0] != stage] == order
    for stage in order:
        steps = [(done, total) for s, done, total in progress if s is stage]
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1] > 0
    *_, last = [(done, total) for stage, done, total in progress if stage is Stage.EXPLAIN]
    if mode == "mask":
        assert last == (8, 8)  # six paragraphs, all at once, and the template
    else:
        measured = sum(1 for effect in answer.effects if effect.per_token)
        # All at once, the template, and all but the best, which is asked for when citing.
        rows = 3 + answer.path.nodes + measured
        assert last == (rows, rows)


def test_a_file_is_parsed_once(store, database, language_model, pdf, monkeypatch):
    first = Session(store=store, model=language_model)
    calls = []
    document = first.ingest(pdf, listener=calls.append)
    assert list(dict.fromkeys(events_of(calls))) == [(Stage.INGEST, 0, 1), (Stage.INGEST, 1, 1)]
    assert first.ask(document, QUESTION, options=SHORT).timings.ingest_s > 0
    assert first.ask(document, QUESTION, options=SHORT).timings.ingest_s == 0

    monkeypatch.setattr(docexplain.ingest, "read_document", lambda *_, **__: pytest.fail("parsed again"))
    again = Session(store=store, model=language_model)
    assert again.ingest(pdf) == document
    copy = database.parent / "renamed.pdf"
    copy.write_bytes(pdf.read_bytes())
    renamed = again.ingest(copy)
    assert renamed == replace(document, name="renamed.pdf")
    answer = again.ask(renamed, QUESTION, options=SHORT)
    assert answer.document_name == "renamed.pdf"
    assert answer.timings.ingest_s == 0


def test_a_parse_that_is_not_kept_comes_with_the_answer(session, store, database, pdf):
    before = rows(database)
    document = session.ingest(pdf, keep=False)
    assert rows(database) == before
    answer = session.ask(document, QUESTION, options=SHORT)
    assert store.get_document(answer.document_sha256, answer.parser) == document


def test_an_interrupted_parse_keeps_its_pages_until_the_document_is_stored(session, store, tmp_path, pdf):
    path = tmp_path / "long.pdf"
    with pymupdf.open() as long, pymupdf.open(pdf) as short:
        for _ in range(3):
            long.insert_pdf(short)
        long.save(path)

    def stop(event):
        if event == Progress(Stage.INGEST, 2, 3):
            raise KeyboardInterrupt

    assert session.unfinished(path) == 0
    with pytest.raises(KeyboardInterrupt):
        session.ingest(path, listener=stop)
    assert session.unfinished(path) == 2
    calls = []
    document = session.ingest(path, keep=False, listener=calls.append)
    assert list(dict.fromkeys(events_of(calls))) == [(Stage.INGEST, 2, 3), (Stage.INGEST, 3, 3)]
    assert session.unfinished(path) == 3
    session.ask(document, QUESTION, options=SHORT)
    assert session.unfinished(path) == 0
    assert store.get_document(document.sha256, document.parser) == document


def test_without_a_store_no_page_is_kept(language_model, pdf):
    def stop(event):
        if event == Progress(Stage.INGEST, 1, 1):
            raise KeyboardInterrupt

    session = Session(model=language_model)
    with pytest.raises(KeyboardInterrupt):
        session.ingest(pdf, listener=stop)
    assert session.unfinished(pdf) == 0


def test_a_second_question_on_the_same_paragraphs_reads_nothing_again(session, document, language_model, monkeypatch):
    first = session.ask(document, QUESTION, options=SHORT)
    monkeypatch.setattr(LanguageModel, "prefill", lambda *_: pytest.fail("read again"))
    calls = []
    second = session.ask(document, "When does the work start?", options=SHORT, listener=calls.append)
    assert first.timings.prefill_s > 0
    assert second.timings.prefill_s == second.timings.load_s == 0
    assert Stage.PREFILL not in {stage for stage, _, _ in events_of(calls)}


def test_other_paragraphs_are_read_anew(session, document):
    for options in (SHORT, replace(SHORT, read=2), replace(SHORT, read=3)):
        assert session.ask(document, QUESTION, options=options).timings.prefill_s > 0


def test_the_same_question_gives_the_same_bits(session, document, language_model):
    first = session.ask(document, QUESTION, options=SHORT)
    other = session.ask(document, "Something else?", options=SHORT)
    second = session.ask(document, QUESTION, options=SHORT)
    fresh = Session(model=language_model).ask(document, QUESTION, options=SHORT)
    for again in (second, fresh):
        assert again.id != first.id
        assert replace(again, id=first.id, created_at=first.created_at, timings=first.timings) == first
    assert other.effects != first.effects


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("mode", SUPPRESSIONS)
def test_all_modes_and_scopes(document, language_model, mode, scope):
    options = replace(SHORT, mode=mode, scope=scope, read=3, answer="ten dollars")
    answer = Session(model=language_model).ask(document, QUESTION, options=options)
    assert (answer.settings.mode, answer.settings.scope) == (mode, scope)
    assert all(math.isfinite(e.effect) for e in answer.effects)
    assert any(not e.below_noise for e in answer.effects)


def test_a_given_answer_is_explained_not_generated(session, document, monkeypatch):
    monkeypatch.setattr(LanguageModel, "generate", lambda *_, **__: pytest.fail("generated"))
    answer = session.ask(document, QUESTION, options=replace(SHORT, answer=" ten dollars 東京 </s>\n"))
    assert answer.text == "ten dollars 東京 </s>"
    assert answer.given
    assert not answer.truncated
    assert answer.timings.generate_s == 0
    assert {i for t in answer.tokens for i in range(t.start, t.end)} == set(range(len(answer.text)))


@pytest.mark.parametrize("stage", [Stage.LOAD, Stage.PREFILL, Stage.GENERATE, Stage.EXPLAIN])
def test_cancelled_at_any_stage_saves_nothing(session, database, document, stage):
    before, cancel = rows(database), threading.Event()

    def listen(event):
        if isinstance(event, Progress) and event.stage is stage:
            cancel.set()

    with pytest.raises(Cancelled):
        session.ask(document, QUESTION, options=SHORT, listener=listen, cancel=cancel)
    assert rows(database) == before
    session.ask(document, QUESTION, options=SHORT)  # and the session goes on
    assert rows(database) != before


def test_cancelled_beforehand(session, database, document):
    before, cancel = rows(database), threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        session.ask(document, QUESTION, options=SHORT, cancel=cancel)
    assert rows(database) == before


def test_cancelled_within_the_answer_stops_it(session, database, document):
    before, cancel, pieces = rows(database), threading.Event(), []

    def listen(event):
        if isinstance(event, AnswerText):
            pieces.append(event.text)
            cancel.set()

    options = replace(SHORT, max_new_tokens=64)
    with pytest.raises(Cancelled):
        session.ask(document, QUESTION, options=options, listener=listen, cancel=cancel)
    assert len(pieces) == 1
    assert rows(database) == before


@pytest.mark.parametrize("mode", ["mask", "path"])  # three rows, or four places of the path
def test_cancelled_within_the_explanation(session, database, document, monkeypatch, mode):
    monkeypatch.setattr(
        "docexplain.attribution.scoring.scorer.rows_at_once", lambda *_, **__: 4
    )  # three rows per batch
    before, cancel, seen = rows(database), threading.Event(), []

    def listen(event):
        if isinstance(event, Progress) and event.stage is Stage.EXPLAIN:
            seen.append(event.done)
            if event.done >= 3:
                cancel.set()

    with pytest.raises(Cancelled):
        session.ask(document, QUESTION, options=replace(SHORT, mode=mode), listener=listen, cancel=cancel)
    assert seen == [0, 3 if mode == "mask" else 4]
    assert rows(database) == before


def test_cancelled_when_all_is_done_but_the_saving(session, database, document):
    before, cancel = rows(database), threading.Event()

    def listen(event):
        if isinstance(event, Progress) and event.stage is Stage.EXPLAIN and event.done == event.total:
            cancel.set()

    with pytest.raises(Cancelled):
        session.ask(document, QUESTION, options=SHORT, listener=listen, cancel=cancel)
    assert rows(database) == before


def test_a_store_that_fails_saves_no_answer(session, store, database, document, monkeypatch):
    session.ask(document, QUESTION, options=SHORT)
    before = rows(database)
    monkeypatch.setattr("storage.sql_store.append", lambda *_, **__: (_ for _ in ()).throw(StorageError("Full.")))
    with pytest.raises(StorageError, match="Full"):
        session.ask(document, "Another one?", options=SHORT)
    assert rows(database) == before
    assert store.verify().problems == ()


@pytest.mark.parametrize("question", ["", "  ", "bad \udcff byte", "Why " * 5000])
def test_a_question_that_cannot_be_used_saves_nothing(session, database, document, question):
    before = rows(database)
    with pytest.raises(QuestionError):
        session.ask(document, question)
    assert rows(database) == before


def test_a_document_of_page_headers_only(session, database, document):
    before = rows(database)
    with pytest.raises(InputError, match="no paragraphs"):
        session.ask(replace(document, paragraphs=()), QUESTION)
    assert rows(database) == before


def test_an_empty_given_answer(session, document):
    with pytest.raises(QuestionError, match="given answer is empty"):
        session.ask(document, QUESTION, options=AskOptions(answer=" "))


def test_a_model_that_says_nothing(session, database, document, monkeypatch):
    before = rows(database)
    monkeypatch.setattr(LanguageModel, "generate", lambda *_, **__: Generation((), "", truncated=False))
    with pytest.raises(ModelError, match="empty answer"):
        session.ask(document, QUESTION, options=SHORT)
    assert rows(database) == before


@pytest.mark.parametrize(
    ("factor", "advice"),
    [(1000.0, "take a factor nearer to 1, such as 2"), (0.0, "hide fewer paragraphs, or take a factor nearer to 1")],
)
def test_an_empty_answer_of_a_what_if_is_blamed_on_its_factor(session, document, monkeypatch, factor, advice):
    answer = session.ask(document, QUESTION, options=SHORT)
    monkeypatch.setattr(LanguageModel, "generate", lambda *_, **__: Generation((), "", truncated=False))
    with pytest.raises(ModelError) as told:
        session.what_if(document, answer, [Steer(answer.read[0], factor)])
    assert f"paragraph {answer.read[0]} " in str(told.value) and str(told.value).endswith(f"{advice}.")
    assert "larger model" not in str(told.value)


def test_an_unsupported_model_is_refused_before_it_answers(store, database, document, language_model, monkeypatch):
    def refuse(model, mode=None):
        raise UnsupportedModelError("No.")

    before = rows(database)
    monkeypatch.setattr("docexplain.attribution.exactness.check_supported", refuse)
    session = Session(store=store, model=language_model)
    for _ in range(2):
        with pytest.raises(UnsupportedModelError):
            session.ask(document, QUESTION, options=SHORT)
    assert rows(database) == before


def test_a_model_by_name_is_loaded_once(store, document, model_folder, monkeypatch):
    session = Session(store=store, model=str(model_folder), load=LoadOptions(device="cpu", dtype="float32"))
    first = session.ask(document, QUESTION, options=SHORT)
    assert first.timings.load_s > 0
    assert first.model.name == str(model_folder)
    monkeypatch.setattr("docexplain.model.loading.by_name.load", lambda *_, **__: pytest.fail("loaded again"))
    assert session.ask(document, QUESTION, options=SHORT).timings.load_s == 0


def test_without_a_store_nothing_is_kept(document, language_model):
    session = Session(model=language_model)
    answer = session.ask(document, QUESTION, options=SHORT)
    assert session.history() == []
    with pytest.raises(NotFoundError):
        session.answer(answer.id)
    with pytest.raises(NotFoundError):
        session.document_of(answer)


def test_the_prefix_survives_an_explanation_that_fails(session, document, monkeypatch):
    whole = session.ask(document, QUESTION, options=SHORT)
    with monkeypatch.context() as broken:
        broken.setattr("docexplain.attribution.scoring.scorer.score_rows", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            session.ask(document, QUESTION, options=SHORT)
    assert session.ask(document, QUESTION, options=SHORT).effects == whole.effects


@pytest.mark.processes
def test_a_new_file_is_hashed_once_here_and_checked_where_it_is_parsed(language_model, tmp_path, monkeypatch):
    from docexplain.ingest.files import file_bytes

    path, hashed = tmp_path / "contract.txt", []
    path.write_text("The Company will pay the Employee ten dollars per hour.")
    inner = file_bytes.sha256_of

    def hash_then_change(*values, **options):
        hashed.append(inner(*values, **options))
        if change:
            path.write_text("The Company will pay the Employee nine dollars per hour.")
        return hashed[-1]

    for name in ("docexplain.ingest.sha256_of", "docexplain.ingest.document_reader.sha256_of"):
        monkeypatch.setattr(name, hash_then_change)
    change = False
    assert Session(model=language_model).ingest(path).sha256 == hashed[0]
    assert len(hashed) == 1
    change = True
    with pytest.raises(InputError, match="changed while it was read"):
        Session(model=language_model).ingest(path)
