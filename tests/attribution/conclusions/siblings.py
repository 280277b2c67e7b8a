"""Documents whose paragraphs share one frame: ``The budget of department X is N euros``, for many X.

Each names its own thing and value, so only one of them answers a question about one of the things.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_DEPARTMENTS = "ABCDEFGHKLMN"
_NAMES = ("Ivanov", "Keller", "Moreau", "Okafor", "Silva", "Tanaka", "Weber", "Yilmaz", "Brandt", "Castro")
_CITIES = ("Halden", "Turin", "Ghent", "Porto", "Graz", "Lund", "Bergen", "Nantes", "Basel", "Tartu")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
_FILLERS = (
    "The supplier delivers the goods to the warehouse of the buyer on working days between eight and sixteen hours.",
    "The price includes packing, insurance and transport. A change of the price needs the written consent of both.",
    "Each party keeps the other party's business secrets and gives them to nobody without consent.",
    "The agreement is made in two copies, of which each party has received one.",
)


@dataclass(frozen=True)
class Frame:
    """A sentence with a thing and a value, the question for the value, and the answer; each a format string."""

    sentence: str
    question: str
    answer: str
    things: tuple[str, ...]
    values: tuple[str, ...]


FRAMES = {
    "budget": Frame(
        "The budget of department {} is {} euros in this year.",
        "What is the budget of department {}?",
        "The budget of department {} is {} euros.",
        tuple(_DEPARTMENTS),
        tuple(str(3300 + 1100 * i) for i in range(12)),
    ),
    "salary": Frame(
        "{} works in the office and earns {} dollars a month before taxes.",
        "How much does {} earn a month?",
        "{} earns {} dollars a month.",
        _NAMES,
        ("2150", "2480", "2935", "3120", "3675", "3890", "4210", "4740", "5060", "5385"),
    ),
    "lease": Frame(
        "The lease of the warehouse in {} ends on the last day of {} without notice.",
        "When does the lease of the warehouse in {} end?",
        "The lease of the warehouse in {} ends on the last day of {}.",
        _CITIES,
        _MONTHS,
    ),
    "head": Frame(
        "The branch in {} is led by Ms {}, who reports to the board.",
        "Who leads the branch in {}?",
        "The branch in {} is led by Ms {}.",
        _CITIES,
        _NAMES,
    ),
}


@dataclass(frozen=True)
class Siblings:
    """A document of siblings, and a question about one of them.

    Attributes:
        holders: positions of the paragraphs that hold the answer.
    """

    paragraphs: tuple[str, ...]
    question: str
    answer: str
    holders: frozenset[int]


def siblings(frame: str, count: int, seed: int, *, copies: int = 1, fillers: int = 0) -> Siblings:
    """``count`` things with values of their own in random order, one of which is asked for.

    Args:
        copies: how often the sentence that answers stands in the document.
        fillers: paragraphs about other matters between them.
    """
    choose = random.Random(f"{frame} {count} {seed}")
    form = FRAMES[frame]
    things = choose.sample(form.things, count)
    values = choose.sample(form.values, count)
    asked = choose.randrange(count)
    wanted = form.sentence.format(things[asked], values[asked])
    sentences = [form.sentence.format(*pair) for pair in zip(things, values, strict=True)]
    for text in [wanted] * (copies - 1) + choose.sample(_FILLERS, fillers):
        sentences.insert(choose.randrange(len(sentences) + 1), text)
    return Siblings(
        tuple(sentences),
        form.question.format(things[asked]),
        form.answer.format(things[asked], values[asked]),
        frozenset(i for i, text in enumerate(sentences) if text == wanted),
    )
