"""From effects to what is drawn: kinds, levels, bars, numbers and words. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docexplain.answers import Focus, Kind, cited, kind_in, kind_of
from docexplain.answers.wording import as_one
from docexplain.records import Answer, ParagraphEffect, Passage, Verdict

LEVELS = 5
FULL_SCALE = 1.0
"""Effects below this many nats never get the full bar, so that the best of nothing does not look like something."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MANY_TIMES = 1000


@dataclass(frozen=True, slots=True)
class Shade:
    """How one paragraph, or a part of one, is drawn.

    Attributes:
        share: size of the effect against the strongest one, 0 to 1.
        rank: place among the cited paragraphs, from 1; 0 when it is not cited.
        section: said where it was only measured with its whole section; else empty.
        group: how many paragraphs there are of which any one suffices; 0 when it is none of them.
    """

    kind: Kind
    effect: float = 0.0
    probability_drop: float = 0.0
    share: float = 0.0
    rank: int = 0
    group: int = 0
    section: str = ""

    @property
    def level(self) -> int:
        """Intensity of the colour: 0 (none) to LEVELS."""
        return math.ceil(self.share * LEVELS) if self.kind in {Kind.SUPPORTS, Kind.AGAINST} else 0

    @property
    def word(self) -> str:
        """The word beside it, how it was measured if not on its own, and its place among the cited ones."""
        word = "any one suffices" if self.group > 2 else self.kind.value
        section = self.section if self.kind in {Kind.SUPPORTS, Kind.AGAINST} else ""
        return ", ".join(filter(None, (word, section, f"cited #{self.rank}" if self.rank else "")))


UNREAD = Shade(Kind.UNREAD)


def shades(answer: Answer, part: Focus | None = None) -> Mapping[int, Shade]:
    """One shade per paragraph read, by paragraph index; by its effect on a part of the answer, if one is given."""
    effects = answer.effects if part is None else part.effects
    scale = _scale(effects)
    ranks = {index: rank for rank, index in enumerate(cited(answer), start=1)}
    groups = {index: len(group.paragraphs) for group in answer.redundant for index in group.paragraphs}
    return {
        e.index: _shade(e, kind_in(answer, e), scale, ranks.get(e.index, 0), groups.get(e.index, 0), as_one(e))
        for e in effects
    }


def passage_shades(passages: Sequence[Passage]) -> tuple[Shade, ...]:
    """One shade per sentence or token of an answer's cited paragraphs, against the strongest of them."""
    scale = _scale(passages)
    return tuple(_shade(passage, kind_of(passage), scale) for passage in passages)


def _shade(
    e: ParagraphEffect | Passage, kind: Kind, scale: float, rank: int = 0, group: int = 0, section: str = ""
) -> Shade:
    return Shade(kind, e.effect, e.probability_drop, share(e.effect, scale), rank, group, section)


def _scale(effects: Sequence[ParagraphEffect | Passage]) -> float:
    return max([FULL_SCALE, *(abs(e.effect) for e in effects if math.isfinite(e.effect))])


def share(effect: float, scale: float) -> float:
    """Size of the effect against ``scale``, 0 to 1."""
    return 0.0 if math.isnan(effect) else min(1.0, abs(effect) / scale)


def bar(part: float, width: int) -> str:
    """A bar of ``width`` cells filled to ``part`` (0 to 1), in eighths; never empty for a part above 0."""
    eighths = min(width * 8, math.ceil(part * width * 8))
    full, rest = divmod(eighths, 8)
    return ("█" * full + _EIGHTHS[rest] * (rest > 0)).ljust(width)


def signed(effect: float, decimals: int = 2) -> str:
    """The effect with its sign and two decimals."""
    return f"{effect:+.{decimals}f}"


def times(effect: float) -> str:
    """What an effect in nats means for the likelihood of the answer: ``exp(|effect|)``, as a factor."""
    if not abs(effect) < math.log(_MANY_TIMES):  # also true for infinity and what is not a number
        return f"more than {_MANY_TIMES:,}×"
    ratio = math.exp(abs(effect))
    return f"{ratio:.{0 if ratio >= 9.95 else 1 if ratio >= 1.05 else 2}f}×"


VERDICT_MARK = {Verdict.SUPPORTED: "✓", Verdict.WEAK: "~", Verdict.UNSUPPORTED: "✗"}
