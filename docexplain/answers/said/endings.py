"""Why an answer ends before its end, or is none at all."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from docexplain.answers.said.wording import steering, suppresses
from docexplain.records import Answer, Source, Steer


class Ending(StrEnum):
    """What a truncated answer ended at."""

    LENGTH = "length"
    REPETITION = "repetition"


SAID = {
    Ending.LENGTH: "cut off at the longest answer",
    Ending.REPETITION: "ended where it began to repeat itself",
}
"""To stand behind the answer."""


def ended_at(answer: Answer) -> Ending | None:
    """None where the model ended it, or it was given."""
    if not answer.truncated:
        return None
    return Ending.REPETITION if len(answer.tokens) < answer.settings.max_new_tokens else Ending.LENGTH


def no_answer(steers: Sequence[Steer], sources: Sequence[Source] = ()) -> str:
    """That an answer is empty under a what-if, and that the factor is the likely cause: without it there was one.

    Args:
        sources: of the answer.
    """
    noun = "paragraph" if len(steers) == 1 else "paragraphs"
    less = "hide fewer paragraphs, or take a factor nearer to 1"
    raised = [each.factor for each in steers if not suppresses(each.factor)]
    nearer = "take a factor nearer to 1" + (", such as 2" if len(raised) == len(steers) and min(raised) > 2 else "")
    advice = nearer if raised else less
    return f"With {noun} {steering(steers, sources)} the answer is empty, most likely because of that: {advice}."
