"""Long tables are read by the rows that matter, and what is found in these stands at its place in the table."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from docexplain.attribution.conclusions.citation import Citation
from docexplain.errors import QuestionError
from docexplain.records import BlockClass, Choice, Steer, Verdict
from docexplain.records.grounds import Excerpt
from docexplain.session import AskOptions, Session
from docexplain.session.pace.amount import Amount
from docexplain.session.pipeline import reading as reading_module
from docexplain.session.pipeline.excerpts import LEAST_LIMIT, Excerpts
from docexplain.session.pipeline.reading import read, read_again
from docexplain.session.search.search_index import SearchIndex
from tests.tables import document_of, long_table, sites, table_text

QUESTION = "How many staff had Mill 137 in 2022?"
SHORT = AskOptions(max_new_tokens=4)
SENTENCES = [f"Part {i} says that the mill and its staff work." for i in range(8)]


@pytest.fixture(scope="module")
def document():
    return document_of(*SENTENCES[:4], "Staff was so:", *long_table(200), *SENTENCES[4:])


@pytest.fixture
def session(language_model, monkeypatch):
    monkeypatch.setattr("docexplain.session.pipeline.explaining.verdict_of", lambda *_: (Verdict.SUPPORTED, 0.9))
    return Session(model=language_model)


@pytest.fixture
def all_cited(monkeypatch):
    """Whatever was found, everything read is cited."""
    monkeypatch.setattr(
        "docexplain.session.pipeline.explaining.cite",
        lambda _s, segments, found, _silent, _saying: Citation(tuple(range(len(segments))), *[found.together] * 2),
    )


def tables(reading):
    return [i for i, p in enumerate(reading.paragraphs) if p.block_class is BlockClass.TABLE]


def test_the_row_that_was_asked_for_is_read_under_the_tables_title(language_model, document):
    reading = read(language_model, document, QUESTION, how_many="auto", answer_tokens=10)
    texts = [reading.text_of(i).text for i in tables(reading)]
    assert "Staff was so:\nSite: Mill 137 | 2022: 1372" in texts
    assert all(len(language_model.count_tokens([text])) for text in texts)
    assert all(text in reading.prompt.text for text in texts)
    assert "1371" not in reading.prompt.text
    assert len(reading.paragraphs) > len(texts)  # there is room for sentences too
    assert all(reading.paragraphs[i] == document.paragraph(reading.paragraphs[i].index) for i in tables(reading))


def test_no_table_takes_all_that_is_read(language_model, document):
    index = SearchIndex(language_model, document)
    order = [*range(5, 22), *range(5), *range(22, 26)]  # all parts of the table before everything else
    excerpts = Excerpts(language_model, document, QUESTION, index.costs, 256)
    taken = []
    for position in excerpts.without_more_of_one(order):
        taken.append(position)
        excerpts[position]
    parts = [position for position in taken if 5 <= position < 22]
    assert sum(excerpts[position] for position in parts[:-1]) < 2 * LEAST_LIMIT
    assert len(parts) < 6
    assert set(taken) - set(parts) == {*range(5), *range(22, 26)}


def test_parts_of_one_table_that_the_user_wants_are_all_read(language_model, document):
    wanted = tuple(range(6, 23))  # all parts of the table, more than are begun otherwise
    amount = Amount(tokens=256, include=wanted)
    reading = read(language_model, document, QUESTION, how_many=amount, answer_tokens=10)
    assert set(wanted) <= {paragraph.index for paragraph in reading.paragraphs}
    assert reading.choice.included == wanted


@pytest.mark.parametrize("question", ["How many staff had Mill 137?", "How did the staff of Mill 137 change in 2022?"])
def test_what_fits_as_a_whole_is_read_as_a_whole(language_model, question):
    document = document_of("Staff was so:", (table_text(sites(3)), BlockClass.TABLE))
    for how_many in ("auto", 1, "all"):
        reading = read(language_model, document, question, how_many=how_many, answer_tokens=10)
        assert reading.excerpts == ()
        assert all(reading.text_of(i).is_whole for i in range(len(reading.paragraphs)))


def test_a_small_table_is_read_whole_and_a_longer_one_in_less(language_model):
    """So a question about all of the small one finds all of it, and the longer one leaves room for sentences."""
    found = {}
    for rows in range(2, 30):
        document = document_of("Staff was so:", (table_text(sites(rows)), BlockClass.TABLE))
        costs = SearchIndex(language_model, document).costs
        excerpts = Excerpts(language_model, document, "How many staff had Mill 001?", costs, 256)
        found[costs[1]] = excerpts[1]
    small = [cost for cost in found if cost <= 128]
    assert any(cost > LEAST_LIMIT for cost in small)
    assert all(found[cost] == cost for cost in small)
    assert all(taken <= LEAST_LIMIT + 2 for cost, taken in found.items() if cost > 128)


@pytest.mark.parametrize("how_many", ["auto", "all"])
def test_of_a_table_that_fits_all_rows_are_read_in_the_years_asked_for(language_model, how_many):
    document = document_of("Staff was so:", (table_text(sites(3)), BlockClass.TABLE))
    reading = read(language_model, document, "How many staff was it in 2022?", how_many=how_many, answer_tokens=10)
    (table,) = tables(reading)
    rows = [f"Site: Mill 00{i} | 2022: {i}2" for i in range(1, 4)]
    assert reading.text_of(table).text == "\n".join(["Staff was so:", *rows])


@pytest.mark.parametrize("question", [QUESTION, "What is said?", "Mill 001 2021 2023", "staff " * 20])
def test_an_excerpt_costs_what_its_text_has_of_tokens(language_model, document, question):
    index = SearchIndex(language_model, document)
    excerpts = Excerpts(language_model, document, question, index.costs, 1024)
    for position in range(5, 22):
        excerpt = excerpts.of(position)
        assert excerpt is not None
        text = reading_module._as_read(document.paragraphs[position], [excerpt]).text
        [count] = language_model.count_tokens([text])
        assert excerpts[position] == count + 2 < index.costs[position]
        assert excerpts.least[position] <= excerpts[position]
        assert excerpts[position] <= 128 + 2 or text.count("\n") == 1  # one row there is always


def test_a_what_if_reads_the_same_rows(session, language_model, document, store):
    answer = session.ask(document, QUESTION, options=SHORT)
    excerpts = answer.choice.excerpts
    assert excerpts
    store.add_document(document)
    store.add_answer(answer)
    kept = store.get_answer(answer.id)
    assert kept.choice == answer.choice
    assert store.verify().problems == ()
    again = read_again(language_model, document, kept)
    assert again.prompt.sha256 == answer.prompt_sha256
    assert again.excerpts == excerpts
    steered = session.what_if(document, answer, [Steer(excerpts[0].paragraph, 0.0)])
    assert steered.prompt_sha256 == answer.prompt_sha256
    assert steered.choice.excerpts == excerpts


@pytest.mark.parametrize("parts", [(), ((40, 30),), ((5, 9), (0, 4)), ((0, 5), (4, 9)), ((-3, 4),)])
def test_parts_are_in_order_and_apart(parts):
    with pytest.raises(ValueError, match="excerpt"):
        Excerpt(1, "", parts)


@pytest.mark.parametrize("parts", [((0, 5),), ((0, 10_000),), ((0, 5), (20, 30))])
def test_other_rows_than_those_that_were_read_are_another_prompt(session, language_model, document, parts):
    answer = session.ask(document, QUESTION, options=SHORT)
    index = answer.choice.excerpts[0].paragraph
    forged = replace(answer, choice=Choice(excerpts=(Excerpt(index, "", parts),)))
    with pytest.raises(QuestionError, match="another prompt"):
        read_again(language_model, document, forged)


def test_a_record_from_before_there_were_excerpts(session, language_model, document, monkeypatch):
    monkeypatch.setattr(Excerpts, "of", lambda *_: None)
    old = replace(session.ask(document, QUESTION, options=SHORT), choice=None)
    monkeypatch.undo()
    again = read_again(language_model, document, old)
    assert again.excerpts == ()
    assert again.prompt.sha256 == old.prompt_sha256


@pytest.mark.usefixtures("all_cited")
@pytest.mark.parametrize(("granularity", "mode"), [("paragraph", "path"), ("sentence", "path"), ("sentence", "mask")])
def test_rows_of_cited_tables_are_passages(session, document, granularity, mode):
    answer = session.ask(document, QUESTION, options=replace(SHORT, granularity=granularity, mode=mode))
    read_parts = {excerpt.paragraph: excerpt.parts for excerpt in answer.choice.excerpts}
    assert read_parts
    shown = []
    for index, parts in read_parts.items():
        text = document.paragraph(index).text
        rows = [text[p.start : p.end] for p in answer.passages if p.paragraph == index]
        assert rows == [line for line in text.split("\n") if any(text[a:b] in line for a, b in parts if b - a > 12)]
        shown += rows
    assert "Site: Mill 137 | 2021: 1371 | 2022: 1372 | 2023: 1373" in shown
    if granularity == "paragraph":
        assert {p.paragraph for p in answer.passages} == set(read_parts)


@pytest.mark.usefixtures("all_cited")
def test_tokens_of_an_excerpt_are_those_of_what_was_read(session, document):
    answer = session.ask(document, QUESTION, options=replace(SHORT, granularity="token"))
    for excerpt in answer.choice.excerpts:
        covered = {at for p in answer.passages if p.paragraph == excerpt.paragraph for at in range(p.start, p.end)}
        assert covered == {at for start, end in excerpt.parts for at in range(start, end)}


@pytest.mark.usefixtures("all_cited")
def test_rows_and_title_add_up_to_the_table(session, language_model, document, monkeypatch):
    """Of a table that was read whole the rows alone do."""
    answer = session.ask(document, QUESTION, options=SHORT)
    effects = {effect.index: effect for effect in answer.effects}
    whole = document_of("Staff was so:", (table_text(sites(6)), BlockClass.TABLE))
    other = session.ask(whole, "How many staff had Mill 137?", options=replace(SHORT, read="all"))
    (table,) = [effect for effect in other.effects if effect.index == 2]
    assert len([p for p in other.passages if p.paragraph == 2]) == 7
    assert math.fsum(p.effect for p in other.passages if p.paragraph == 2) == pytest.approx(
        math.fsum(table.per_claim), abs=1e-4
    )
    assert all(math.isfinite(effects[p.paragraph].support) for p in answer.passages)
