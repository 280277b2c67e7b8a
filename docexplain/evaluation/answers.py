"""Does the model answer right? Share of generated answers that contain the gold answer, by paragraphs read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docexplain.evaluation import metrics
from docexplain.evaluation.squad import Example
from docexplain.model.language_model import LanguageModel
from docexplain.records import Box, Coverage, Document, Paragraph
from docexplain.session.pipeline.reading import read


def evaluate_answers(
    model: LanguageModel,
    examples: Sequence[Example],
    *,
    how_many: int | str = "auto",
    max_new_tokens: int = 64,
    on_question: Callable[[int], None] = lambda _done: None,
) -> dict[str, Any]:
    """Answer every question from its article as ``docexplain ask`` would.

    Returns:
        ``questions``, ``contains_gold`` (share), ``gold_read`` (share whose gold paragraph was among those read) and
        ``truncated`` (share cut off at the token limit or at a repetition).
    """
    hits, gold_read, truncated = [], [], []
    for done, example in enumerate(examples, 1):
        document = as_document(example)
        reading = read(model, document, example.question, how_many=how_many, answer_tokens=max_new_tokens)
        prefix = model.prefill(reading.prompt.prefix_ids)
        generation = model.generate(prefix, reading.prompt.tail_ids, max_new_tokens=max_new_tokens)
        hits.append(float(metrics.contains(generation.text, example.answer)))
        gold_read.append(float(any(p.index == example.gold + 1 for p in reading.paragraphs)))
        truncated.append(float(generation.truncated))
        on_question(done)
    return {
        "questions": len(examples),
        "contains_gold": metrics.mean(hits),
        "gold_read": metrics.mean(gold_read),
        "truncated": metrics.mean(truncated),
    }


def as_document(example: Example) -> Document:
    """An article as a document of one page; its boxes are empty, since it has no layout."""
    paragraphs = tuple(
        Paragraph(index=i, text=text, boxes=(Box(1, 0, 0, 0, 0),)) for i, text in enumerate(example.paragraphs, 1)
    )
    characters = sum(len("".join(text.split())) for text in example.paragraphs)
    return Document(
        "0" * 64, f"article {example.article}", "squad", paragraphs, (), Coverage(1, characters, characters, 0)
    )
