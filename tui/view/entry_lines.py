"""What the audit log holds of an answer, line by line. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from docexplain.common.display_text import one_line
from docexplain.records.library import Covering, RecordedEntry


def entry_lines(entry: RecordedEntry) -> list[tuple[str, str]]:
    """Names and values."""
    return [
        ("Answer", entry.answer_id),
        ("Entry", f"{entry.seq} of {entry.entries}, written {_time(entry.at)}"),
        ("SHA-256", entry.sha256),
        ("Head", entry.head),
        *_found(entry),
        *_covered(entry.checkpoint),
        ("", "The rest of the log was not looked at: audit verify on the command line does that."),
    ]


def _found(entry: RecordedEntry) -> Iterator[tuple[str, str]]:
    problems = [one_line(problem) for problem in entry.found.problems]
    if not problems:
        yield "Verified", "entry, answer and documents are what was recorded; looked at now"
    for number, problem in enumerate(problems):
        yield ("CHANGED" if number == 0 else ""), problem
    for redaction in entry.found.redactions:
        yield "Removed", one_line(redaction.said)


def _covered(checkpoint: Covering | None) -> Iterator[tuple[str, str]]:
    if checkpoint is None:
        yield "Signed", "no checkpoint covers this entry yet"
        return
    yield "Signed", f"checkpoint {checkpoint.number} at {_time(checkpoint.at)}, up to entry {checkpoint.entries}"
    yield "Key", checkpoint.key
    if checkpoint.stamped_at is not None:
        yield "Stamped", f"{_time(checkpoint.stamped_at)} by {one_line(checkpoint.authority)}"
    if not checkpoint.linked:
        yield "", "The entries up to the signed one are too many to be looked at here."


def _time(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S %z}"
