"""The ranking of mode ``path``: every segment by path attribution, and the best of them suppressed exactly as well."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from docexplain.attribution.path.integral import PathIntegral, path_integral
from docexplain.attribution.path.pieces import completed, sums, support
from docexplain.attribution.ranking.influence import Attribution, Shares, controls_of
from docexplain.attribution.scoring.factors import Segment, Span, all_but, union
from docexplain.attribution.scoring.scorer import Scorer

MOST = 16
"""Most segments that are suppressed exactly."""
WORTH = 0.1
"""From this share of the best one's support on a segment is suppressed exactly; and from this share of the document
effect against the answer."""
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
    _, hidden, control = scorer.score_all([], [document], [template] if template else [])
    together = hidden.effects[0]
    baseline, controls, noise = controls_of(scorer, control)
    effect = float(together.double().sum())
    found = path_integral(
        scorer.forced, document, claims, effect, noise=noise, end=scorer.end_of_path, on_rows=scorer.tell
    )
    shares = shares_of(found, segments, effect)
    measured = worth_measuring(shares, effect)
    best = int(shares.support.argmax())
    # Where the best one explains the answer, what is cited needs but this row, and it is no pass of its own here.
    rows = scorer.hide([segments[i] for i in measured], later=[all_but(segments, [best])])
    effects, drops = torch.zeros(2, len(segments), len(baseline)).unbind()
    effects[list(measured)], drops[list(measured)] = rows.effects, rows.drops
    return Attribution(baseline, effects, together, drops, controls, noise, measured, shares)


def shares_of(found: PathIntegral, segments: Sequence[Segment], effect: float) -> Shares:
    """Every segment's part of the document effect, which they add up to.

    What the quadrature left open is shared out by the size of what each token gives: it changes no order among those
    that support, and turns no sign unless it is larger than all that was found.

    Args:
        effect: the document effect, nats.
    """
    phi = completed(found.phi, effect)
    return Shares(phi, sums(phi, segments), support(phi.sum(1), segments), found.nodes, found.error)


def worth_measuring(shares: Shares, effect: float) -> tuple[int, ...]:
    """Positions of the segments to suppress exactly, ascending: the best, and the strongest against the answer.

    Args:
        effect: the document effect, nats.
    """
    scores, whole = shares.support.tolist(), shares.by_segment.sum(1).tolist()
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    chosen = [i for n, i in enumerate(order) if n < LEAST or scores[i] >= WORTH * scores[order[0]]]
    contrary = sorted((i for i in order if whole[i] <= -WORTH * abs(effect)), key=lambda i: whole[i])
    most = max(LEAST, MOST - min(len(contrary), CONTRARY))
    return tuple(sorted({*chosen[:most], *contrary[:CONTRARY]}))
