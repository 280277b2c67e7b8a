"""Many segments in two stages: whole sections first, then the segments of the sections that matter.

One by one, n segments cost n rows. In about sqrt(n) sections of as many segments, an answer that hangs on one or two
places costs some 3 sqrt(n). What is lost: within a section that does little as a whole, segments that help and segments
that harm may cancel out, and what only one of them did is told for all.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

import torch

from docexplain.attribution.ranking.influence import Attribution, controls_of
from docexplain.attribution.ranking.summary import summarise
from docexplain.attribution.scoring.factors import Segment, union
from docexplain.attribution.scoring.scorer import Scorer
from docexplain.records import Summary

MANY = 32
"""From this many segments on two stages save rows worth having."""
MATTERS = 0.1
"""A section is looked into when its effect is at least this share of the largest section's, for or against."""
LARGEST = 4
"""Most sections that are looked into."""


def sections_of(headings: Sequence[Hashable]) -> list[range]:
    """Consecutive positions in sections of about sqrt(n), ending where the heading changes if they are half full.

    Args:
        headings: what each segment stands under.
    """
    size = math.ceil(math.sqrt(len(headings)))
    sections, start = [], 0
    for i in range(1, len(headings) + 1):
        length = i - start
        ends = i == len(headings) or length == size or (2 * length >= size and headings[i] != headings[i - 1])
        if ends:
            sections.append(range(start, i))
            start = i
    return sections


def influences_by_section(
    scorer: Scorer,
    segments: Sequence[Segment],
    sections: Sequence[range],
    template: Segment = (),
    *,
    summary: Summary = Summary.PROBABILITY,
) -> Attribution:
    """As :func:`docexplain.attribution.ranking.influence.influences`; segments of sections that were not looked into
    get equal shares of what their section did.

    Args:
        sections: positions of ``segments``, each in exactly one section.
        template: see there.
        summary: what sections are chosen by.
    """
    wholes = [union([segments[i] for i in section]) for section in sections]
    stage, together, control = scorer.score_all(wholes, [union(segments)], [template] if template else [])
    chosen = matters(summarise(stage.effects, stage.drops, summary).tolist())
    inside = [i for n in chosen for i in sections[n]]
    found = scorer.suppress([segments[i] for i in inside])
    effects, drops = (torch.zeros(len(segments), rows.shape[1]) for rows in (stage.effects, stage.drops))
    for n, section in enumerate(sections):
        effects[list(section)] = stage.effects[n] / len(section)
        drops[list(section)] = stage.drops[n] / len(section)
    effects[inside], drops[inside] = found.effects, found.drops
    unseen = tuple(tuple(section) for n, section in enumerate(sections) if n not in chosen and len(section) > 1)
    baseline, controls, noise = controls_of(scorer, control)
    return Attribution(baseline, effects, together.effects[0], drops, controls, noise, unseen)


def matters(scores: Sequence[float]) -> list[int]:
    """Positions of the sections to look into, the largest effects first, whatever their sign.

    Args:
        scores: of each section, what it does for the answer.
    """
    order = sorted(range(len(scores)), key=lambda n: -abs(scores[n]))
    least = MATTERS * abs(scores[order[0]])
    return [n for n in order[:LARGEST] if abs(scores[n]) >= least]
