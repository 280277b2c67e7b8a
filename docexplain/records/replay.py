"""An answer that was given again, beside the one that was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from docexplain.records.answer import Answer


class Outcome(StrEnum):
    """How an answer came out the second time."""

    SAME_BITS = "same bits"
    """Every number of the answer and of its explanation is the same."""
    SAME = "same within the noise"
    """The same answer, verdict and citation; effects differ by no more than the noise."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Change:
    """What produced the answers is not the same in this.

    Attributes:
        what: such as ``torch``, ``threads`` or ``device``.
        then, now: empty where it is not known.
    """

    what: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Replay:
    """Attributes:
    original: as it was recorded.
    again: as it came out now; never saved.
    outcome: how these compare.
    largest: difference of an effect of a paragraph, nats.
    changes: between what produced one and the other.
    """

    original: Answer
    again: Answer
    outcome: Outcome
    largest: float
    changes: tuple[Change, ...]

    @property
    def noise(self) -> float:
        """Up to which a difference says nothing, nats: the larger noise floor of the two."""
        return max(self.original.noise_floor, self.again.noise_floor)
