"""Explanations and answers measured on a tiny data set with the tiny model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.errors import UsageError
from docexplain.evaluation import squad
from docexplain.evaluation.answers import as_document, evaluate_answers
from docexplain.evaluation.explanations import evaluate
from docexplain.evaluation.tasks import Granularity, prepare
from docexplain.model.language_model import Generation, LanguageModel
from docexplain.records import Mode, Scope, Summary


@pytest.fixture
def examples(dataset):
    return squad.load(dataset)


@pytest.mark.parametrize(
    ("granularity", "quality", "segments"),
    [
        (Granularity.PARAGRAPH, {"top1", "mrr"}, (2 + 2 + 2 + 1) / 4),
        (Granularity.SENTENCE, {"top1", "mrr"}, (4 + 4 + 4 + 2) / 4),
        (Granularity.TOKEN, {"map", "map_iq", "mar"}, None),
    ],
)
def test_the_figures(language_model, examples, granularity, quality, segments):
    variants = [(Scope.READOUT, Mode.MASK), (Scope.FULL, Mode.LOG)]
    done = []
    report = evaluate(language_model, examples, granularity, variants=variants, on_question=done.append)
    assert set(report) == {"questions", "skipped", "segments", "prefill_seconds", "methods"}
    assert (report["questions"], report["skipped"]) == (4, 0)
    assert segments is None or report["segments"] == segments
    assert set(report["methods"]) == {f"{s}-{m}-{summary}" for s, m in variants for summary in Summary}
    for figures in report["methods"].values():
        assert set(figures) == quality | {"seconds", "explain_over_prefill"}
        assert all(0 <= figures[name] <= 1 for name in quality)
        assert figures["seconds"] > 0
        assert figures["explain_over_prefill"] > 0
    assert done == [1, 2, 3, 4]


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


def test_questions_that_do_not_fit_are_counted(language_model, examples, monkeypatch):
    lengths = []
    for example in examples:
        task = prepare(language_model, example, Granularity.PARAGRAPH)
        lengths.append(len(task.prompt.ids) + len(task.answer_ids))
    monkeypatch.setattr(language_model, "info", replace(language_model.info, context_tokens=sorted(lengths)[1]))
    report = evaluate(language_model, examples, Granularity.PARAGRAPH)
    assert (report["questions"], report["skipped"]) == (2, 2)
    monkeypatch.setattr(language_model, "info", replace(language_model.info, context_tokens=10))
    with pytest.raises(UsageError, match="No question fits"):
        evaluate(language_model, examples, Granularity.PARAGRAPH)


def test_a_perfect_explanation_scores_one(language_model, examples, monkeypatch):
    """The ranking comes from the effects: with effects that are the truth every figure is 1."""
    from docexplain.evaluation import explanations

    def truth(effects, drops, summary):
        return effects

    def explain(model, task, variant, prefix):
        import torch

        return type("Truth", (), {"effects": torch.tensor(task.relevant).float(), "probability_drops": None})

    monkeypatch.setattr(explanations, "_explain", explain)
    monkeypatch.setattr(explanations, "summarise", truth)
    for granularity, names in ((Granularity.SENTENCE, ("top1", "mrr")), (Granularity.TOKEN, ("map", "map_iq"))):
        for figures in evaluate(language_model, examples, granularity)["methods"].values():
            assert [figures[name] for name in names] == [1, 1]


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
