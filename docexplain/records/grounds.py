"""What an answer was given to stand on: the choice of what was read, and the look-up of what it names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The rows that were read of a paragraph that was not read whole, as of a long table.

    Attributes:
        paragraph: its index.
        title: what stood above the rows in the prompt, such as the table's caption; empty: nothing.
        parts: characters of the paragraph's text that were read, start and end (exclusive), in order. Each is one cell
            or several that follow each other; those of one line stand in one line of the prompt
            (:func:`docexplain.records.read_text.read_in_parts`).
    """

    paragraph: int
    title: str
    parts: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        bounds = [bound for part in self.parts for bound in part]
        if not bounds or bounds[0] < 0 or bounds != sorted(bounds) or any(start == end for start, end in self.parts):
            raise ValueError(f"an excerpt of paragraph {self.paragraph} has parts that are empty or out of order")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A paragraph that was read and seems to speak to the model instead of to a reader.

    Attributes:
        paragraph: its index.
        reason: what about it is so, as a phrase that follows "it".
    """

    paragraph: int
    reason: str


INCLUDING = "!"
"""Stands in :attr:`Choice.by` before the paragraphs that were read since the user wanted them read."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How it was chosen what the model reads.

    Attributes:
        by: what paragraphs were ranked by: ``bm25``, or ``bm25+NAME@HASH`` with the model that compared their meaning
            with the question's; then ``!`` and the indices of those that the user wanted read, such as ``bm25!9,12``;
            empty where all were read.
        budget: tokens of paragraphs that were to be read at most; 0: as many as fit.
        excerpts: paragraphs that were not read whole.
        suspects: paragraphs that were read and seem to give the model instructions.
    """

    by: str = ""
    budget: int = 0
    excerpts: tuple[Excerpt, ...] = ()
    suspects: tuple[Suspect, ...] = ()

    @property
    def included(self) -> tuple[int, ...]:
        """Indices of the paragraphs that were read since the user wanted them read, in order."""
        _, _, wanted = self.by.partition(INCLUDING)
        return tuple(int(index) for index in wanted.split(",") if index.isdecimal())


class FactKind(StrEnum):
    """What of an answer is looked up in the text."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


class FoundIn(StrEnum):
    """Where a number, date or name of the answer stands: the closest of these places."""

    QUESTION = "question"
    """It only repeats the question, so it was not looked up."""
    CITED = "cited"
    READ = "read"
    DOCUMENT = "document"
    NOWHERE = "nowhere"


class Likeness(StrEnum):
    """How what stands in the text is like what the answer says."""

    SAME = "same"
    """The same, maybe written in another way: 1,577 for $1,577, 2025-03-03 for March 3, 2025."""
    ROUNDED = "rounded"
    """The answer's number is what rounding leaves of the text's."""
    SHORT = "short"
    """One of the two is the short form of the other, such as SEC."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the text something that the answer names stands.

    Attributes:
        paragraph: its index.
        at: characters of the paragraph's text, start and end (exclusive).
        within: the sentence or row of a table around it, likewise.
        unseen: why nobody reads it there as valid, such as "struck through"; empty: nothing says so.
    """

    paragraph: int
    at: tuple[int, int]
    within: tuple[int, int]
    likeness: Likeness = Likeness.SAME
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, date or name of an answer, and where it stands.

    Attributes:
        start, end: its characters in the answer, end exclusive.
        found: the closest place where it stands.
        places: some of those that are so close, the one that has most to do with question and answer first.
    """

    kind: FactKind
    start: int
    end: int
    found: FoundIn
    places: tuple[Place, ...] = ()


class Lowered(StrEnum):
    """Why a verdict is no better than it is, whatever its score."""

    FACT = "fact"
    """A number or date of the answer stands nowhere in the document, or only where it is struck through or hidden."""
    INSTRUCTIONS = "instructions"
    """A cited paragraph seems to give the model instructions."""
    NO_NUMBER = "no-number"
    """The question asks for a number, and the answer has none."""
    NO_TIME = "no-time"
    """The question asks for a date or time, and the answer has none."""
    NO_NAME = "no-name"
    """The question asks who, and the answer names nobody."""
    NO_PLACE = "no-place"
    """The question asks for a place, and the answer has none."""
    NO_SUBJECT = "no-subject"
    """The question names things, and none of them stands in the document."""
    OTHER_ROW = "other-row"
    """A number of the answer stands in another row of a table than the one that the answer or the question names."""
    OTHER_TIME = "other-time"
    """A number of the answer stands with another year or day than the one that the question asks about."""
    UNCOMPUTED = "uncomputed"
    """The question asks for what is reckoned from other numbers, and the answer's stand there as something else."""
    UNREAD = "unread"
    """A number of the answer stands in the document, and in nothing that was read."""
    UNKNOWN_NAME = "unknown-name"
    """A name that the answer gives stands nowhere in the document, nor does any word of it."""
    DENIAL = "denial"
    """The answer is that the document does not say it, which nothing that was read proves."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked up about an answer after it was explained.

    Attributes:
        facts: in the order of the answer.
        lowered: why its verdict is only ``weak``, though its score would do; empty where it is as the score says.
    """

    facts: tuple[Fact, ...] = ()
    lowered: tuple[Lowered, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One of several documents that a question was asked of.

    Attributes:
        sha256, name, parser: which parse of which file.
        paragraphs: how many it has. Indices count through all documents in order: those of the second go on where the
            first one's end.
    """

    sha256: str
    name: str
    parser: str
    paragraphs: int


@dataclass(frozen=True, slots=True)
class StoredParse:
    """A parse of a file that is stored.

    Attributes:
        sha256, parser: which parse of which file.
        name: of the file, when it was stored; empty for a redacted one.
        redacted: its content was removed.
    """

    sha256: str
    name: str
    parser: str
    redacted: bool = False
