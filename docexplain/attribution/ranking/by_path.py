"""The ranking of mode ``path``: every segment by path attribution, and the best of them suppressed exactly as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from docexplain.attribution.path.integral import Path, PathIntegral, is_rough
from docexplain.attribution.path.pieces import completed, sums, support
from docexplain.attribution.ranking.influence import Attribution, Shares, controls_of
from docexplain.attribution.ranking.summary import descending
from docexplain.attribution.scoring.factors import Segment, Span, all_but, union
from docexplain.attribution.scoring.scorer import Scorer

MOST = 16
"""Most segments that are suppressed exactly."""
WORTH = 0.1
"""From this share of the best one's support on a segment is suppressed exactly; and one that speaks against the answer
from this share of all that speaks for it."""
CONTRARY = 2
"""Most segments that are suppressed exactly because they speak against the answer."""
LEAST = 2
"""But so many at least: the second one shows whether the first stands alone."""


def influences_by_path(
    scorer: Scorer, segments: Sequence[Segment], claims: Sequence[Span], template: Segment = ()
) -> Attribution:
    """As :func:`docexplain.attribution.ranking.influence.influences`, but only the best segments have a row of effects.

    Args:
        scorer: its mode must be ``mask``, its scope ``readout``.
        claims: spans of answer tokens that together are the answer.
        template: see there.
    """
    document = union(segments)
    path = Path(scorer.forced, document, claims, end=scorer.end_of_path, on_rows=scorer.tell)
    found = path.integral()
    measured = worth_measuring(found.phi, segments)
    asked: list[Segment] = [*(segments[i] for i in measured), document, *([template] if template else [])]
    scorer.expect(len(asked) + 1)
    # Where the best one explains the answer, what is cited needs but one row more, and it is no pass of its own here.
    scores = scorer.hide(asked, later=[all_but(segments, measured[:1])])
    rows, control = scores[: len(measured)], scores[len(measured) + 1 :]
    together = scores.effects[len(measured)]
    baseline, controls, noise = controls_of(scorer, control)
    by_claim = torch.stack([together[start:end].sum() for start, end in claims])
    while is_rough(found, by_claim, noise):
        found = path.refined(found)
    effects, drops = torch.zeros(2, len(segments), len(baseline)).unbind()
    effects[measured], drops[measured] = rows.effects, rows.drops
    if more := [i for i in worth_measuring(found.phi, segments) if i not in measured]:
        rows = scorer.hide([segments[i] for i in more])
        effects[more], drops[more] = rows.effects, rows.drops
        controls = replace(controls, spread=scorer.control_spread())
        noise = max(noise, controls.spread)
    own = tuple(sorted([*measured, *more]))
    return Attribution(baseline, effects, together, drops, controls, noise, own, shares_of(found, segments, by_claim))


def shares_of(found: PathIntegral, segments: Sequence[Segment], effects: torch.Tensor) -> Shares:
    """Every segment's part of the document effect, which they add up to, claim by claim.

    What the quadrature left open is shared out by the size of what each token gives: it turns no sign unless it is
    larger than all that was found. The ranking goes by what was found.

    Args:
        effects: (claims,), the document effect on each, nats.
    """
    phi = completed(found.phi, effects)
    ranked = support(found.phi.sum(1), segments)
    return Shares(phi, sums(phi, segments), ranked, found.nodes, found.error(effects))


def worth_measuring(phi: torch.Tensor, segments: Sequence[Segment]) -> list[int]:
    """Positions of the segments to suppress exactly: the best, the first of them in front, and the strongest against
    the answer.

    Args:
        phi: (prefix tokens, claims), nats.
    """
    whole = phi.sum(1)
    scores, totals = support(whole, segments), sums(phi, segments).sum(1).tolist()
    order = descending(scores)
    chosen = [i for n, i in enumerate(order) if n < LEAST or scores[i] >= WORTH * scores[order[0]]]
    least = -WORTH * sum(max(0.0, total) for total in totals)
    contrary = sorted((i for i in order if totals[i] < least), key=lambda i: totals[i])[:CONTRARY]
    return list(dict.fromkeys([*chosen[: MOST - len(contrary)], *contrary]))
