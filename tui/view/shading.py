"""From effects to what is drawn: kinds, levels, bars, numbers and words. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docexplain.answers import Focus
from docexplain.records import Answer, ParagraphEffect, Passage, Verdict

LEVELS = 5
FULL_SCALE = 1.0
"""Effects below this many nats never get the full bar, so that the best of nothing does not look like something."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MANY_TIMES = 1000


class Kind(StrEnum):
    """What one paragraph did to the answer, in the words shown beside it."""

    SUPPORTS = "supports"
    EITHER = "either suffices"
    """One of a redundant group: hidden alone it hardly matters, because the others say the same."""
    TOGETHER = "only together"
    """Cited with others, and without a clear effect when it alone is hidden."""
    AGAINST = "against"
    NOISE = "no clear effect"
    UNREAD = "not read"

    @property
    def is_joint(self) -> bool:
        """Whether it counts in a group, so that its own effect says little."""
        return self in {Kind.EITHER, Kind.TOGETHER}


@dataclass(frozen=True, slots=True)
class Shade:
    """How one paragraph, or a part of one, is drawn.

    Attributes:
        share: size of the effect against the strongest one, 0 to 1.
        rank: place among the cited paragraphs, from 1; 0 when it is not cited.
        group: how many paragraphs there are of which any one suffices; 0 when it is none of them.
    """

    kind: Kind
    effect: float = 0.0
    probability_drop: float = 0.0
    share: float = 0.0
    rank: int = 0
    group: int = 0

    @property
    def level(self) -> int:
        """Intensity of the colour: 0 (none) to LEVELS."""
        return math.ceil(self.share * LEVELS) if self.kind in {Kind.SUPPORTS, Kind.AGAINST} else 0

    @property
    def word(self) -> str:
        """The word beside it, and its place among the cited ones."""
        word = "any one suffices" if self.group > 2 else self.kind.value
        return f"{word}, cited #{self.rank}" if self.rank else word


UNREAD = Shade(Kind.UNREAD)


def cited(answer: Answer) -> tuple[int, ...]:
    """Indices of the cited paragraphs, in the order in which they were found.

    Records from before cited sets were tested cite what supports the answer above the noise, best first.
    """
    if answer.verdict is Verdict.UNSUPPORTED:
        return ()
    if answer.cited is not None:
        return answer.cited.paragraphs
    return tuple(e.index for e in answer.effects if e.effect > 0 and not e.below_noise)


def shades(answer: Answer, part: Focus | None = None) -> Mapping[int, Shade]:
    """One shade per paragraph read, by paragraph index; by its effect on a part of the answer, if one is given."""
    effects = answer.effects if part is None else part.effects
    scale = _scale(effects)
    ranks = {index: rank for rank, index in enumerate(cited(answer), start=1)}
    groups = {index: len(group.paragraphs) for group in answer.redundant for index in group.paragraphs}
    return {e.index: _shade(e, scale, ranks.get(e.index, 0), len(ranks), groups.get(e.index, 0)) for e in effects}


def passage_shades(passages: Sequence[Passage]) -> tuple[Shade, ...]:
    """One shade per sentence or token of an answer's cited paragraphs, against the strongest of them."""
    scale = _scale(passages)
    return tuple(_shade(passage, scale) for passage in passages)


def _shade(e: ParagraphEffect | Passage, scale: float, rank: int = 0, cited_with: int = 0, group: int = 0) -> Shade:
    kind = kind_of(e.effect, below_noise=e.below_noise)
    if group:
        kind = Kind.EITHER
    elif rank and cited_with > 1 and kind is not Kind.SUPPORTS:
        kind = Kind.TOGETHER
    return Shade(kind, e.effect, e.probability_drop, share(e.effect, scale), rank, group)


def _scale(effects: Sequence[ParagraphEffect | Passage]) -> float:
    return max([FULL_SCALE, *(abs(e.effect) for e in effects if math.isfinite(e.effect))])


def kind_of(effect: float, *, below_noise: bool) -> Kind:
    """The word for an effect; one that is not a number says nothing."""
    if below_noise or effect == 0 or math.isnan(effect):
        return Kind.NOISE
    return Kind.SUPPORTS if effect > 0 else Kind.AGAINST


def share(effect: float, scale: float) -> float:
    """Size of the effect against ``scale``, 0 to 1."""
    return 0.0 if math.isnan(effect) else min(1.0, abs(effect) / scale)


def bar(part: float, width: int) -> str:
    """A bar of ``width`` cells filled to ``part`` (0 to 1), in eighths; never empty for a part above 0."""
    eighths = min(width * 8, math.ceil(part * width * 8))
    full, rest = divmod(eighths, 8)
    return ("█" * full + _EIGHTHS[rest] * (rest > 0)).ljust(width)


def signed(effect: float, decimals: int = 2) -> str:
    """The effect with its sign and two decimals, and a real minus sign."""
    return f"{effect:+.{decimals}f}".replace("-", "−")


def times(effect: float) -> str:
    """What an effect in nats means for the likelihood of the answer: ``exp(|effect|)``, as a factor."""
    if not abs(effect) < math.log(_MANY_TIMES):  # also true for infinity and what is not a number
        return f"more than {_MANY_TIMES:,}×"
    ratio = math.exp(abs(effect))
    return f"{ratio:.{0 if ratio >= 9.95 else 1 if ratio >= 1.05 else 2}f}×"


VERDICT_WORDS = {
    Verdict.SUPPORTED: "supported by the document",
    Verdict.WEAK: "weakly supported",
    Verdict.UNSUPPORTED: "not from this document",
}
VERDICT_MARK = {Verdict.SUPPORTED: "✓", Verdict.WEAK: "~", Verdict.UNSUPPORTED: "✗"}
