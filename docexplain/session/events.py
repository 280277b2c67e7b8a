"""What a session tells its front end while it works: plain events, drawn by whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The steps a user waits for."""

    INGEST = "reading the document"
    FETCH = "fetching the default model"
    FETCH_HUB = "fetching the model from the hub"
    CONVERT = "preparing the model for fast loading (once)"
    LOAD = "loading the model"
    PREFILL = "reading the paragraphs with the model"
    GENERATE = "answering"
    EXPLAIN = "explaining"
    CITE = "testing what to cite"
    CONFIRM = "measuring the best paragraphs again"
    DRILL = "taking the cited paragraphs apart"
    STEER = "answering again, what if"
    EVALUATE = "measuring"


@dataclass(frozen=True, slots=True)
class Progress:
    """A step began or moved on. ``total`` is None when the end cannot be known; ``done == total`` ends the step."""

    stage: Stage
    done: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A piece of the answer as it is generated."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know, in one sentence."""

    text: str


Event = Progress | AnswerText | Notice
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener for callers who do not care."""
