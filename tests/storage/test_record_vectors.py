"""The test vectors beside the page about the format, made again by code of its own and by docexplain's."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from docexplain.common.serialization import from_plain
from docexplain.records import Answer, Document
from storage.log.digests import answer_digest, document_digest

from .jcs import content, jcs, sha

DOCS = Path(__file__).parent.parent.parent / "docs"
VECTORS: dict[str, Any] = json.loads((DOCS / "record-vectors.json").read_text("utf-8"))
DOCUMENT, ANSWER = VECTORS["document"], VECTORS["answer"]
UNKNOWN = {
    "answer": "given_by cited redundant passages controls what_if verdict_score calibration confirmed claims path "
    "signals choice checked sources provenance",
    "answer-2": "confirmed claims path signals choice checked sources provenance",
    "answer-3": "claims path signals choice checked sources provenance",
    "answer-4": "claims path signals choice checked sources provenance",
    "answer-5": "claims path signals choice checked sources provenance",
    "answer-6": "choice checked sources provenance",
    "answer-7": "choice checked sources provenance",
    "answer-8": "provenance",
}
"""Of an answer itself, not of the records in it."""
LATE_SETTINGS = {"answer": ("granularity", "kappa", "confirm", "sections"), "answer-2": ("confirm", "sections")}


def test_the_canonical_form() -> None:
    for each in VECTORS["rfc8785"]:
        assert jcs(each["value"]) == each["text"]


@pytest.mark.parametrize(("record", "kind"), [(DOCUMENT, "document-9"), (ANSWER, "answer-9")])
def test_the_hash_of_a_record_by_its_fields(record: dict[str, Any], kind: str) -> None:
    for name, value in record["content"].items():
        assert record["fields"][name] == ([sha(item) for item in value] if name == "paragraphs" else sha(value))
    assert record[kind] == content(record["content"]) == sha(record["fields"])


def test_the_entries() -> None:
    previous = ""
    for number, entry in enumerate(VECTORS["entries"], start=1):
        assert (entry["seq"], entry["previous"]) == (number, previous)
        previous = entry["sha256"]
        assert sha({name: value for name, value in entry.items() if name != "sha256"}) == previous
    assert [entry["content_sha256"] for entry in VECTORS["entries"]] == [DOCUMENT["document-9"], ANSWER["answer-9"]]


@pytest.mark.parametrize("kind", UNKNOWN)
def test_the_one_hash_of_an_older_kind(kind: str) -> None:
    known = {name: value for name, value in ANSWER["content"].items() if name not in UNKNOWN[kind].split()}
    late = {"answer", "answer-2"} & {kind}
    known["settings"] = {
        name: value for name, value in known["settings"].items() if name not in LATE_SETTINGS.get(kind, ())
    }
    parts = {"together_with"} if late else set()
    if kind < "answer-6":
        parts |= {"support", "per_claim"}
    known["effects"] = [{k: v for k, v in each.items() if k not in parts} for each in known["effects"]]
    if kind < "answer-5":
        known["model"] = {name: value for name, value in known["model"].items() if name != "revision"}
    known["document_content_sha256"] = DOCUMENT["older"][kind]
    text = json.dumps(known, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == ANSWER["older"][kind]


def test_docexplain_hashes_them_so() -> None:
    plain = {name: value for name, value in ANSWER["content"].items() if name != "document_content_sha256"}
    document, answer = from_plain(Document, DOCUMENT["content"]), from_plain(Answer, plain)
    assert document_digest(document) == DOCUMENT["document-9"]
    assert answer_digest(answer, DOCUMENT["document-9"]) == ANSWER["answer-9"]
    for kind, sealed in ANSWER["older"].items():
        assert answer_digest(answer, DOCUMENT["older"][kind], kind) == sealed
