"""What to cite: the smallest set of segments that explains most of the document effect, and what is redundant in it.

A fact that stands twice vanishes where one copy is hidden: the model reads the other. So segments are also left visible
alone. Those of which each alone gives the answer's content as well as the best one does, and which together take it
away, are a redundant group: each of them gives it. What is content, and what is a frame that neighbours share, see
:mod:`docexplain.attribution.conclusions.copies`.

Of two copies a model may encode one and point to it at the other. So those that give some of the answer alone, but not
enough, are also put into a prompt that has nothing else, and what counts is what they give there. A small model may
read a number from one of them only; so of those whose text holds the content it is enough that they give some of it.
Or a model knows the answer by heart, and any neighbour gives it; so where the best one's text holds the content, one
whose text has nothing of it is no copy.

A set explains the answer when hiding it takes most of the document effect away, or when it alone gives most of it:
where siblings give the frame, hiding the one that is asked for leaves the frame. These shares are of the document's
probability drop, averaged over the answer's tokens: nats would let one token that became hopeless outweigh the rest.

A segment that says nothing, such as a title, is not cited where another one gives more than noise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import torch

from docexplain.attribution.conclusions.copies import Content, content, lost
from docexplain.attribution.ranking.influence import Attribution
from docexplain.attribution.scoring.drops import probability_drops
from docexplain.attribution.scoring.factors import Segment, all_but, union
from docexplain.attribution.scoring.scorer import Scorer
from docexplain.records import Summary

Saying = Callable[[Sequence[bool]], tuple[Collection[int], Collection[int]]]
"""From answer tokens that count to the positions of the segments whose text says all that they say, and of those whose
text says any of it."""

MOST = 0.8
"""Share of the document effect that a cited set must explain."""
UNIQUE = 0.9
"""A segment without which this share of it goes has no copy that the model reads: only one that the text tells is
looked for."""
SUFFICES = 0.6
"""Share of it that the best segment must give alone before others are compared with it."""
SOME = 0.25
"""Share of the content from which on a segment that gives too little when it alone is visible is encoded alone; and
that one whose text holds the content must give to be a copy."""
WORTH = 0.05
"""Share of the best one's support from which on a segment is left visible alone, in mode ``path``."""
CANDIDATES = 8
"""Most segments that are, there."""
LEADER = 0.5
"""Share of the best one's support from which on another may take its place if it gives the answer better alone."""
APART = 4
"""Most segments that are encoded alone."""
LARGEST = 5
"""Most segments that a cited set may have."""


@dataclass(frozen=True, slots=True)
class Group:
    """Segments of which each, alone, gives the answer's content, or some of it where its text holds it.

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


def none_says(_tokens: Sequence[bool]) -> tuple[Collection[int], Collection[int]]:
    """Where nothing is known of the segments' text."""
    return (), ()


def cite(
    scorer: Scorer,
    segments: Sequence[Segment],
    found: Attribution,
    silent: Collection[int] = (),
    saying: Saying = none_says,
) -> Citation:
    """Find the cited set of an answer that the document caused.

    Two rows when a single segment explains the answer; else one for each candidate, and a few. Candidates are those of
    the ranking by path that have a share worth speaking of, else all that were suppressed on their own.

    Args:
        found: the plain ranking of ``segments`` by the same scorer.
        silent: positions of segments that say nothing.
        saying: which segments hold a part of the answer in their text.
    """
    whole = _mean_drop(found.baseline, found.together)
    candidates, leaders = _candidates(found, silent)
    first = candidates[0]
    pair = scorer.hide([segments[first], all_but(segments, [first])]).effects
    gone = lost(found.together, pair[0])
    telling = content(found.baseline + pair[1], found.baseline + torch.stack([pair[1], found.together])).telling
    alike = [i for i in saying(telling.tolist())[0] if i != first and i not in silent]
    if whole <= 0 or len(segments) == 1 or (float(gone) >= UNIQUE and not alike):
        return Citation((first,), pair[0], pair[1])
    candidates = list(dict.fromkeys([*candidates, *alike[:CANDIDATES]]))
    others = scorer.hide([all_but(segments, [i]) for i in candidates[1:]]).effects
    alone = dict(zip(candidates, [pair[1], *others], strict=True))
    best = min((i for i in candidates if i in leaders), key=lambda i: float(alone[i].clamp_min(0).sum()))
    group, gives = _compared(scorer, segments, found, alone, best, saying)
    kept = {i: 1 - _mean_drop(found.baseline, row) / whole for i, row in alone.items()}
    kept[best] = max(kept[best], gives)
    shares = found.probability_drops.mean(-1) / whole
    order = sorted(candidates, key=lambda i: (i != best, -max(kept[i], float(shares[i]))))
    start = group.members if group else ()
    rest = [i for i in order if i not in start][: max(LARGEST - len(start), 1)]
    sets = [(*start, *rest[:size]) for size in range(0 if start else 1, len(rest) + 1)]
    if kept[best] >= MOST:
        sets = sets[:1]
    hidden = scorer.hide([union([segments[i] for i in s]) for s in sets]).effects
    explained = [_mean_drop(found.baseline, row) / whole for row in hidden]
    # Where no set explains that much, what the largest explains is all there is to explain.
    most = max(explained)
    at = next(i for i, share in enumerate(explained) if share >= min(most, MOST * min(1.0, most)))
    left = scorer.hide([all_but(segments, sets[at])]).effects[0]
    return Citation(sets[at], hidden[at], left, group)


