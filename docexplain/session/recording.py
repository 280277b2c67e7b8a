"""Put an answer's record together: what was read, said and measured, and with which settings."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from docexplain.attribution.summary import summarise
from docexplain.attribution.verdict import verdict_of
from docexplain.records import Answer, AnswerToken, ParagraphEffect

if TYPE_CHECKING:
    from docexplain.attribution.attribute import Attribution
    from docexplain.model.language_model import Generation, LanguageModel
    from docexplain.records import Document, Timings
    from docexplain.session.options import AskOptions
    from docexplain.session.reading import Reading


def make_answer(
    document: Document,
    question: str,
    model: LanguageModel,
    reading: Reading,
    generation: Generation,
    attribution: Attribution,
    options: AskOptions,
    timings: Timings,
) -> Answer:
    """The record of one answer, with a new id and the present time; its paragraphs are ranked by the chosen summary."""
    settings = options.settings
    scores = summarise(attribution.effects, attribution.probability_drops, settings.summary)
    order = sorted(range(len(scores)), key=lambda i: (-float(scores[i]), i))
    return Answer(
        id=secrets.token_hex(6),
        document_sha256=document.sha256,
        document_name=document.name,
        parser=document.parser,
        question=question,
        text=generation.text,
        given=options.answer is not None,
        truncated=generation.truncated,
        verdict=verdict_of(attribution.baseline, attribution.together, attribution.noise_floor),
        document_effect=float(attribution.together.sum()),
        document_per_token=tuple(attribution.together.tolist()),
        tokens=_answer_tokens(model, generation, attribution),
        effects=tuple(_paragraph_effect(reading, attribution, i) for i in order),
        noise_floor=attribution.noise_floor,
        read=tuple(paragraph.index for paragraph in reading.paragraphs),
        paragraphs_total=len(document.paragraphs),
        model=model.info,
        settings=settings,
        prompt_sha256=reading.prompt.sha256,
        version=version("docexplain"),
        created_at=datetime.now(UTC),
        timings=timings,
    )


def _answer_tokens(model: LanguageModel, generation: Generation, attribution: Attribution) -> tuple[AnswerToken, ...]:
    offsets = model.token_offsets(generation.ids)
    return tuple(
        AnswerToken(token, generation.text[start:end], start, end, loss)
        for token, (start, end), loss in zip(generation.ids, offsets, attribution.baseline.tolist(), strict=True)
    )


def _paragraph_effect(reading: Reading, attribution: Attribution, position: int) -> ParagraphEffect:
    effect = float(attribution.effects[position].sum())
    return ParagraphEffect(
        index=reading.paragraphs[position].index,
        effect=effect,
        probability_drop=float(attribution.probability_drops[position].sum()),
        below_noise=abs(effect) <= attribution.noise_floor,
        per_token=tuple(attribution.effects[position].tolist()),
    )
