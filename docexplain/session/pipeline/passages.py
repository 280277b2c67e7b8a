"""Sentences, rows of tables and tokens of the cited paragraphs, and what each does for the answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from docexplain.answers import below_noise
from docexplain.attribution.path.pieces import smoothed, sums, support
from docexplain.attribution.scoring.factors import union
from docexplain.attribution.scoring.scorer import COMBINED
from docexplain.ingest.strings.sentences import sentence_spans
from docexplain.records import BlockClass, Granularity, Passage
from docexplain.records.table_text import lines_of

if TYPE_CHECKING:
    import torch

    from docexplain.attribution.conclusions.citation import Citation
    from docexplain.attribution.ranking.influence import Shares
    from docexplain.attribution.scoring.factors import Segment, Span
    from docexplain.attribution.scoring.scorer import Scorer
    from docexplain.session.pipeline.reading import Reading


def passages_by_path(
    shares: Shares, reading: Reading, citation: Citation, granularity: Granularity, noise: float
) -> tuple[Passage, ...]:
    """The parts of every cited paragraph, in document order, out of the path attribution that ranked it; at granularity
    ``paragraph`` the rows of tables.

    Args:
        noise: parts of an effect up to this are noise, nats.
    """
    found: list[Passage] = []
    for member in sorted(citation.members):
        if granularity is Granularity.PARAGRAPH and not _in_rows(reading, member):
            continue
        spans, characters = _parts(reading, member, granularity)
        first, last = reading.prompt.spans[member]
        by_token = granularity is Granularity.TOKEN
        if reading.document.sources or not reading.text_of(member).is_whole:
            first = spans[0][0]  # a document's name or a title above what was read is no part of it
        pieces: list[Segment] = [[span] for span in (spans if by_token else _gapless(spans, (first, last)))]
        given = (
            smoothed(shares.phi, (first, last))[[start - first for start, _ in spans]]
            if by_token
            else sums(shares.phi, pieces)
        )
        ranked = [0.0] * len(pieces) if by_token else support(shares.phi.sum(1), pieces).tolist()
        (index,) = reading.indices_of([member])
        for (start, end), per_claim, rank in zip(characters, given.tolist(), ranked, strict=True):
            total = sum(per_claim)
            quiet = below_noise(total, noise)
            found.append(Passage(index, start, end, total, 0.0, quiet, (), per_claim=tuple(per_claim), support=rank))
    return tuple(found)


def passages_by_rows(
    scorer: Scorer,
    reading: Reading,
    citation: Citation,
    granularity: Granularity,
    noise: float,
    begin: Callable[[int], None],
) -> tuple[Passage, ...]:
    """The same with every part suppressed on its own, as the scorer's settings say.

    In a redundant group the other members are hidden in every row, and in what the rows are compared with: while they
    are visible, no part would matter. Not in modes that hiding cannot be combined with.

    Args:
        begin: told how many rows that will be.
    """
    members = sorted(citation.members)
    parts = {m: _parts(reading, m, granularity) for m in members}
    begin(sum(len(spans) for spans, _ in parts.values()))
    found: list[Passage] = []
    for member, (spans, characters) in parts.items():
        group = citation.group.members if citation.group else ()
        others = [[reading.prompt.spans[m]] for m in group if m != member and member in group]
        hidden = union(others) if scorer.how.mode in COMBINED else ()
        scores = scorer.suppress([[span] for span in spans], hidden)
        baseline = tuple(scores.baselines[0].tolist()) if others else ()
        (index,) = reading.indices_of([member])
        found += [
            _passage(index, c, e, d, noise, baseline)
            for c, e, d in zip(characters, scores.effects, scores.drops, strict=True)
        ]
    return tuple(found)


def _parts(reading: Reading, member: int, granularity: Granularity) -> tuple[list[Span], list[Span]]:
    """Token spans, and the characters of the paragraph that each stands for."""
    if granularity is Granularity.TOKEN:
        return _tokens(reading, member)
    text, read = reading.paragraphs[member].text, reading.text_of(member)
    if _in_rows(reading, member):
        parts = lines_of(text)
    else:
        document, _ = reading.document.own(reading.paragraphs[member].index)
        whole = "\n".join(p.text for p in document.paragraphs)
        parts = sentence_spans(text, train_on=whole, installed=True)
    there = [(part, read.there(*part)) for part in parts]
    known = [(part, place) for part, place in there if place is not None]
    return [reading.prompt.tokens_of(member, *place) for _, place in known], [part for part, _ in known]


def _tokens(reading: Reading, member: int) -> tuple[list[Span], list[Span]]:
    prompt, text, read = reading.prompt, reading.paragraphs[member].text, reading.text_of(member)
    tokens = [t for t in range(*prompt.spans[member]) if prompt.characters_of(member, t)[1] > 0]
    characters = [prompt.characters_of(member, token) for token in tokens]
    if read.is_whole:
        return [(t, t + 1) for t in tokens], [(min(a, len(text)), min(b, len(text))) for a, b in characters]
    placed = [(token, read.back(*span)) for token, span in zip(tokens, characters, strict=True)]
    known = [(token, span) for token, span in placed if span is not None]
    return [(token, token + 1) for token, _ in known], [span for _, span in known]


def _in_rows(reading: Reading, member: int) -> bool:
    return reading.paragraphs[member].block_class is BlockClass.TABLE


def _gapless(spans: Sequence[Span], whole: Span) -> list[Span]:
    """Spans that together are the whole: a line break between two sentences is the first one's, a token of both the
    second one's."""
    bounds = [whole[0], *(start for start, _ in spans[1:]), whole[1]]
    return list(itertools.pairwise(bounds))


def _passage(
    paragraph: int,
    characters: Sequence[int],
    effect: torch.Tensor,
    drop: torch.Tensor,
    noise: float,
    baseline: tuple[float, ...],
) -> Passage:
    total = float(effect.sum())
    return Passage(
        paragraph=paragraph,
        start=characters[0],
        end=characters[1],
        effect=total,
        probability_drop=float(drop.sum()),
        below_noise=below_noise(total, noise),
        per_token=tuple(effect.tolist()),
        baseline=baseline,
    )
