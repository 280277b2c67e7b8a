"""The best of a cheap ranking measured again as the paper does it: under scope ``full``.

Under ``readout`` the document's encoding keeps what later paragraphs took from the suppressed one. Here nothing does:
the segment is hidden from the whole prompt, or all the others are left out of it. Then the one that is left moves up
to the question: at its old distance a small model overlooks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from docexplain.attribution.scoring.factors import Segment, all_but
from docexplain.attribution.scoring.scorer import Scorer
from docexplain.records import HIDE, Mode, Scope


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Effects under scope ``full`` by mode ``mask``.

    Attributes:
        members: positions of the segments measured.
        without: (members, answer tokens), effect of hiding just that one, nats (necessity).
        alone: (members, answer tokens), effect of a prompt that has only this one, nats; near 0: it suffices.
    """

    members: tuple[int, ...]
    without: torch.Tensor
    alone: torch.Tensor


def confirm(scorer: Scorer, segments: Sequence[Segment], members: Sequence[int]) -> Confirmation:
    """Measure some of ``segments`` again; the scorer's prefix, tail, answer, steering and listener hold."""
    how = replace(scorer.how, scope=Scope.FULL, mode=Mode.MASK, factor=HIDE, kappa=None)
    without = scorer.again(how).hide([segments[i] for i in members]).effects
    alone = scorer.again(replace(how, closed=True)).hide([all_but(segments, [i]) for i in members]).effects
    return Confirmation(tuple(members), without, alone)
