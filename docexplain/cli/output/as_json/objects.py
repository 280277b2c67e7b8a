"""The JSON objects that commands print, described in docs/json.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from docexplain.export.as_json.answer import answer
from docexplain.export.as_json.record import record_object
from docexplain.export.as_json.text import SCHEMA_VERSION, dumps
from docexplain.records import AnswerSummary, AuditReport, Document, RecordedEntry, StoredDocument

__all__ = ["SCHEMA_VERSION", "answer", "audit", "document", "documents", "dumps", "entry", "history"]


def document(record: Document, *, stored_before: bool, not_saved_because: str = "") -> dict[str, Any]:
    """``ingest --json``, one per file."""
    return {
        "name": record.name,
        "sha256": record.sha256,
        "parser": record.parser,
        "stored_before": stored_before,
        "saved": not not_saved_because,
        "not_saved_because": not_saved_because or None,
        "paragraphs": [
            {
                "index": p.index,
                "page": p.page,
                "page_label": record.page_label(p.page) or None,
                "class": str(p.block_class),
                "heading_path": list(p.heading_path),
                "boxes": [asdict(box) for box in p.boxes],
                "text": p.text,
                "hidden": record.hidden_in(p.index) or None,
                "illegible": record.illegible_in(p.index) or None,
            }
            for p in record.paragraphs
        ],
        "furniture": [{"class": str(f.block_class), "box": asdict(f.box), "text": f.text} for f in record.furniture],
        "pictures": [asdict(picture) for picture in record.pictures],
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
                "documents": [source.name for source in e.sources] or [e.document_name],
                "question": e.question,
                "answer": e.text,
                "verdict": str(e.verdict),
                "what_if": e.what_if.original if e.what_if else None,
                "record": record_object(e.on_record),
            }
            for e in entries
        ]
    }


def documents(entries: list[StoredDocument]) -> dict[str, Any]:
    """``history --documents --json``."""
    return {
        "documents": [
            {
                "name": e.name,
                "sha256": e.sha256,
                "parser": e.parser,
                "pages": e.pages,
                "paragraphs": e.paragraphs,
                "stored_at": e.stored_at.isoformat() if e.stored_at else None,
                "asked_at": e.asked_at.isoformat() if e.asked_at else None,
                "questions": e.questions,
                "place": e.place or None,
                "protected": e.protected,
            }
            for e in entries
        ]
    }


def entry(found: RecordedEntry) -> dict[str, Any]:
    """``audit entry --json``."""
    by = found.checkpoint
    return {
        "answer_id": found.answer_id,
        "seq": found.seq,
        "sha256": found.sha256,
        "at": found.at.isoformat(),
        "entries": found.entries,
        "head": found.head,
        "record": record_object(found.found),
        "checkpoint": by
        and {
            "number": by.number,
            "entries": by.entries,
            "at": by.at.isoformat(),
            "key": by.key,
            "authority": by.authority or None,
            "stamped_at": by.stamped_at.isoformat() if by.stamped_at else None,
            "linked": by.linked,
        },
    }


def audit(report: AuditReport) -> dict[str, Any]:
    """``audit verify --json``."""
    return {
        "whole": not report.problems,
        "entries": report.entries,
        "head": report.head,
        "problems": list(report.problems),
        "notes": list(report.notes),
    }
