"""What caused a part of an answer, read out of its record without the model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docexplain.answers.citation_marks import without_marks
from docexplain.answers.claims import claims_at
from docexplain.answers.kinds import below_noise
from docexplain.answers.shares import Share, document_support, gone, kept, mean_drop, part_of
from docexplain.common.display_text import one_line
from docexplain.errors import QuestionError
from docexplain.records import Answer, ParagraphEffect, Passage, Summary


@dataclass(frozen=True, slots=True)
class Focus:
    """A part of an answer, wherever it stands in it, and what caused it.

    Attributes:
        text: the part, as it was asked for.
        spans: characters of every place in the answer where it stands, end exclusive.
        positions: the answer's tokens that overlap these, counted from 0.
        claims: positions of the answer's claims that these tokens stand in; none in other modes than ``path``.
        effects: the effect on these tokens only (``per_token`` too, no ``per_claim``) of every paragraph that was
            suppressed on its own, best first by the answer's own summary. ``below_noise`` goes by the whole answer's
            noise floor. What the other paragraphs give is known of the claims only.
        passages: every passage's effect on these tokens only, in the answer's order; of one that was not suppressed,
            what it gives to the claims that these tokens stand in.
        document_effect: of everything read, on these tokens, nats.
        document_support: mean drop of these tokens' probability without the document, -1 to 1.
        necessity, sufficiency: of the cited paragraphs, for these tokens; None when nothing is cited.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    positions: tuple[int, ...]
    claims: tuple[int, ...]
    effects: tuple[ParagraphEffect, ...]
    passages: tuple[Passage, ...]
    document_effect: float
    document_support: float
    necessity: Share | None
    sufficiency: Share | None


def focus(answer: Answer, text: str) -> Focus:
    """What caused a part of the answer.

    Args:
        text: as the answer has it, white space and citation marks apart.

    Raises:
        QuestionError: the answer does not say this.
    """
    spans = _places(answer.text, text) or _places(answer.text, without_marks(text))
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
    effects = [_narrowed(answer, effect, positions) for effect in answer.effects if effect.per_token]
    by_nats = answer.settings.summary is not Summary.PROBABILITY
    cited = answer.cited
    return Focus(
        text=text,
        spans=spans,
        positions=positions,
        claims=(within := claims_at(answer, positions)),
        effects=tuple(sorted(effects, key=lambda e: (-(e.effect if by_nats else e.probability_drop), e.index))),
        passages=tuple(_narrowed_passage(answer, passage, positions, within) for passage in answer.passages),
        document_effect=sum(answer.document_per_token[i] for i in positions),
        document_support=document_support(answer, positions),
        necessity=gone(answer, cited.without, positions) if cited else None,
        sufficiency=kept(answer, cited.alone, positions) if cited else None,
    )


def _places(answer: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the text stands in the answer. Any white space matches any other: a front end shows it on one line."""
    pattern = r"\s+".join(re.escape(word) for word in text.split())
    return tuple(match.span() for match in re.finditer(pattern, answer)) if pattern else ()


def _narrowed(answer: Answer, effect: ParagraphEffect, positions: Sequence[int]) -> ParagraphEffect:
    row = tuple(effect.per_token[i] for i in positions)
    return replace(
        effect,
        effect=sum(row),
        probability_drop=len(row) * mean_drop([answer.tokens[i].loss for i in positions], row),
        below_noise=below_noise(sum(row), answer.noise_floor, len(effect.together_with)),
        per_token=row,
        per_claim=(),
    )


def _narrowed_passage(answer: Answer, passage: Passage, positions: Sequence[int], claims: Sequence[int]) -> Passage:
    if not passage.per_token:
        total = part_of(passage, claims)
        ranked = passage.support if len(claims) == len(answer.claims) else 0.0  # it is the whole answer's
        return replace(passage, effect=total, support=ranked, below_noise=below_noise(total, answer.noise_floor))
    row = tuple(passage.per_token[i] for i in positions)
    losses = passage.baseline or [token.loss for token in answer.tokens]
    return replace(
        passage,
        effect=sum(row),
        probability_drop=len(row) * mean_drop([losses[i] for i in positions], row),
        below_noise=below_noise(sum(row), answer.noise_floor),
        per_token=row,
    )
