"""What a question looks for: its words with weights, what else they are called, the statements that answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from docexplain.retrieval.terms import ITEMS, NAMES, OF_THE_TASK, SAME, Statement
from docexplain.retrieval.words import stems

ALSO = 0.4
"""Weight of a word that the question means without saying it."""
TASK = 0.15
"""Weight of a word that says how to answer."""

_YEAR = re.compile(
    r"\b(?:fy|fiscal(?: year)?) ?'?((?:19|20)?\d\d)(?!\d)|\b((?:19|20)\d\d)(?=[qh][1-4]\b)", re.IGNORECASE
)
_PART = re.compile(r"(?:\b|(?<=\d))([qh])([1-4])\b", re.IGNORECASE)
_SPELLED = re.compile(r"([a-z])&([a-z])", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth")
_MONTHS = ("three", "six", "nine", "twelve")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question looks for.

    Attributes:
        weights: by stem.
        named: statements that it names.
        meant: statements that hold what it asks about, though it does not name them.
    """

    weights: dict[str, float]
    named: tuple[Statement, ...] = ()
    meant: tuple[Statement, ...] = ()


def sought(question: str) -> Sought:
    """Read a question."""
    said = stems(question)
    of_the_task = _task_stems()
    weights: dict[str, float] = {}
    content = any(stem not in of_the_task for stem in said)
    for stem in said:
        weights[stem] = weights.get(stem, 0.0) + (TASK if content and stem in of_the_task else 1.0)
    for stem in _dates(question):
        weights[stem] = max(weights.get(stem, 0.0), 1.0)
    phrase = _phrase(question)
    for group in _same():
        if any(_has(phrase, one) for one in group):
            for stem in {stem for one in group for stem in one.split()}:
                weights.setdefault(stem, ALSO)
    named = tuple(kind for kind, names in _names().items() if any(_has(phrase, name) for name in names))
    meant = tuple(kind for kind, items in _items().items() if any(_has(phrase, item) for item in items))
    return Sought(weights, named, tuple(kind for kind in meant if kind not in named))


def _dates(question: str) -> Iterator[str]:
    for match in _YEAR.finditer(question):
        year = match[1] or match[2]
        yield year if len(year) == 4 else f"20{year}"
    for match in _PART.finditer(question):
        part, number = match[1].lower(), int(match[2])
        if part == "q":
            yield from stems(f"{_ORDINALS[number - 1]} quarter {_MONTHS[number - 1]} months")
        else:
            yield from stems(f"{_ORDINALS[number - 1]} half {_MONTHS[number * 2 - 1]} months" if number < 3 else "")


def _phrase(text: str) -> str:
    """Its stems with a space around each, so that a phrase is found in it as a string."""
    said = stems(_SPELLED.sub(r"\1and\2", text))
    return f" {' '.join(said)} "


def _has(phrase: str, other: str) -> bool:
    return f" {other} " in phrase


def _prepared(phrases: Sequence[str]) -> tuple[str, ...]:
    return tuple(_phrase(one).strip() for one in phrases)


@cache
def _same() -> tuple[tuple[str, ...], ...]:
    return tuple(_prepared(group) for group in SAME)


@cache
def _names() -> dict[Statement, tuple[str, ...]]:
    return {kind: _prepared(names) for kind, names in NAMES.items()}


@cache
def _items() -> dict[Statement, tuple[str, ...]]:
    return {kind: _prepared(items) for kind, items in ITEMS.items()}


@cache
def _task_stems() -> frozenset[str]:
    return frozenset(stem for word in OF_THE_TASK for stem in stems(word))
