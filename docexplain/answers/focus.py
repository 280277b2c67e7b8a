"""Read more out of a stored answer, without the model: any part of it, how much its citation carries, what speaks
against it. Pure functions on records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from docexplain.common.display_text import one_line
from docexplain.errors import QuestionError
from docexplain.records import Answer, ParagraphEffect, Redundancy, Summary


@dataclass(frozen=True, slots=True)
class Share:
    """How much something counts.

    Attributes:
        nats: rise in loss, summed over the answer's tokens.
        share: as a share of what the document gives the answer, its mean probability drop without the document. May be
            above 1 or below 0; 0 where the document gives nothing.
    """

    nats: float
    share: float


@dataclass(frozen=True, slots=True)
class Focus:
    """A part of an answer, wherever it stands in it, and what caused it.

    Attributes:
        text: the part, as it was asked for.
        spans: characters of every place in the answer where it stands, end exclusive.
        positions: the answer's tokens that overlap these, counted from 0.
        effects: every paragraph's effect on these tokens only (``per_token`` too), best first by the answer's own
            summary. ``below_noise`` goes by the whole answer's noise floor.
        document_effect: of everything read, on these tokens, nats.
        document_support: mean drop of these tokens' probability without the document, -1 to 1.
        necessity, sufficiency: of the cited paragraphs, for these tokens; None when nothing is cited.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    positions: tuple[int, ...]
    effects: tuple[ParagraphEffect, ...]
    document_effect: float
    document_support: float
    necessity: Share | None
    sufficiency: Share | None


def focus(answer: Answer, text: str) -> Focus:
    """What caused a part of the answer.

    Args:
        text: as the answer has it, white space apart.

    Raises:
        QuestionError: the answer does not say this.
    """
    spans = _places(answer.text, text)
    positions = tuple(
        i
        for i, token in enumerate(answer.tokens)
        if any(token.start < end and token.end > start for start, end in spans)
    )
    if not positions:
        raise QuestionError(
            f"The answer does not say “{one_line(text, 80)}”: give a part of it, letter for letter. "
            f"It says: {one_line(answer.text, 400)}"
        )
    effects = [_narrowed(answer, effect, positions) for effect in answer.effects]
    by_nats = answer.settings.summary is not Summary.PROBABILITY
    cited = answer.cited
    return Focus(
        text=text,
        spans=spans,
        positions=positions,
        effects=tuple(sorted(effects, key=lambda e: (-(e.effect if by_nats else e.probability_drop), e.index))),
        document_effect=sum(answer.document_per_token[i] for i in positions),
        document_support=_mean_drop(answer, answer.document_per_token, positions),
        necessity=_gone(answer, cited.without, positions) if cited else None,
        sufficiency=_kept(answer, cited.alone, positions) if cited else None,
    )


def necessity(answer: Answer) -> Share:
    """What goes when just the cited paragraphs are suppressed; nothing when none is cited."""
    return _gone(answer, answer.cited.without, _all(answer)) if answer.cited else Share(0.0, 0.0)


def sufficiency(answer: Answer) -> Share:
    """What stays with only the cited paragraphs visible; ``nats`` is the rise in loss that remains then. When none is
    cited, that is all of the document effect."""
    return _kept(answer, answer.cited.alone if answer.cited else answer.document_per_token, _all(answer))


def suffices(answer: Answer, group: Redundancy) -> tuple[Share, ...]:
    """What stays with only that one of a redundant group visible, for each of its paragraphs."""
    return tuple(_kept(answer, row, _all(answer)) for row in group.alone)


def confirmed(answer: Answer) -> tuple[tuple[int, Share, Share], ...]:
    """Of each paragraph measured again under scope ``full``: index, what goes without it, what it alone gives."""
    every = _all(answer)
    return tuple(
        (c.paragraph, _gone(answer, c.without, every), _kept(answer, c.alone, every)) for c in answer.confirmed
    )


def against(answer: Answer) -> tuple[ParagraphEffect, ...]:
    """Counter-evidence: paragraphs without which the answer gets likelier, above the noise, the strongest first. Only
    such as were hidden on their own."""
    alone = (e for e in answer.effects if e.effect < 0 and not e.below_noise and not e.together_with)
    return tuple(sorted(alone, key=lambda e: e.effect))


def _places(answer: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the text stands in the answer. Any white space matches any other: a front end shows it on one line."""
    pattern = r"\s+".join(re.escape(word) for word in text.split())
    return tuple(match.span() for match in re.finditer(pattern, answer)) if pattern else ()


def _narrowed(answer: Answer, effect: ParagraphEffect, positions: Sequence[int]) -> ParagraphEffect:
    total = sum(effect.per_token[i] for i in positions)
    return ParagraphEffect(
        index=effect.index,
        effect=total,
        probability_drop=len(positions) * _mean_drop(answer, effect.per_token, positions),
        below_noise=abs(total) * max(1, len(effect.together_with)) <= answer.noise_floor,
        per_token=tuple(effect.per_token[i] for i in positions),
        together_with=effect.together_with,
    )


def _gone(answer: Answer, row: Sequence[float], positions: Sequence[int]) -> Share:
    whole = _mean_drop(answer, answer.document_per_token, positions)
    share = _mean_drop(answer, row, positions) / whole if whole > 0 else 0.0
    return Share(sum(row[i] for i in positions), share)


def _kept(answer: Answer, row: Sequence[float], positions: Sequence[int]) -> Share:
    gone = _gone(answer, row, positions)
    whole = _mean_drop(answer, answer.document_per_token, positions)
    return Share(gone.nats, 1 - gone.share if whole > 0 else 0.0)


def _mean_drop(answer: Answer, row: Sequence[float], positions: Sequence[int]) -> float:
    """Mean drop of the tokens' probability under effects in nats."""
    drops = [exp(-answer.tokens[i].loss) - exp(-answer.tokens[i].loss - row[i]) for i in positions]
    return sum(drops) / len(drops) if drops else 0.0


def _all(answer: Answer) -> range:
    return range(len(answer.tokens))
