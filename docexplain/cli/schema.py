"""The JSON objects that commands print, described in docs/json.md. Raise SCHEMA_VERSION when a key changes meaning."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from docexplain.records import Answer, AnswerSummary, AuditReport, Document, Paragraph, ParagraphEffect

SCHEMA_VERSION = 1


def dumps(data: dict[str, Any]) -> str:
    """The object as printed: with the schema version, readable, UTF-8, no NaN."""
    return json.dumps({"schema_version": SCHEMA_VERSION, **data}, ensure_ascii=False, indent=2, allow_nan=False)


def answer(record: Answer, document: Document, *, top: int | None = None) -> dict[str, Any]:
    """``ask --json`` and ``show --json``."""
    return {
        "answer_id": record.id,
        "document": {"name": record.document_name, "sha256": record.document_sha256, "parser": record.parser},
        "question": record.question,
        "answer": record.text,
        "answer_given": record.given,
        "truncated": record.truncated,
        "verdict": str(record.verdict),
        "document_effect": record.document_effect,
        "document_effect_per_token": record.document_effect / len(record.tokens),
        "document_support": record.document_support,
        "noise_floor": record.noise_floor,
        "paragraphs": [_effect(e, document.paragraphs[e.index - 1]) for e in record.effects[:top]],
        "paragraphs_read": list(record.read),
        "paragraphs_total": record.paragraphs_total,
        "tokens": [asdict(token) for token in record.tokens],
        "model": asdict(record.model),
        "scope": str(record.settings.scope),
        "mode": str(record.settings.mode),
        "factor": record.settings.factor,
        "summary": str(record.settings.summary),
        "read": record.settings.read,
        "prompt_sha256": record.prompt_sha256,
        "created_at": record.created_at.isoformat(),
        "version": record.version,
        "timings": asdict(record.timings),
    }


def _effect(effect: ParagraphEffect, paragraph: Paragraph) -> dict[str, Any]:
    first = paragraph.boxes[0]
    return {
        "index": effect.index,
        "page": paragraph.page,
        "bbox": [first.x0, first.y0, first.x1, first.y1],
        "boxes": [asdict(box) for box in paragraph.boxes],
        "class": str(paragraph.block_class),
        "heading_path": list(paragraph.heading_path),
        "text": paragraph.text,
        "effect": effect.effect,
        "probability_drop": effect.probability_drop,
        "below_noise": effect.below_noise,
        "per_token": list(effect.per_token),
    }


def document(record: Document, *, stored_before: bool) -> dict[str, Any]:
    """``ingest --json``, one per file."""
    return {
        "name": record.name,
        "sha256": record.sha256,
        "parser": record.parser,
        "stored_before": stored_before,
        "paragraphs": [
            {
                "index": p.index,
                "page": p.page,
                "class": str(p.block_class),
                "heading_path": list(p.heading_path),
                "boxes": [asdict(box) for box in p.boxes],
                "text": p.text,
            }
            for p in record.paragraphs
        ],
        "furniture": [{"class": str(f.block_class), "box": asdict(f.box), "text": f.text} for f in record.furniture],
        "coverage": asdict(record.coverage),
    }


def history(entries: list[AnswerSummary]) -> dict[str, Any]:
    """``history --json``."""
    return {
        "answers": [
            {
                "answer_id": e.id,
                "created_at": e.created_at.isoformat(),
                "document": e.document_name,
                "question": e.question,
                "answer": e.text,
                "verdict": str(e.verdict),
            }
            for e in entries
        ]
    }


def audit(report: AuditReport) -> dict[str, Any]:
    """``audit verify --json``."""
    return {
        "whole": not report.problems,
        "entries": report.entries,
        "head": report.head,
        "problems": list(report.problems),
    }
