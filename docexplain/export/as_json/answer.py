"""The JSON object of one answer: ``ask --json`` and ``show --json``, described in docs/json.md."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from docexplain.answers import (
    Focus,
    against,
    citation_marks,
    claims_of,
    confirmed,
    document_support,
    necessity,
    suffices,
    sufficiency,
    with_marks,
)
from docexplain.answers.said import verdicts
from docexplain.answers.said.endings import ended_at
from docexplain.answers.said.instructions import suspects_of
from docexplain.answers.said.wording import left_out, struck, suppresses
from docexplain.export.as_json.facts import facts
from docexplain.export.as_json.pieces import effect_object, part_object, passage_object, where
from docexplain.export.as_json.record import Kept
from docexplain.records import (
    Answer,
    Document,
    Provenance,
    Redundancy,
    Source,
    Steer,
)


def answer(
    record: Answer,
    document: Document,
    *,
    top: int | None = None,
    part: Focus | None = None,
    what_if: Answer | None = None,
    without: Answer | None = None,
    kept: Kept = Kept(),  # noqa: B008 - frozen
) -> dict[str, Any]:
    """The object.

    Args:
        top: how many paragraphs; None: all.
        part: of the answer, explained on its own.
        what_if: the same question under steering.
        without: the same question without the paragraphs that seem to give the model instructions.
        kept: what became of the answers.
    """
    return {
        "answer_id": record.id,
        **kept.of(record.id),
        **_documents(record, document),
        "left_out": left_out(record, document) or None,
        "struck": struck(record, document) or None,
        "suspects": [asdict(suspect) for suspect in suspects_of(record)],
        "question": record.question,
        "answer": record.text,
        "answer_marked": with_marks(record),
        "marks": [asdict(mark) for mark in citation_marks(record)],
        "answer_given": record.given,
        "given_by": record.given_by or None,
        "truncated": record.truncated,
        "truncated_at": ended_at(record),
        **_verdict(record, document),
        "facts": facts(record, document),
        "cited": _cited(record),
        "redundant": [_redundant(record, group) for group in record.redundant],
        "counter_evidence": [effect.index for effect in against(record)],
        "claims": [asdict(claim) for claim in claims_of(record)],
        "path": asdict(record.path) if record.path else None,
        "paragraphs": [effect_object(record, e, document) for e in record.effects[:top]],
        "confirmed": _confirmed(record),
        "passages": [passage_object(record, p, document.paragraph(p.paragraph)) for p in record.passages],
        "paragraphs_read": list(record.read),
        "paragraphs_total": record.paragraphs_total,
        "choice": asdict(record.choice) if record.choice else None,
        "tokens": [asdict(token) for token in record.tokens],
        "span": part_object(part) if part else None,
        **_steering(record),
        "what_if": answer(what_if, document, top=top, kept=kept) if what_if else None,
        "without_suspects": answer(without, document, top=top, kept=kept) if without else None,
        "model": asdict(record.model),
        **_settings(record),
        "prompt_sha256": record.prompt_sha256,
        "provenance": _provenance(record.provenance),
        "created_at": record.created_at.isoformat(),
        "version": record.version,
        "timings": asdict(record.timings),
    }


def _documents(record: Answer, document: Document) -> dict[str, Any]:
    """What was asked. Of several documents each has its own coverage; a single one stands beside the list too."""
    own = [Source(record.document_sha256, record.document_name, record.parser, record.paragraphs_total)]
    listed = [
        {"number": number, **asdict(source), "coverage": asdict(part.coverage)}
        for number, (source, part) in enumerate(zip(record.sources or own, document.parts, strict=True), start=1)
    ]
    one = not record.sources
    return {
        "document": {key: listed[0][key] for key in ("name", "sha256", "parser")} if one else None,
        "coverage": listed[0]["coverage"] if one else None,
        "documents": listed,
    }


def _verdict(record: Answer, document: Document) -> dict[str, Any]:
    by = record.calibration
    return {
        "verdict": str(record.verdict),
        "verdict_says": verdicts.verdict_line(record, document),
        "verdict_at_odds": verdicts.at_odds(record, document) or None,
        "lowered": [str(reason) for reason in verdicts.lowered(record)],
        "verdict_score": record.verdict_score if by else None,
        "signals": {signal.name: signal.value for signal in record.signals},
        "calibration": {**asdict(by), "weights": {w.signal: w.weight for w in by.weights}} if by else None,
        "document_effect": record.document_effect,
        "document_effect_per_token": record.document_effect / len(record.tokens),
        "document_support": document_support(record),
        "noise_floor": record.noise_floor,
        "controls": asdict(record.controls),
    }


def _provenance(made: Provenance | None) -> dict[str, Any] | None:
    if made is None:
        return None
    said = {name: json.loads(value) for name, value in made.generation}
    return {**asdict(made), "packages": dict(made.packages), "generation": said or None}


def _settings(record: Answer) -> dict[str, Any]:
    settings = record.settings
    return {
        "scope": str(settings.scope),
        "mode": str(settings.mode),
        "factor": settings.factor,
        "summary": str(settings.summary),
        "read": settings.read,
        "granularity": str(settings.granularity),
        "kappa": settings.kappa,
        "confirm": settings.confirm,
        "sections": settings.sections,
    }


def _cited(record: Answer) -> dict[str, Any] | None:
    cited = record.cited
    if cited is None:
        return None
    return {
        "paragraphs": list(cited.paragraphs),
        "necessity": asdict(necessity(record)),
        "sufficiency": asdict(sufficiency(record)),
        "without": list(cited.without),
        "alone": list(cited.alone),
    }


def _confirmed(record: Answer) -> list[dict[str, Any]]:
    shares = {index: (gone, kept) for index, gone, kept in confirmed(record)}
    return [
        {
            "index": again.paragraph,
            "effect": sum(again.without),
            "necessity": asdict(shares[again.paragraph][0]),
            "sufficiency": asdict(shares[again.paragraph][1]),
            "without": list(again.without),
            "alone": list(again.alone),
        }
        for again in record.confirmed
    ]


def _redundant(record: Answer, group: Redundancy) -> dict[str, Any]:
    return {
        "paragraphs": list(group.paragraphs),
        "sufficiency": [asdict(share) for share in suffices(record, group)],
        "without": list(group.without),
        "alone": [list(row) for row in group.alone],
    }


def _steering(record: Answer) -> dict[str, Any]:
    steers: tuple[Steer, ...] = record.what_if.steering if record.what_if else ()
    return {
        "original": record.what_if.original if record.what_if else None,
        "suppressed": [_steer(record, steer) for steer in steers if suppresses(steer.factor)],
        "amplified": [_steer(record, steer) for steer in steers if not suppresses(steer.factor)],
    }


def _steer(record: Answer, steer: Steer) -> dict[str, Any]:
    return {**asdict(steer), **where(record, steer.paragraph)}