def _candidates(found: Attribution, silent: Collection[int] = ()) -> tuple[list[int], set[int]]:
    """Positions of what may be cited, best first, and those of them that may be the best."""
    order = found.best_first(Summary.PROBABILITY)
    gives = found.effects.sum(-1) if found.shares is None else found.shares.support
    others = [i for i in order if i not in silent]
    if any(float(gives[i]) > found.noise_floor for i in others):
        order = others
    if found.shares is None:
        able = [i for i in order if i in found.measured]
        return able, set(able)
    support = found.shares.support.tolist()
    chosen = [i for i in order if support[i] >= WORTH * support[order[0]]][:CANDIDATES] or order[:1]
    return chosen, {order[0], *(i for i in chosen if support[i] >= LEADER * support[order[0]])}


def _compared(
    scorer: Scorer,
    segments: Sequence[Segment],
    found: Attribution,
    alone: dict[int, torch.Tensor],
    best: int,
    saying: Saying,
) -> tuple[Group | None, float]:
    """The segments that give the answer as well as the best one does, if there are any; and how much of it that gives.

    Args:
        alone: by position, the effects of leaving just that segment visible, (answer tokens,), nats.
        best: position of the one that is compared with.
    """
    gives = 1 - float(lost(found.together, alone[best]))
    rows = torch.stack([*alone.values(), found.together])
    by = content(found.baseline + alone[best], found.baseline + rows)
    says, touches = map(frozenset, saying(by.telling.tolist()))
    able = {i: row for i, row in alone.items() if i == best or best not in says or i in touches}
    effects = _copies(by, found.baseline, able, says)
    left_open = dict(zip(alone, by.left_open(found.baseline + rows[:-1])[1].tolist(), strict=True))
    some = [i for i in able if i not in effects and (i in says or 1 - left_open[i] >= SOME)][:APART]
    again = [best] if SOME <= gives < MOST else []
    apart = scorer.isolated() if some or again else None
    if apart is not None:
        losses = apart.hide([all_but(segments, [i]) for i in [*some, *again]]).losses - found.baseline
        effects |= _copies(by, found.baseline, dict(zip(some, losses, strict=False)), says)
        gives = max(gives, *(1 - float(lost(found.together, row)) for row in losses[len(some) :]), 0)
    members = tuple(sorted(effects))
    if len(members) < 2 or gives < SUFFICES:
        return None, gives
    without = scorer.hide([union([segments[i] for i in members])]).effects
    # Where all their texts hold it each does give it, though a model that knows it by heart says it without them.
    if not says.issuperset(members) and bool(by.given_by(found.baseline + without)[0]):
        return None, gives
    return Group(members, without[0], torch.stack([effects[i] for i in members])), gives


def _copies(
    by: Content, baseline: torch.Tensor, alone: dict[int, torch.Tensor], says: Collection[int]
) -> dict[int, torch.Tensor]:
    """Those of ``alone`` that give the content, or some of it where their text holds it."""
    if not alone:
        return {}
    losses = baseline + torch.stack(list(alone.values()))
    given, left_open = by.given_by(losses).tolist(), by.left_open(losses)[1].tolist()
    kept = zip(alone.items(), given, left_open, strict=True)
    return {i: row for (i, row), gives, left in kept if gives or (i in says and 1 - left >= SOME)}


def _mean_drop(baseline: torch.Tensor, effect: torch.Tensor) -> float:
    """Mean drop of the answer's token probabilities under an effect in nats."""
    return float(probability_drops(baseline, baseline + effect).mean())
