"""Questions made ready, and answers measured, on a tiny data set with the tiny model."""

from __future__ import annotations

import pytest

from docexplain.evaluation import squad
from docexplain.evaluation.answers import as_document, evaluate_answers
from docexplain.evaluation.tasks import prepare
from docexplain.model.language_model import Generation, LanguageModel
from docexplain.records import Granularity


@pytest.fixture
def examples(dataset):
    return squad.load(dataset)


@pytest.mark.parametrize(
    ("number", "granularity", "gold"),
    [
        (0, Granularity.PARAGRAPH, ["The Company pays ten dollars per hour. Overtime is paid after approval."]),
        (1, Granularity.SENTENCE, ["The law of Ohio applies."]),
        (2, Granularity.SENTENCE, ["Each party may end this agreement with thirty days' notice."]),
        (3, Granularity.SENTENCE, ["The manager is Ms Lee."]),
        (1, Granularity.TOKEN, None),
    ],
)
def test_the_gold_chunk_is_the_one_with_the_answer(language_model, examples, number, granularity, gold):
    task = prepare(language_model, examples[number], granularity)
    decode = language_model.tokenizer.decode
    texts = [decode(task.prompt.ids[a:b]).strip() for a, b in task.segments]
    chosen = [text for text, relevant in zip(texts, task.relevant, strict=True) if relevant]
    if gold is None:
        assert "".join(chosen) == examples[number].answer
        assert all(end - start == 1 for start, end in task.segments)
        assert sum(text != "" for text in texts) > len(chosen)
    else:
        assert chosen == gold
    assert decode(task.answer_ids) == examples[number].answer


def test_answers(language_model, examples, monkeypatch):
    said = iter(["It is ten dollars.", "Nothing", "thirty days", "Mr Lee"])
    monkeypatch.setattr(
        LanguageModel, "generate", lambda *_, **__: Generation((5,), text := next(said), truncated=text == "Nothing")
    )
    done = []
    report = evaluate_answers(language_model, examples, how_many=1, on_question=done.append)
    assert report == {"questions": 4, "contains_gold": 0.5, "gold_read": 1.0, "truncated": 0.25}
    assert done == [1, 2, 3, 4]


def test_answers_really_generated(language_model, examples):
    report = evaluate_answers(language_model, examples[:2], how_many="all", max_new_tokens=3)
    assert set(report) == {"questions", "contains_gold", "gold_read", "truncated"}
    assert (report["questions"], report["gold_read"], report["truncated"]) == (2, 1, 1)


def test_an_article_as_a_document(examples):
    document = as_document(examples[1])
    assert tuple(p.text for p in document.paragraphs) == examples[1].paragraphs
    assert [p.index for p in document.paragraphs] == [1, 2]
