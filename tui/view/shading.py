"""From effects to what is drawn: kinds, levels, bars, numbers and words. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docexplain.answers import Focus, Kind, below_noise, cited, kind_in, kind_of, part_of, share_of
from docexplain.answers.said.wording import as_one, disagreement
from docexplain.answers.said.wording import share as percent
from docexplain.records import Answer, ParagraphEffect, Passage, Verdict

LEVELS = 5
FULL_SCALE = 1.0
"""Effects below this many nats never get the full bar, so that the best of nothing does not look like something."""

DISPUTED = "disputed"
"""Beside a paragraph whose share and effect disagree."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MANY_TIMES = 1000


@dataclass(frozen=True, slots=True)
class Shade:
    """How one paragraph, or a part of one, is drawn.

    Attributes:
        effect, probability_drop: of hiding it; None where it was not hidden.
        size: of its part of the document effect, or of its effect where it has none, against the largest one, 0 to 1.
        share: its part as a share of the document effect; None where that is not known.
        doubt: said where its share and its effect disagree; else empty.
        rank: place among the cited paragraphs, from 1; 0 when it is not cited.
        section: said where it was only measured with its whole section; else empty.
    """

    kind: Kind
    effect: float | None = 0.0
    probability_drop: float = 0.0
    size: float = 0.0
    rank: int = 0
    section: str = ""
    share: float | None = None
    doubt: str = ""

    @property
    def level(self) -> int:
        """Intensity of the colour: 0 (none) to LEVELS."""
        return math.ceil(self.size * LEVELS) if self.is_clear else 0

    @property
    def is_clear(self) -> bool:
        """Whether its own size says something: it is not noise, and does not count in a group only."""
        return self.kind in {Kind.SUPPORTS, Kind.AGAINST, Kind.SHARE} or (self.kind is Kind.NOISE and bool(self.doubt))

    @property
    def tone(self) -> Kind:
        """Whose colour it has: what was not hidden goes by the sign of its share."""
        if self.kind in {Kind.SHARE, Kind.NOISE}:
            return Kind.AGAINST if (self.share or 0.0) < 0 else Kind.SUPPORTS
        return self.kind

    @property
    def figures(self) -> str:
        """Share and effect as they stand beside it; no share where there are none."""
        nats = "-" if self.effect is None else signed(self.effect)
        return f"{nats:>6}" if self.share is None else f"{percent(self.share):>4} {nats:>6}"

    @property
    def word(self) -> str:
        """The word beside it, how it was measured if not on its own, and its place among the cited ones."""
        section = self.section if self.kind in {Kind.SUPPORTS, Kind.AGAINST} else ""
        doubt = DISPUTED if self.doubt else ""
        return ", ".join(filter(None, (self.kind.value, section, doubt, f"cited #{self.rank}" if self.rank else "")))


UNREAD = Shade(Kind.UNREAD)


def shades(answer: Answer, part: Focus | None = None) -> Mapping[int, Shade]:
    """One shade per paragraph read, by paragraph index; by its effect on a part of the answer, if one is given."""
    exact = {e.index: e for e in (() if part is None else part.effects)}
    effects = [exact.get(e.index, e if part is None else _on_claims(answer, e, part)) for e in answer.effects]
    claims = None if part is None else part.claims
    scale = _scale(effects, claims)
    ranks = {index: rank for rank, index in enumerate(cited(answer), start=1)}
    return {
        e.index: replace(
            _shade(answer, e, claims, scale),
            kind=kind_in(answer, e),
            rank=ranks.get(e.index, 0),
            section=as_one(e),
            doubt=disagreement(answer, e) if part is None else "",
        )
        for e in effects
    }


def passage_shades(answer: Answer, part: Focus | None = None) -> tuple[Shade, ...]:
    """One shade per sentence or token of an answer's cited paragraphs, against the strongest of them."""
    passages, claims = (answer.passages, None) if part is None else (part.passages, part.claims)
    scale = _scale(passages, claims)
    return tuple(_shade(answer, passage, claims, scale) for passage in passages)


def _on_claims(answer: Answer, effect: ParagraphEffect, part: Focus) -> ParagraphEffect:
    """What is known of a part of the answer where the paragraph was not hidden."""
    given = part_of(effect, part.claims)
    return replace(effect, effect=given, below_noise=below_noise(given, answer.noise_floor))


def _shade(answer: Answer, e: ParagraphEffect | Passage, claims: Sequence[int] | None, scale: float) -> Shade:
    """By its own numbers alone."""
    is_hidden = bool(e.per_token) or isinstance(e, Passage)
    share = share_of(answer, e, claims)
    effect = e.effect if is_hidden else None
    return Shade(kind_of(e), effect, e.probability_drop, size(_weight(e, claims), scale), share=share)


def _weight(e: ParagraphEffect | Passage, claims: Sequence[int] | None) -> float:
    """What it is shaded by, nats: its part of the document effect; without one its effect."""
    return part_of(e, claims) if e.per_claim else e.effect


def _scale(effects: Sequence[ParagraphEffect | Passage], claims: Sequence[int] | None) -> float:
    weights = (abs(_weight(e, claims)) for e in effects)
    return max([FULL_SCALE, *(weight for weight in weights if math.isfinite(weight))])


def size(effect: float, scale: float) -> float:
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


VERDICT_MARK = {Verdict.SUPPORTED: "●", Verdict.WEAK: "◐", Verdict.UNSUPPORTED: "○"}
"""How much of the answer the document caused. No tick or cross, which say "right" and "wrong"."""
