"""Put an answer's record together: what was read, said and measured, and with which settings."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from docexplain.answers import below_noise
from docexplain.grounding.asked import missing
from docexplain.grounding.lowering import lowered_verdict
from docexplain.grounding.subject import unknown
from docexplain.records import (
    Answer,
    AnswerToken,
    Checked,
    Cited,
    Confirmed,
    Lowered,
    ParagraphEffect,
    PathRun,
    Redundancy,
    Signal,
    Verdict,
)
from docexplain.session.pipeline.record.provenance import provenance

if TYPE_CHECKING:
    from docexplain.attribution.ranking.influence import Attribution
    from docexplain.model.language_model import Generation, LanguageModel
    from docexplain.records import Timings, WhatIf
    from docexplain.session.pipeline.explaining import Explanation
    from docexplain.session.pipeline.reading import Reading


def make_answer(
    model: LanguageModel,
    reading: Reading,
    generation: Generation,
    explanation: Explanation,
    timings: Timings,
    *,
    given_by: str = "",
    what_if: WhatIf | None = None,
) -> Answer:
    """The record of one answer, with a new id and the present time; its paragraphs are ranked by the chosen summary.

    Args:
        given_by: who gave the answer's text; empty for a generated one.
        what_if: the steering that the answer was made under.
    """
    found, settings, document = explanation.attribution, explanation.settings, reading.document
    first = document.parts[0]
    lowered = lowered_by_question(reading, generation.text) if explanation.verdict is Verdict.SUPPORTED else ()
    return Answer(
        id=secrets.token_hex(6),
        document_sha256=first.sha256,
        document_name=document.name,
        parser=first.parser,
        sources=document.sources,
        question=reading.question,
        text=generation.text,
        given=bool(given_by),
        truncated=generation.truncated,
        verdict=lowered_verdict(explanation.verdict, lowered),
        checked=Checked(lowered=lowered),
        document_effect=float(found.together.sum()),
        document_per_token=tuple(found.together.tolist()),
        tokens=_answer_tokens(generation, explanation),
        effects=tuple(_paragraph_effect(reading, found, i) for i in found.best_first(settings.summary)),
        noise_floor=found.noise_floor,
        read=reading.indices_of(range(len(reading.paragraphs))),
        paragraphs_total=len(document.paragraphs),
        model=model.info,
        settings=settings,
        prompt_sha256=reading.prompt.sha256,
        version=version("docexplain"),
        created_at=datetime.now(UTC),
        timings=timings,
        given_by=given_by,
        cited=_cited(reading, explanation),
        redundant=_redundant(reading, explanation),
        passages=explanation.passages,
        controls=found.controls,
        what_if=what_if,
        verdict_score=explanation.verdict_score,
        calibration=explanation.calibration,
        confirmed=_confirmed(reading, explanation),
        claims=explanation.claims,
        path=None if found.shares is None else PathRun(found.shares.nodes, found.shares.error),
        signals=tuple(Signal(name, value) for name, value in explanation.signals.items()),
        choice=reading.choice,
        provenance=provenance(model, reading, None if given_by else settings.max_new_tokens),
    )


def lowered_by_question(reading: Reading, answer: str) -> tuple[Lowered, ...]:
    """What about question and answer speaks against a verdict that the score alone would give."""
    document, lacks = reading.document, missing(reading.question, answer)
    texts = (document.name, *(p.text for p in document.paragraphs), *(f.text for f in document.furniture))
    return (*([lacks] if lacks else []), *([Lowered.NO_SUBJECT] if unknown(reading.question, texts) else []))


def _answer_tokens(generation: Generation, explanation: Explanation) -> tuple[AnswerToken, ...]:
    losses = explanation.attribution.baseline.tolist()
    return tuple(
        AnswerToken(token, generation.text[start:end], start, end, loss)
        for token, (start, end), loss in zip(generation.ids, explanation.offsets, losses, strict=True)
    )


def _paragraph_effect(reading: Reading, found: Attribution, position: int) -> ParagraphEffect:
    """By its own row where it was suppressed on its own, else by its part of the document effect."""
    shares, measured = found.shares, position in found.measured
    per_claim = () if shares is None else tuple(shares.by_segment[position].tolist())
    effect = float(found.effects[position].sum()) if measured else sum(per_claim)
    return ParagraphEffect(
        index=reading.indices_of([position])[0],
        effect=effect,
        probability_drop=float(found.probability_drops[position].sum()),
        below_noise=below_noise(effect, found.noise_floor),
        per_token=tuple(found.effects[position].tolist()) if measured else (),
        support=0.0 if shares is None else float(shares.support[position]),
        per_claim=per_claim,
    )


def _cited(reading: Reading, explanation: Explanation) -> Cited | None:
    citation = explanation.citation
    if citation is None:
        return None
    return Cited(
        paragraphs=reading.indices_of(citation.members),
        without=tuple(citation.without.tolist()),
        alone=tuple(citation.alone.tolist()),
    )


def _redundant(reading: Reading, explanation: Explanation) -> tuple[Redundancy, ...]:
    group = explanation.citation.group if explanation.citation else None
    if group is None:
        return ()
    return (
        Redundancy(
            paragraphs=reading.indices_of(group.members),
            without=tuple(group.without.tolist()),
            alone=tuple(tuple(row) for row in group.alone.tolist()),
        ),
    )


def _confirmed(reading: Reading, explanation: Explanation) -> tuple[Confirmed, ...]:
    again = explanation.confirmation
    if again is None:
        return ()
    rows = zip(reading.indices_of(again.members), again.without.tolist(), again.alone.tolist(), strict=True)
    return tuple(Confirmed(index, tuple(without), tuple(alone)) for index, without, alone in rows)
