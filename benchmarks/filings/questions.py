"""FinanceBench as it is published: questions, their answers, and the pages on which the evidence stands."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUESTIONS = Path("data", "financebench_open_source.jsonl")
FILES = Path("pdfs")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one document.

    Attributes:
        document: the name of its file, without the ending.
        pages: those with the evidence, from 1.
    """

    id: str
    document: str
    question: str
    answer: str
    pages: frozenset[int]


def load(folder: Path, documents: Collection[str] = ()) -> list[Asked]:
    """The questions about these documents; none named: about all.

    Raises:
        ValueError: no question is about one of them.
        OSError: the file of questions cannot be read.
    """
    lines = (folder / QUESTIONS).read_text(encoding="utf-8").splitlines()
    asked = [_asked(json.loads(line)) for line in lines if line.strip()]
    unknown = sorted({*documents} - {question.document for question in asked})
    if unknown:
        raise ValueError(f"no question is about {', '.join(unknown)}")
    return [question for question in asked if not documents or question.document in documents]


def by_document(questions: Sequence[Asked]) -> Mapping[str, list[Asked]]:
    """In the order in which the documents come first."""
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for question in questions:
        found[question.document].append(question)
    return found


def file_of(folder: Path, document: str) -> Path:
    """Where a document's file would be."""
    return folder / FILES / f"{document}.pdf"


def _asked(fields: Mapping[str, Any]) -> Asked:
    name = fields["doc_name"]
    # Pages count from 0 there. Evidence of another document than the question's own is not looked for.
    pages = [e["evidence_page_num"] + 1 for e in fields["evidence"] if e.get("doc_name", name) == name]
    return Asked(fields["financebench_id"], name, fields["question"], fields["answer"], frozenset(pages))
