"""What the model reads: enough room for the answer, the right paragraphs, in the document's order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from transformers import LlamaForCausalLM

from docexplain.errors import QuestionError
from docexplain.model.language_model import LanguageModel
from docexplain.records import Box, Coverage, Document, Paragraph
from docexplain.session.pipeline.reading import read
from docexplain.session.search.search_index import SEPARATOR_TOKENS

QUESTION = "What is the pay per hour?"


def with_context(language_model, tokens):
    config = type(language_model.model.config)(**language_model.model.config.to_dict())
    config.max_position_embeddings = tokens
    return LanguageModel(LlamaForCausalLM(config), language_model.tokenizer)


def indices(reading):
    return [p.index for p in reading.paragraphs]


def long_document(count):
    texts = [f"Section {i} is about some other matter, like item {i}." for i in range(1, count + 1)]
    texts[count // 2] = "The Company will pay the Employee ten dollars per hour."
    paragraphs = tuple(Paragraph(i, text, (Box(1, 0, 0, 1, 1),)) for i, text in enumerate(texts, 1))
    return Document("cd" * 32, "long.pdf", "by hand/1", paragraphs, (), Coverage(1, 1, 1, 0))


@pytest.mark.parametrize(
    ("how_many", "expected"), [(1, [2]), (2, [1, 2]), (6, [1, 2, 3, 4, 5, 6]), (60, [1, 2, 3, 4, 5, 6])]
)
def test_so_many_paragraphs_in_document_order(language_model, document, how_many, expected):
    reading = read(language_model, document, QUESTION, how_many=how_many, answer_tokens=10)
    assert indices(reading) == expected
    assert len(reading.prompt.spans) == len(expected)


def test_the_question_travels_without_the_white_space_around_it(language_model, document):
    reading = read(language_model, document, f"  {QUESTION}\n", how_many="all", answer_tokens=10)
    assert (reading.question, reading.document) == (QUESTION, document)
    assert reading.prompt == language_model.render([p.text for p in reading.paragraphs], QUESTION)


def test_all_reads_all_that_fit(language_model, document):
    assert len(indices(read(language_model, document, QUESTION, how_many="all", answer_tokens=10))) == 6


def test_so_many_tokens_of_paragraphs_and_one_paragraph_at_least(language_model):
    document = long_document(20)
    costs = [cost + SEPARATOR_TOKENS for cost in language_model.count_tokens([p.text for p in document.paragraphs])]
    least = read(language_model, document, QUESTION, how_many="1t", answer_tokens=10)
    assert indices(least) == [11]
    some = read(language_model, document, QUESTION, how_many=f"{sum(costs[9:12])}t", answer_tokens=10)
    assert 1 < len(some.paragraphs) < 20
    assert sum(costs[i - 1] for i in indices(some)) <= sum(costs[9:12])
    assert len(read(language_model, document, QUESTION, how_many="999999t", answer_tokens=10).paragraphs) == 20


def test_a_small_model_reads_fewer_than_all_a_large_one_all(language_model, monkeypatch):
    document = long_document(20)
    few = indices(read(language_model, document, QUESTION, how_many="auto", answer_tokens=10))
    assert 11 in few
    assert len(few) < 20
    monkeypatch.setattr(language_model, "info", replace(language_model.info, parameters=7_000_000_000))
    assert len(indices(read(language_model, document, QUESTION, how_many="auto", answer_tokens=10))) == 20


@pytest.mark.parametrize("answer_tokens", [1, 20, 60])
def test_a_long_document_is_cut_down_until_it_fits(language_model, answer_tokens):
    model = with_context(language_model, 256)
    document = long_document(60)
    reading = read(model, document, QUESTION, how_many="all", answer_tokens=answer_tokens)
    assert len(reading.prompt.ids) + answer_tokens <= 256
    assert 31 in indices(reading)  # the one with the answer
    assert indices(reading) == sorted(indices(reading))
    longest = max(model.count_tokens([p.text for p in document.paragraphs]))
    assert len(reading.prompt.ids) + answer_tokens + longest + 2 > 256 - 2 * len(indices(reading))  # no room is wasted


@pytest.mark.parametrize(
    ("question", "answer_tokens"), [("Why " * 400 + "?", 10), (QUESTION, 250), (QUESTION, 100_000)]
)
def test_no_room_for_a_paragraph(language_model, document, question, answer_tokens):
    with pytest.raises(QuestionError, match="256 tokens"):
        read(with_context(language_model, 256), document, question, how_many="all", answer_tokens=answer_tokens)


def test_a_paragraph_longer_than_the_context_is_passed_over(language_model, document):
    first = replace(document.paragraphs[0], text="pay per hour " * 300)
    document = replace(document, paragraphs=(first, *document.paragraphs[1:]))
    reading = read(with_context(language_model, 256), document, QUESTION, how_many=1, answer_tokens=10)
    assert indices(reading) == [2]


@pytest.mark.parametrize("question", [QUESTION, "assistant", "user", "?"])
def test_the_question_is_scored_where_it_stands_behind_the_document(language_model, document, question):
    """Also where it reads like the template around it."""
    reading = read(language_model, document, question, how_many=2, answer_tokens=10)
    prompt = reading.prompt
    asked = reading.asked(language_model, language_model.prefill(prompt.prefix_ids))
    before = [*prompt.prefix_ids, *asked.tail_ids]
    assert asked.ids == list(prompt.ids[: len(asked.ids)])
    texts = [prompt.text[slice(*prompt.offsets[i])] for i in range(len(before), len(asked.ids))]
    assert "".join(texts).strip() == question
    assert prompt.text[: prompt.offsets[len(before)][0]].rstrip().endswith("Question:")
