"""Answers as path attribution explains them, made from answers of which every paragraph was hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from docexplain.records import Answer, Mode, ParagraphEffect, PathRun


def by_path(
    answer: Answer,
    parts: Mapping[int, Sequence[float]],
    *,
    alone: Sequence[int],
    claims: Sequence[tuple[int, int]],
    error: float = 0.0,
) -> Answer:
    """The same answer in mode ``path``.

    Args:
        parts: by paragraph what it gives to each claim, nats.
        alone: paragraphs that were hidden on their own; the others lose their rows.
        claims: spans of answer tokens.
        error: of the quadrature, nats.
    """

    def changed(effect: ParagraphEffect) -> ParagraphEffect:
        given = tuple(parts[effect.index])
        if effect.index in alone:
            return replace(effect, per_claim=given, support=sum(given))
        return ParagraphEffect(
            effect.index,
            sum(given),
            0.0,
            abs(sum(given)) <= answer.noise_floor,
            (),
            support=sum(given),
            per_claim=given,
        )

    return replace(
        answer,
        effects=tuple(sorted(map(changed, answer.effects), key=lambda effect: -effect.support)),
        claims=tuple(claims),
        path=PathRun(3, error),
        settings=replace(answer.settings, mode=Mode.PATH),
    )
