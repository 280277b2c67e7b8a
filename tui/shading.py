"""From effects to what is drawn: levels, bars, colours and words. Pure functions.

Colour never stands alone: every shade also has a bar, a signed number and a word.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from docexplain.records import Answer, Verdict

LEVELS = 5
FULL_SCALE = 1.0
"""Effects below this many nats never get the full bar, so that the best of nothing does not look like something."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MANY_TIMES = 1000


class Kind(StrEnum):
    """What one paragraph did to the answer, in the words shown beside it."""

    SUPPORTS = "supports"
    AGAINST = "against"
    NOISE = "no clear effect"
    UNREAD = "not read"


@dataclass(frozen=True, slots=True)
class Shade:
    """How one paragraph is drawn.

    Attributes:
        share: size of the effect against the strongest one, 0 to 1.
        rank: place among the cited paragraphs, best first, from 1; 0 when it is not cited.
    """

    kind: Kind
    effect: float = 0.0
    probability_drop: float = 0.0
    share: float = 0.0
    rank: int = 0

    @property
    def level(self) -> int:
        """Intensity of the colour: 0 (none) to LEVELS."""
        return math.ceil(self.share * LEVELS) if self.kind in {Kind.SUPPORTS, Kind.AGAINST} else 0


UNREAD = Shade(Kind.UNREAD)


def cited(answer: Answer) -> tuple[int, ...]:
    """Indices of the paragraphs that support the answer above the noise, best first; none if the verdict says so."""
    if answer.verdict is Verdict.UNSUPPORTED:
        return ()
    return tuple(e.index for e in answer.effects if e.effect > 0 and not e.below_noise)


def shades(answer: Answer) -> Mapping[int, Shade]:
    """One shade per paragraph read, by paragraph index."""
    finite = [abs(e.effect) for e in answer.effects if math.isfinite(e.effect)]
    scale = max([FULL_SCALE, *finite])
    ranks = {index: rank for rank, index in enumerate(cited(answer), start=1)}
    return {
        e.index: Shade(
            kind_of(e.effect, below_noise=e.below_noise),
            e.effect,
            e.probability_drop,
            share(e.effect, scale),
            ranks.get(e.index, 0),
        )
        for e in answer.effects
    }


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


def signed(effect: float) -> str:
    """The effect with its sign and two decimals, and a real minus sign."""
    return f"{effect:+.2f}".replace("-", "−")


def times(effect: float) -> str:
    """What an effect in nats means for the likelihood of the answer: ``exp(|effect|)``, as a factor."""
    if not abs(effect) < math.log(_MANY_TIMES):  # also true for infinity and what is not a number
        return f"more than {_MANY_TIMES:,}×"
    ratio = math.exp(abs(effect))
    return f"{ratio:.{0 if ratio >= 9.95 else 1 if ratio >= 1.05 else 2}f}×"


# Blue for, orange against: the pair that the common colour blindnesses tell apart. Dark, so that text stays readable.
_BACKGROUND = {
    Kind.SUPPORTS: ("#17212b", "#18293a", "#1a344c", "#1c4162", "#1f507c"),
    Kind.AGAINST: ("#2a2018", "#38281a", "#48311b", "#5a3a1b", "#6e441a"),
}
_ACCENT = {
    Kind.SUPPORTS: ("#3d6a94", "#4a83b8", "#569bd9", "#6bb3f0", "#8cc8ff"),
    Kind.AGAINST: ("#8a6236", "#ad7a3f", "#cc8f47", "#e8a450", "#ffbb66"),
}


def background(shade: Shade) -> str | None:
    """Background colour of the paragraph's text, or None for the panel's own."""
    return _BACKGROUND[shade.kind][shade.level - 1] if shade.level else None


def accent(shade: Shade) -> str | None:
    """Colour of the paragraph's gutter and bar, or None for the panel's own."""
    return _ACCENT[shade.kind][shade.level - 1] if shade.level else None


WORDS_COLOUR = {Kind.SUPPORTS: "#8cc8ff", Kind.AGAINST: "#ffbb66"}
"""Colour of numbers and words: always bright, so that a weak effect is no less readable."""

VERDICT_WORDS = {
    Verdict.SUPPORTED: "supported by the document",
    Verdict.WEAK: "weakly supported",
    Verdict.UNSUPPORTED: "not from this document",
}
VERDICT_MARK = {Verdict.SUPPORTED: "✓", Verdict.WEAK: "~", Verdict.UNSUPPORTED: "✗"}
VERDICT_STYLE = {Verdict.SUPPORTED: "bold #7fd18b", Verdict.WEAK: "bold #e8c95a", Verdict.UNSUPPORTED: "bold #ff8a80"}
