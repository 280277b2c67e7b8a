"""What a session tells its front end while it works: plain events, drawn by whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from docexplain.errors import Remedy
from docexplain.records import Answer, Document, Passage


class Stage(StrEnum):
    """The steps a user waits for."""

    INGEST = "reading the document"
    FETCH = "fetching the default model"
    FETCH_SEARCH = "fetching the model for searching by meaning"
    FETCH_HUB = "fetching the model from the hub"
    CONVERT = "preparing the model for fast loading (once)"
    LOAD = "loading the model"
    EMBED = "comparing the paragraphs with the question"
    PREFILL = "reading the paragraphs with the model"
    GENERATE = "answering"
    EXPLAIN = "explaining"
    CITE = "testing what to cite"
    CONFIRM = "measuring the best paragraphs again"
    DRILL = "taking the cited paragraphs apart"
    STEER = "answering again, what if"
    EVALUATE = "measuring"
    VERIFY = "checking the record"


@dataclass(frozen=True, slots=True)
class Progress:
    """A step began or moved on. ``total`` is None when the end cannot be known; ``done == total`` ends the step."""

    stage: Stage
    done: int
    total: int | None = None

    @property
    def amount(self) -> str:
        """How far it is, in words; empty when the end is not known."""
        if not self.total:
            return ""
        if self.stage in {Stage.FETCH, Stage.FETCH_HUB, Stage.FETCH_SEARCH}:
            return f"{self.done / 1e6:.1f} of {self.total / 1e6:.1f} MB"
        unit = {Stage.PREFILL: " tokens", Stage.INGEST: " pages"}.get(self.stage, "")
        return f"{self.done:,} of {self.total:,}{unit}"


@dataclass(frozen=True, slots=True)
class Drafted:
    """So much of a document is read, while the rest still is.

    Attributes:
        document: of its first pages, the parse of just these. It is not stored; it can be asked, also beside the call
            that reads the rest.
    """

    document: Document


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A piece of the answer as it is generated."""

    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """The paragraphs are ranked, while it is still tested what to cite.

    Attributes:
        draft: the answer with what is known of it: not its verdict or what is cited, and not the id that it gets.
    """

    draft: Answer


@dataclass(frozen=True, slots=True)
class Drilled:
    """What each token of the cited paragraphs gives, which path attribution computes along and the record leaves out
    where it was asked for sentences."""

    tokens: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know, in one sentence; ``remedies``: what its advice is about, as in an error."""

    text: str
    remedies: tuple[Remedy, ...] = ()


Event = Progress | Drafted | AnswerText | Ranked | Drilled | Notice
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener for callers who do not care."""
