"""Paragraphs that are read since the user wants them read; and what is told before it is tested what to cite."""

from __future__ import annotations

import pytest

from docexplain.answers.said.amount_read import amount_read
from docexplain.errors import InputError, NotFoundError, QuestionError
from docexplain.records import Collection, Verdict
from docexplain.records.library import StoredDocument
from docexplain.session import AskOptions, Drilled, Ranked, Session

QUESTION = "What is the pay per hour?"


@pytest.fixture
def session(store, language_model):
    return Session(store=store, model=language_model, search="words")


def test_a_paragraph_is_read_whatever_it_is_ranked_and_the_record_says_so(session, document, store):
    plain = session.ask(document, QUESTION, options=AskOptions(read=2))
    last = next(p.index for p in reversed(document.paragraphs) if p.index not in plain.read)
    wanted = session.ask(document, QUESTION, options=AskOptions(read=2, include=(last,)))
    assert last in wanted.read
    assert len(wanted.read) == 2
    assert plain.choice.by == "bm25"
    assert wanted.choice.by == f"bm25!{last}"
    assert store.get_answer(wanted.id).choice.by == f"bm25!{last}"
    assert f"chosen by words, and {last} by you" in amount_read(wanted)
    assert store.on_record(wanted.id).problems == ()


def test_more_than_were_to_be_read_are_included(session, document):
    indices = tuple(p.index for p in document.paragraphs[-3:])
    answer = session.ask(document, QUESTION, options=AskOptions(read=1, include=indices))
    assert answer.read == indices


def test_what_is_replayed_or_steered_reads_the_same(session, document):
    last = document.paragraphs[-1].index
    answer = session.ask(document, QUESTION, options=AskOptions(read=2, include=(last,)))
    assert session.replay(document, answer).changes == ()
    again = session.what_if(document, answer, [_hidden(last)])
    assert again.read == answer.read


def test_where_all_is_read_nothing_was_chosen(session, document):
    answer = session.ask(document, QUESTION, options=AskOptions(read="all", include=(1,)))
    assert answer.choice.by == ""


def test_a_paragraph_that_there_is_not_is_refused(session, document):
    with pytest.raises(NotFoundError, match="has no paragraph 999"):
        session.ask(document, QUESTION, options=AskOptions(read=2, include=(999,)))


def test_more_than_fits_is_refused(session, document, language_model):
    many = Collection.of([document] * 40)
    with pytest.raises(QuestionError, match="that you want read take more than"):
        session.ask(many, QUESTION, options=AskOptions(include=range(1, len(many.paragraphs) + 1)))


def test_the_ranking_is_told_before_what_is_cited(session, document):
    events = []
    answer = session.ask(document, QUESTION, options=AskOptions(read=3), listener=events.append)
    [ranked] = [event for event in events if isinstance(event, Ranked)]
    draft = ranked.draft
    assert draft.text == answer.text
    assert {e.index: e.effect for e in draft.effects} == {e.index: e.effect for e in answer.effects}
    assert draft.cited is None
    assert draft.passages == ()
    stages = [str(getattr(event, "stage", "ranked")) for event in events]
    if "testing what to cite" in stages:
        assert stages.index("ranked") < stages.index("testing what to cite")


def test_the_tokens_of_what_is_cited_are_told_and_not_recorded(session, document, monkeypatch):
    monkeypatch.setattr("docexplain.session.pipeline.explaining.verdict_of", lambda *_: (Verdict.SUPPORTED, 0.9))
    events = []
    options = AskOptions(read=3, granularity="sentence")
    answer = session.ask(document, QUESTION, options=options, listener=events.append)
    [drilled] = [event for event in events if isinstance(event, Drilled)]
    cited = set(answer.cited.paragraphs)
    assert {each.paragraph for each in drilled.tokens} == cited
    for index in cited:
        spans = [(each.start, each.end) for each in drilled.tokens if each.paragraph == index]
        assert spans == sorted(spans)
        assert len(spans) > len([each for each in answer.passages if each.paragraph == index])
    assert all(each not in answer.passages for each in drilled.tokens)


def test_a_protected_document_is_not_given_without_its_password(session):
    kept = StoredDocument("ab" * 32, "p", "secret.pdf", 1, 1, protected=True)
    with pytest.raises(InputError, match="open the file itself"):
        session.stored(kept)


def test_the_page_of_a_paragraph_is_drawn(session, pdf):
    document = session.ingest(pdf)
    answer = session.ask(document, QUESTION, options=AskOptions(read=2))
    drawn = session.page_picture(document, document.paragraphs[-1].index, 120, answer=answer)
    assert (drawn.width, drawn.page) == (120, document.paragraphs[-1].page)
    assert drawn.pages == document.coverage.pages


def _hidden(paragraph):
    from docexplain.records import Steer

    return Steer(paragraph, 0.0)
