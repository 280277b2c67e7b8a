"""What an answer says piece by piece, and which paragraphs give each piece."""

from __future__ import annotations

from dataclasses import dataclass

from docexplain.answers.shares import effect_on_claims
from docexplain.records import Answer

STRONG = 1 / 3
"""A paragraph is among the best of a claim from this share of what the best one gives on."""
MOST = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence or clause of an answer.

    Attributes:
        start, end: its characters in the answer, end exclusive, without white space around it.
        document_effect: of everything read, on its tokens, nats.
        paragraphs: indices of those that give it most by path attribution, best first; none where the document gives
            it nothing that is more than noise.
    """

    text: str
    start: int
    end: int
    document_effect: float
    paragraphs: tuple[int, ...]


def claims_of(answer: Answer) -> tuple[Claim, ...]:
    """The claims of an answer explained by path attribution, in order; none in other modes."""
    return tuple(_claim(answer, position) for position in range(len(answer.claims)))


def claims_at(answer: Answer, positions: tuple[int, ...]) -> tuple[int, ...]:
    """Positions of the claims that some of the answer's tokens stand in."""
    return tuple(i for i, (start, end) in enumerate(answer.claims) if any(start <= p < end for p in positions))


def _claim(answer: Answer, position: int) -> Claim:
    first, last = answer.claims[position]
    start, end = (answer.tokens[first].start, answer.tokens[last - 1].end) if first < last else (0, 0)
    text = answer.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    effect = effect_on_claims(answer, (position,))
    return Claim(text, start, start + len(text), effect, _best(answer, position, effect))


def _best(answer: Answer, position: int, effect: float) -> tuple[int, ...]:
    if not effect > answer.noise_floor:
        return ()
    given = {e.index: e.per_claim[position] for e in answer.effects if e.per_claim}
    limit = max(STRONG * max(given.values(), default=0.0), answer.noise_floor)
    best = sorted((index for index, part in given.items() if part > limit), key=lambda index: (-given[index], index))
    return tuple(best[:MOST])
