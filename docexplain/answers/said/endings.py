"""Why an answer ends before its end."""

from __future__ import annotations

from enum import StrEnum

from docexplain.records import Answer


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
