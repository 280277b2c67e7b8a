"""Read a data set in the format of SQuAD v1.1 (Rajpurkar et al. 2016)."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docexplain.errors import InputError


@dataclass(frozen=True, slots=True)
class Example:
    """One question: the paragraphs of its article, which one holds the gold answer, and where in it.

    Attributes:
        gold: position of the gold paragraph, from 0.
        start: character of the gold paragraph at which the answer starts.
    """

    article: int
    paragraphs: tuple[str, ...]
    gold: int
    question: str
    answer: str
    start: int


def load(path: Path) -> list[Example]:
    """All questions of a data set, in its order.

    Raises:
        InputError: the file is missing or not in SQuAD's format.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        examples = [
            Example(
                article=number,
                paragraphs=tuple(p["context"] for p in article["paragraphs"]),
                gold=gold,
                question=qa["question"],
                answer=qa["answers"][0]["text"],
                start=int(qa["answers"][0]["answer_start"]),
            )
            for number, article in enumerate(data["data"])
            for gold, paragraph in enumerate(article["paragraphs"])
            for qa in paragraph["qas"]
        ]
    except OSError as error:
        raise InputError(f"The data set {path} cannot be read ({error.strerror}): check the path.") from error
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(f"{path} is not a data set in SQuAD v1.1 format (JSON): {error!r}.") from error
    for example in examples:
        if not _has_answer(example):
            raise InputError(
                f"{path} has an answer that is not in its paragraph, to {example.question[:60]!r}: correct the file."
            )
    if not examples:
        raise InputError(f"{path} holds no questions: give a data set in SQuAD v1.1 format.")
    return examples


def _has_answer(example: Example) -> bool:
    context = example.paragraphs[example.gold]
    return bool(example.answer.strip()) and context.startswith(example.answer, example.start)


def sample(examples: Sequence[Example], size: int | None, seed: int) -> list[Example]:
    """``size`` random questions without replacement, all (in order) for None or a size beyond the data."""
    if size is None or size >= len(examples):
        return list(examples)
    return random.Random(seed).sample(list(examples), size)
