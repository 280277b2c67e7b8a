"""Whether the two measures of a paragraph agree: its share by path attribution, and the effect of hiding it alone."""

from __future__ import annotations

from math import sqrt

from docexplain.answers.shares import part_of, share_of
from docexplain.records import Answer, ParagraphEffect

LARGE = 0.2
"""From this share of the document effect on a paragraph should be missed when it is hidden."""


def disagrees(answer: Answer, effect: ParagraphEffect) -> bool:
    """Whether a paragraph that was hidden on its own has a share of another sign than its effect, or a large one
    although hiding it does nothing; both beyond their noise.

    Not where it is one of a redundant group: there it is known why hiding it alone does nothing.
    """
    share = share_of(answer, effect)
    if share is None or not effect.per_token or any(effect.index in group.paragraphs for group in answer.redundant):
        return False
    if abs(part_of(effect)) <= part_noise(answer, effect):
        return False
    return abs(share) >= LARGE if effect.below_noise else share * effect.effect < 0


def part_noise(answer: Answer, effect: ParagraphEffect) -> float:
    """Up to which size a paragraph's part of the document effect says nothing, nats: the noise floor, and what of the
    quadrature's error falls to it.

    That error is known for all paragraphs together. As a sum of independent errors, each as variable as the part is
    large, it spreads by the square root of the part's share of all. Measured against 15 nodes (6 questions, 48
    paragraphs, 3 nodes) 3 parts were further off than that, 7 with the error spread by the part's share itself, 17
    beyond the noise floor alone.
    """
    if answer.path is None:
        return answer.noise_floor
    sizes = sum(abs(part_of(each)) for each in answer.effects)
    spread = sqrt(abs(part_of(effect)) / sizes) if sizes > 0 else 1.0
    return answer.noise_floor + abs(answer.path.error) * spread
