"""How much of an answer hangs on something: a row of effects, or a part by path, against what the document gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite

from docexplain.records import Answer, ParagraphEffect, Passage, Redundancy


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


def mean_drop(losses: Sequence[float], row: Sequence[float]) -> float:
    """Mean drop of tokens' probability under effects in nats, -1 to 1; 0 without tokens.

    Args:
        losses: of the tokens without the effects, nats.
        row: the effects, one for each.
    """
    drops = [exp(-loss) - exp(-loss - effect) for loss, effect in zip(losses, row, strict=True)]
    return sum(drops) / len(drops) if drops else 0.0


def share_of(answer: Answer, piece: ParagraphEffect | Passage, claims: Sequence[int] | None = None) -> float | None:
    """What a paragraph or a part of one gives by path attribution, as a share of the document effect in nats.

    Over all paragraphs read the shares of the whole answer add up to 1; one may be above 1 or below 0.

    Args:
        claims: positions of the claims that it is about; None: the whole answer.

    Returns:
        None in other modes than ``path``, and where the document effect on these claims is no more than noise.
    """
    if not piece.per_claim:
        return None
    whole = answer.document_effect if claims is None else effect_on_claims(answer, claims)
    part = part_of(piece, claims)
    return part / whole if whole > answer.noise_floor and isfinite(part) else None


def part_of(piece: ParagraphEffect | Passage, claims: Sequence[int] | None = None) -> float:
    """The same in nats; 0 in other modes."""
    return sum(piece.per_claim if claims is None else (piece.per_claim[i] for i in claims if piece.per_claim))


def effect_on_claims(answer: Answer, claims: Sequence[int]) -> float:
    """The document effect on some claims, nats."""
    return sum(sum(answer.document_per_token[slice(*answer.claims[i])]) for i in claims)


def document_support(answer: Answer, positions: Sequence[int] | None = None) -> float:
    """How much less likely an answer token gets without the document, on average: a probability, -1 to 1.

    Args:
        positions: of some tokens only; None: all.
    """
    return _drop(answer, answer.document_per_token, _all(answer) if positions is None else positions)


def necessity(answer: Answer) -> Share:
    """What goes when just the cited paragraphs are suppressed; nothing when none is cited."""
    return gone(answer, answer.cited.without, _all(answer)) if answer.cited else Share(0.0, 0.0)


def sufficiency(answer: Answer) -> Share:
    """What stays with only the cited paragraphs visible; ``nats`` is the rise in loss that remains then. When none is
    cited, that is all of the document effect."""
    return kept(answer, answer.cited.alone if answer.cited else answer.document_per_token, _all(answer))


def suffices(answer: Answer, group: Redundancy) -> tuple[Share, ...]:
    """What stays with only that one of a redundant group visible, for each of its paragraphs."""
    return tuple(kept(answer, row, _all(answer)) for row in group.alone)


def confirmed(answer: Answer) -> tuple[tuple[int, Share, Share], ...]:
    """Of each paragraph measured again under scope ``full``: index, what goes without it, what it alone gives."""
    every = _all(answer)
    return tuple((c.paragraph, gone(answer, c.without, every), kept(answer, c.alone, every)) for c in answer.confirmed)


def gone(answer: Answer, row: Sequence[float], positions: Sequence[int]) -> Share:
    """What goes of some tokens under effects in nats, one for each token of the answer."""
    whole = document_support(answer, positions)
    share = _drop(answer, row, positions) / whole if whole > 0 else 0.0
    return Share(sum(row[i] for i in positions), share)


def kept(answer: Answer, row: Sequence[float], positions: Sequence[int]) -> Share:
    """What stays of some tokens under effects in nats, one for each token of the answer."""
    lost = gone(answer, row, positions)
    return Share(lost.nats, 1 - lost.share if document_support(answer, positions) > 0 else 0.0)


def _drop(answer: Answer, row: Sequence[float], positions: Sequence[int]) -> float:
    return mean_drop([answer.tokens[i].loss for i in positions], [row[i] for i in positions])


def _all(answer: Answer) -> range:
    return range(len(answer.tokens))
