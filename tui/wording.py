"""Sentences about records."""

from __future__ import annotations

from docexplain.plain import one_line
from docexplain.records import Answer, Document


def title(document: Document) -> str:
    """Name and size of a document, and what of it could not be read."""
    coverage = document.coverage
    parts = [one_line(document.name), _count(coverage.pages, "page"), _count(len(document.paragraphs), "paragraph")]
    if coverage.pages_without_text:
        parts.append(f"{_count(len(coverage.pages_without_text), 'page')} without text")
    if coverage.failed_pages:
        parts.append(f"{_count(len(coverage.failed_pages), 'page')} could not be read")
    return " · ".join(parts)


def report(answer: Answer) -> str:
    """Who answered, how long it took and under which id it is found again."""
    took = answer.timings
    seconds = took.load_s + took.prefill_s + took.generate_s + took.explain_s
    return f"Answered by {answer.model.name} in {seconds:.1f} s · answer {answer.id}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
