"""What is known of a document's paragraphs, and of an answer, is computed once, and only for the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from docexplain.records import BlockClass
from docexplain.retrieval import choose, words
from docexplain.retrieval.searched_text import searched
from docexplain.session import AskOptions, Session
from docexplain.session.pace.pace import SMALL_MODEL_READS
from docexplain.session.pipeline.reading import read
from docexplain.session.search.search_index import SearchIndexes

OPTIONS = AskOptions(answer="ten dollars", answer_by="test", read=2)


@pytest.fixture
def done(monkeypatch, language_model):
    """How many texts were tokenised to count them, and how many were split into words to search them."""
    counts = Counter()
    count_tokens, joined = language_model.count_tokens, words._joined

    def counted(texts):
        counts["counted"] += len(texts)
        return count_tokens(texts)

    def split(texts):
        counts["split"] += len(texts)
        return joined(texts)

    monkeypatch.setattr(language_model, "count_tokens", counted)
    monkeypatch.setattr(words, "_joined", split)
    return counts


def test_a_second_question_neither_counts_nor_splits_the_paragraphs_again(language_model, document, done):
    session = Session(model=language_model)
    session.ask(document, "What is the pay per hour?", options=OPTIONS)
    assert done["split"] == len(document.paragraphs)
    second = session.ask(replace(document, name="renamed.pdf"), "What is the notice?", options=OPTIONS)
    assert done["split"] == len(document.paragraphs)
    assert 0 < done["counted"] <= len(document.paragraphs)
    alone = Session(model=language_model).ask(document, "What is the notice?", options=OPTIONS)
    assert second.read == alone.read


def test_the_characters_of_the_answers_tokens_are_found_once(language_model, document, monkeypatch):
    calls, inner = [], language_model.token_offsets
    monkeypatch.setattr(language_model, "token_offsets", lambda ids: calls.append(ids) or inner(ids))
    answer = Session(model=language_model).ask(document, "What is the pay per hour?", options=OPTIONS)
    assert len(calls) == 1
    assert [(token.start, token.end) for token in answer.tokens] == inner([token.id for token in answer.tokens])


def test_other_paragraphs_have_an_index_of_their_own(language_model, document):
    indexes = SearchIndexes()
    first = indexes.of(language_model, document)
    longer = replace(document, paragraphs=(*document.paragraphs[:-1], replace(document.paragraphs[-1], text="a " * 99)))
    other = indexes.of(language_model, longer)
    last = len(document.paragraphs) - 1
    assert other.costs[last] > first.costs[last]
    assert indexes.of(language_model, document) is first
    assert indexes.of(language_model, longer) is other


def test_an_index_ranks_again_and_again_as_a_fresh_one():
    texts = ["The pay is ten dollars.", "The notice is thirty days.", "Pay day is Friday; pay in dollars.", ""]
    index = words.WordIndex(texts)
    for question in ("pay", "notice of days", "nothing known", "dollars of pay", "", "pay"):
        assert index.rank(question) == words.rank(texts, question)
    assert index.rank("notice")[0] == 1


def test_paragraphs_that_cannot_fit_are_not_counted(language_model, document, done):
    """Of a document of thousands only those that might."""
    many = [replace(p, index=i + 1, text=f"{i} " * 300) for i, p in enumerate([document.paragraphs[0]] * 300)]
    many[7] = replace(many[7], text="The pay is ten dollars.")
    many[200] = replace(many[200], text="pay")
    long = replace(document, paragraphs=tuple(many))
    index = SearchIndexes().of(language_model, long)
    reading = read(language_model, long, "What is the pay?", how_many="auto", answer_tokens=64, index=index)
    assert 0 < done["counted"] < 50
    costs = [count + 2 for count in language_model.count_tokens([p.text for p in many])]
    budget = max(SMALL_MODEL_READS, costs[index.rank("What is the pay?")[0]])
    expected = choose(index.rank("What is the pay?"), costs, budget)
    assert reading.indices_of(range(len(reading.paragraphs))) == tuple(position + 1 for position in expected)


def test_a_tables_column_names_count_once(document):
    """A sentence answers; a table whose columns are named with the question's words stands beside it."""
    names = [f"Total stores at the end of fiscal {year}" for year in (2022, 2023)]
    rows = [" | ".join(["Country", *names])]
    rows += [
        f"Country: {name} | {names[0]}: {i} | {names[1]}: {i + 1}"
        for i, name in enumerate(("Norway", "Sweden", "Finland", "Denmark"), start=20)
    ]
    first, second, *_ = document.paragraphs
    table = replace(first, text="\n".join(rows), block_class=BlockClass.TABLE, words="")
    (found,) = searched([table])
    assert found.count("fiscal") == 2
    assert found.endswith(" | Denmark | 23 | 24")
    assert searched([replace(table, block_class=BlockClass.TEXT)]) == [table.text]
    caption = replace(second, text="Table 7: Stores by country.", block_class=BlockClass.CAPTION, words="")
    assert searched([caption, table, second]) == [caption.text, f"{found} {caption.text}", second.text]
    said = "We had 1,138 stores at the end of fiscal 2023 in all segments. Our stores are a vital part of our strategy."
    order = words.rank([found, said, second.text], "How many stores did we have at the end of fiscal 2023?")
    assert order[0] == 1
