"""Does a fact that stands more than once vanish from the explanation? And is a fact that stands once left alone?

The gold answer is explained three times: on its article as it is, with its fact once more in other words at a random
place, and with two more copies. What counts is what a user would see: the redundant group and the cited set.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docexplain.errors import UsageError
from docexplain.evaluation import metrics
from docexplain.evaluation.answers import as_document
from docexplain.evaluation.restatement import recorded, reworded, single_fact
from docexplain.evaluation.squad import Example
from docexplain.model.language_model import LanguageModel
from docexplain.session.ask_options import DEFAULTS
from docexplain.session.pipeline.explaining import Told, explain
from docexplain.session.pipeline.reading import Reading


@dataclass(frozen=True, slots=True)
class Found:
    """What was said about one document.

    Attributes:
        supported: the verdict is not ``unsupported``.
        cited: positions of the cited paragraphs.
        group: positions of the redundant group, empty for none.
    """

    supported: bool
    cited: frozenset[int]
    group: frozenset[int]


def evaluate_redundancy(
    model: LanguageModel,
    examples: Sequence[Example],
    *,
    seed: int = 0,
    on_question: Callable[[int], None] = lambda _done: None,
) -> dict[str, Any]:
    """Measure on the questions whose answer stands in one paragraph only.

    Returns:
        ``questions``, ``skipped`` (no room in the model's context); for one copy ``falsely_grouped`` (share with any
        group), ``cited`` (share where the gold paragraph is among the cited) and ``unsupported`` (share where the
        verdict is that); for two copies by generator, and for three: ``all_found`` (share where the group holds every
        copy), ``any_cited`` (share where at least one copy is cited), ``wrongly_in_group`` (share where the group holds
        another paragraph), ``unsupported``.

    Raises:
        UsageError: no question has an answer that stands in one paragraph only.
    """
    single = single_fact(examples)
    chosen = [example for example in single if _fits(model, example)]
    if not chosen:
        raise UsageError(
            "No question of this sample fits the model and has an answer in one paragraph only: take more."
        )
    runs: dict[str, list[tuple[Found, frozenset[int]]]] = {"one": [], "reworded": [], "recorded": [], "three": []}
    for done, example in enumerate(chosen, 1):
        choose = random.Random(f"{seed} {example.question}")
        copies = reworded(example, choose), recorded(example, choose)
        for name, added in (("one", ()), ("reworded", copies[:1]), ("recorded", copies[1:]), ("three", copies)):
            paragraphs, gold = _insert(example, added, choose)
            runs[name].append((_explain(model, paragraphs, example), gold))
        on_question(done)
    return {
        "questions": len(chosen),
        "skipped": len(single) - len(chosen),
        "one": {
            "falsely_grouped": metrics.mean([float(bool(found.group)) for found, _ in runs["one"]]),
            "cited": metrics.mean([float(gold <= found.cited) for found, gold in runs["one"]]),
            "unsupported": metrics.mean([float(not found.supported) for found, _ in runs["one"]]),
        },
        "two": {name: _figures(runs[name]) for name in ("reworded", "recorded")},
        "three": _figures(runs["three"]),
    }


def _fits(model: LanguageModel, example: Example) -> bool:
    """Whether the article and two more copies of the fact, each no longer than the longest paragraph, have room."""
    tokens = model.count_tokens([*example.paragraphs, example.question, example.answer])
    longest = max(tokens[: len(example.paragraphs)])
    return sum(tokens) + 2 * max(longest, 100) + 100 <= model.info.context_tokens


def _insert(example: Example, added: Sequence[str], choose: random.Random) -> tuple[list[str], frozenset[int]]:
    """The paragraphs with the added ones at random places, and where the fact stands then."""
    marked = [(text, i == example.gold) for i, text in enumerate(example.paragraphs)]
    for text in added:
        marked.insert(choose.randrange(len(marked) + 1), (text, True))
    return [text for text, _ in marked], frozenset(i for i, (_, holds) in enumerate(marked) if holds)


def _explain(model: LanguageModel, texts: Sequence[str], example: Example) -> Found:
    document = as_document(replace(example, paragraphs=tuple(texts)))
    prompt = model.render(texts, example.question)
    reading = Reading(document, example.question.strip(), document.paragraphs, prompt)
    forced = reading.forced(model, model.prefill(prompt.prefix_ids), model.encode_answer(example.answer))
    found = explain(model, reading, forced, DEFAULTS, Told(lambda _: _ignore), given=True)
    citation = found.citation
    if citation is None:
        return Found(False, frozenset(), frozenset())
    return Found(True, frozenset(citation.members), frozenset(citation.group.members if citation.group else ()))


def _ignore(_done: int, _total: int | None) -> None:
    """Progress is told by question, not by row."""


def _figures(runs: Sequence[tuple[Found, frozenset[int]]]) -> dict[str, float]:
    return {
        "all_found": metrics.mean([float(gold <= found.group) for found, gold in runs]),
        "any_cited": metrics.mean([float(bool(gold & found.cited)) for found, gold in runs]),
        "wrongly_in_group": metrics.mean([float(bool(found.group - gold)) for found, gold in runs]),
        "unsupported": metrics.mean([float(not found.supported) for found, _ in runs]),
    }
