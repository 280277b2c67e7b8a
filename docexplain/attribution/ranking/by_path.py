"""The ranking of mode ``path``: every segment by path attribution, and the best of them suppressed exactly as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from docexplain.attribution.path.integral import Path, is_rough
from docexplain.attribution.path.pieces import sums, support
from docexplain.attribution.ranking.influence import Attribution, Shares, controls_of
from docexplain.attribution.ranking.summary import descending
from docexplain.attribution.scoring.factors import Segment, Span, all_but, union
from docexplain.attribution.scoring.scorer import Scorer

MOST = 16
"""Most segments that are suppressed exactly."""
WORTH = 0.1
"""From this share of the best one's support on a segment is suppressed exactly; and one that speaks against the answer
from this share of all that speaks for it."""
OVERLOOKED = 0.2
"""The same for one of which a rough estimate said less: a pass of its own must be worth more."""
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
    path = Path(scorer.forced, document, claims, end=scorer.end_of_path, on_rows=scorer.on_rows)
    found = path.integral()
    measured = worth_measuring(found.phi(), segments)
    asked: list[Segment] = [*(segments[i] for i in measured), document, *([template] if template else [])]
    scorer.expect(len(asked) + 1)
    # Where the best one explains the answer, what is cited needs but one row more, and it is no pass of its own here.
    scores = scorer.hide(asked, later=[all_but(segments, measured[:1])])
    rows, control = scores[: len(measured)], scores[len(measured) + 1 :]
    together = scores.effects[len(measured)]
    baseline, controls, noise = controls_of(scorer, control)
    ends = -torch.stack([_by_claim(baseline + together, claims), _by_claim(baseline, claims)])
    while is_rough(found, ends[1] - ends[0], noise):
        found = path.refined(found, ends)
    phi = found.phi(ends)
    effects, drops = torch.zeros(2, len(segments), len(baseline)).unbind()
    effects[measured], drops[measured] = rows.effects, rows.drops
    more = [i for i in worth_measuring(phi, segments, OVERLOOKED) if i not in measured][: MOST - len(measured)]
    if more:
        rows = scorer.hide([segments[i] for i in more])
        effects[more], drops[more] = rows.effects, rows.drops
        controls = replace(controls, spread=scorer.control_spread())
        noise = max(noise, controls.spread)
    own = tuple(sorted([*measured, *more]))
    ranked = support(phi.sum(1), segments)
    shares = Shares(phi, sums(phi, segments), ranked, found.nodes, found.error(ends[1] - ends[0]))
    return Attribution(baseline, effects, together, drops, controls, noise, own, shares)


def _by_claim(values: torch.Tensor, claims: Sequence[Span]) -> torch.Tensor:
    return torch.stack([values[start:end].sum() for start, end in claims])


def worth_measuring(phi: torch.Tensor, segments: Sequence[Segment], worth: float = WORTH) -> list[int]:
    """Positions of the segments to suppress exactly: the best, the first of them in front, and the strongest against
    the answer.

    Args:
        phi: (prefix tokens, claims), nats.
        worth: see :data:`WORTH`.
    """
    whole = phi.sum(1)
    scores, totals = support(whole, segments), sums(phi, segments).sum(1).tolist()
    order = descending(scores)
    chosen = [i for n, i in enumerate(order) if n < LEAST or scores[i] >= worth * scores[order[0]]]
    least = -worth * sum(max(0.0, total) for total in totals)
    contrary = sorted((i for i in order if totals[i] < least), key=lambda i: totals[i])[:CONTRARY]
    return list(dict.fromkeys([*chosen[: MOST - len(contrary)], *contrary]))
