"""What to cite: the smallest set of segments that explains most of the document effect, and what is redundant in it.

A fact that stands twice vanishes from a ranking: with one copy hidden the model reads the other. So where no single
segment explains the document effect, each one is also left visible alone. Segments of which each alone gives the
answer, and which together take it away, are a redundant group: any one of them suffices.

Of two copies a model may encode one and point to it at the other. So those that give some of the answer alone, but not
enough, are also put into a prompt that has nothing else, and what counts is what they give there.

All shares are of the document's probability drop, averaged over the answer's tokens: nats would let one token that
became hopeless outweigh the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from docexplain.attribution.ranking.influence import Attribution
from docexplain.attribution.scoring.drops import probability_drops
from docexplain.attribution.scoring.factors import Segment, all_but, union
from docexplain.attribution.scoring.scorer import Scorer

MOST = 0.8
"""Share of the document effect that a cited set must explain."""
UNIQUE = 0.9
"""A segment without which this share of it goes has no copy that the model reads: none is looked for."""
SUFFICES = 0.6
"""Share of it that a member of a redundant group must give back when it alone is visible, or encoded alone too."""
SOME = 0.25
"""Share of it from which on a segment that gives too little when it alone is visible is encoded alone."""
MARGIN = 0.1
"""How much larger that share must be than the share that goes when it alone is hidden. Parts of an answer that stand in
different segments go as much as they come; copies of one fact do not."""
JOINT = 0.5
"""Share of it that must go when the whole group is hidden."""
LARGEST = 5
"""Most segments that a cited set may have."""


@dataclass(frozen=True, slots=True)
class Group:
    """Segments of which any one suffices.

    Attributes:
        members: positions, ascending.
        without: (answer tokens,), effect of hiding all of them, nats.
        alone: (members, answer tokens), effect of leaving just that one visible, nats; encoded alone where that gives
            more.
    """

    members: tuple[int, ...]
    without: torch.Tensor
    alone: torch.Tensor


@dataclass(frozen=True, slots=True)
class Citation:
    """The cited set.

    Attributes:
        members: positions, in the order in which they were found: a redundant group first, then what it leaves open.
        without: (answer tokens,), effect of hiding just them, nats (necessity).
        alone: (answer tokens,), effect of leaving just them visible, nats; near 0: they suffice.
        group: set when some of them are redundant.
    """

    members: tuple[int, ...]
    without: torch.Tensor
    alone: torch.Tensor
    group: Group | None = None


def cite(scorer: Scorer, segments: Sequence[Segment], found: Attribution) -> Citation:
    """Find the cited set of an answer that the document caused.

    One more row when a single segment explains the answer; else as many rows as segments that were suppressed on their
    own, and a few. The others are not cited: none of them has much of the answer.

    Args:
        found: the plain ranking of ``segments`` by the same scorer.
    """
    whole = _mean_drop(found.baseline, found.together)
    shares = found.probability_drops.mean(-1) / whole if whole > 0 else found.probability_drops.sum(-1)
    able = list(found.measured)
    best = max(able, key=lambda i: float(shares[i]))
    if whole <= 0 or len(segments) == 1 or float(shares[best]) >= UNIQUE:
        without, left = scorer.hide([segments[best], all_but(segments, [best])]).effects
        # Asked again: the ranking may go by another mode than hiding.
        if whole <= 0 or len(segments) == 1 or _mean_drop(found.baseline, without) >= UNIQUE * whole:
            return Citation((best,), without, left)
    alone = torch.zeros_like(found.effects)
    alone[able] = scorer.hide([all_but(segments, [i]) for i in able]).effects
    kept = torch.full_like(shares, -torch.inf)
    kept[able] = torch.tensor([1 - _mean_drop(found.baseline, alone[i]) / whole for i in able])
    gives, alone_or_apart = _encoded_alone(scorer, segments, kept, alone)
    suffices = (gives >= SUFFICES) & (gives - shares >= MARGIN)
    group = tuple(int(i) for i in suffices.nonzero().flatten())
    order = [i for i in torch.maximum(shares, kept).argsort(descending=True, stable=True).tolist() if i in able]
    start = group if len(group) > 1 else ()
    rest = [i for i in order if i not in start][: max(LARGEST - len(start), 1)]
    sets = [(*start, *rest[:size]) for size in range(0 if start else 1, len(rest) + 1)]
    hidden = scorer.hide([union([segments[i] for i in s]) for s in sets]).effects
    explained = [_mean_drop(found.baseline, row) / whole for row in hidden]
    redundant = Group(group, hidden[0], alone_or_apart[list(group)]) if start and explained[0] >= JOINT else None
    # Where no set explains that much, what the largest explains is all there is to explain.
    most = max(explained)
    at = next(i for i, share in enumerate(explained) if share >= min(most, MOST * min(1.0, most)))
    left = scorer.hide([all_but(segments, sets[at])]).effects[0]
    return Citation(sets[at], hidden[at], left, redundant)


def _encoded_alone(
    scorer: Scorer, segments: Sequence[Segment], kept: torch.Tensor, alone: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The share that each segment gives alone, the better of visible alone and encoded alone, and that row's effects.

    Args:
        kept: (segments,), the share when it is visible alone.
        alone: (segments, answer tokens), the effects behind that.
    """
    some = [int(i) for i in ((kept >= SOME) & (kept < SUFFICES)).nonzero().flatten()]
    apart = scorer.isolated() if some else None
    if apart is None:
        return kept, alone
    scores = apart.hide([union(segments), *(all_but(segments, [i]) for i in some)])
    drops = scores.drops.mean(-1)
    best, rows = kept.clone(), alone.clone()
    for n, i in enumerate(some, 1):
        share = float(1 - drops[n] / drops[0]) if drops[0] > 0 else 0.0
        if share > best[i]:
            best[i], rows[i] = share, scores.effects[n]
    return best, rows


def _mean_drop(baseline: torch.Tensor, effect: torch.Tensor) -> float:
    """Mean drop of the answer's token probabilities under an effect in nats."""
    return float(probability_drops(baseline, baseline + effect).mean())
