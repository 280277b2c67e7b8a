"""What JSON says of an answer's record, and the object of an answer whose content was removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from docexplain.records import Answer, OnRecord


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the answers shown, by their ids.

    Attributes:
        unsaved: why one was not saved; empty where it was not to be. Others are saved.
        records: whether one is what was recorded. One that was just saved is: the database gave it back.
    """

    unsaved: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, OnRecord] = field(default_factory=dict)

    def of(self, answer_id: str) -> dict[str, Any]:
        """The keys that say so."""
        saved = answer_id not in self.unsaved
        return {
            "saved": saved,
            "not_saved_because": self.unsaved.get(answer_id) or None,
            "record": record_object(self.records.get(answer_id, OnRecord()) if saved else None),
        }


def record_object(found: OnRecord | None) -> dict[str, Any] | None:
    """``record``: whether the answer is what was recorded; None where nobody looked."""
    if found is None:
        return None
    return {
        "whole": not found.problems,
        "problems": list(found.problems),
        "redactions": [{"at": each.at.isoformat(), "reason": each.reason} for each in found.redactions],
    }


def redacted_object(record: Answer, found: OnRecord) -> dict[str, Any]:
    """``show --json`` of an answer whose content was removed: what is left of it."""
    parses = [{"sha256": each.sha256, "parser": each.parser} for each in record.sources]
    return {
        "answer_id": record.id,
        "saved": True,
        "record": record_object(found),
        "documents": [
            {"number": number, **parse}
            for number, parse in enumerate(parses or [{"sha256": record.document_sha256, "parser": record.parser}], 1)
        ],
        "question": None,
        "answer": None,
        "answer_given": record.given,
        "given_by": record.given_by or None,
        "truncated": record.truncated,
        "verdict": str(record.verdict),
        "verdict_score": record.verdict_score if record.calibration else None,
        "document_effect": record.document_effect,
        "noise_floor": record.noise_floor,
        "cited": {"paragraphs": list(record.cited.paragraphs)} if record.cited else None,
        "paragraphs": [
            {
                "index": each.index,
                "effect": each.effect,
                "probability_drop": each.probability_drop,
                "below_noise": each.below_noise,
                "support": each.support,
            }
            for each in record.effects
        ],
        "paragraphs_read": list(record.read),
        "paragraphs_total": record.paragraphs_total,
        "model": asdict(record.model),
        "prompt_sha256": record.prompt_sha256,
        "created_at": record.created_at.isoformat(),
        "version": record.version,
        "timings": asdict(record.timings),
    }
