"""What a redaction leaves of a record. Pure functions on plain values.

A field goes as a whole, since its hash is over the whole of it: of half a field nobody could say later that it is what
was recorded. In its place stands what a record needs to be one, the same whatever the field said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from docexplain.common.serialization import to_plain
from docexplain.records import AnswerToken, Coverage

Plain = Mapping[str, Any]


def _no_text(_: Any) -> str:
    return ""


def _nothing(_: Any) -> None:
    return None


def _no_items(_: Any) -> list[Any]:
    return []


def _no_coverage(_: Any) -> dict[str, Any]:
    return to_plain(Coverage(0, 0, 0, 0))


def _so_many_tokens(tokens: Any) -> list[dict[str, Any]]:
    """As many as there are columns in the effects matrix."""
    return [to_plain(AnswerToken(0, "", 0, 0, 0.0))] * (len(tokens) if isinstance(tokens, list) else 0)


def _without_names(sources: Any) -> list[dict[str, Any]]:
    """Which parses they are stays: their hashes are in the answer's."""
    return [{**source, "name": ""} for source in sources]


REMOVED_OF_DOCUMENT: dict[str, Callable[[Any], Any]] = {
    "name": _no_text,
    "paragraphs": _no_items,
    "furniture": _no_items,
    "coverage": _no_coverage,
    "page_labels": _no_items,
}
"""What shows text of a document: paragraphs with their headings and words, headers and footers, what was hidden,
annotated or attached, what is printed as page numbers, and its name; each with what stands in its place."""

KEPT_OF_DOCUMENT = ("sha256", "parser", "pictures", "size")
"""What stays: pictures are known by their place only."""

REMOVED_OF_ANSWER: dict[str, Callable[[Any], Any]] = {
    "document_name": _no_text,
    "question": _no_text,
    "text": _no_text,
    "tokens": _so_many_tokens,
    "choice": _nothing,
    "checked": _nothing,
    "sources": _without_names,
    "provenance": _nothing,
}
"""What shows text of an answer: the ids of its tokens and of the prompt's are text too, titles of excerpts, and where
in the answer which kind of fact stands."""

KEPT_OF_ANSWER = (
    "id",
    "document_sha256",
    "parser",
    "given",
    "truncated",
    "verdict",
    "document_effect",
    "document_per_token",
    "effects",
    "noise_floor",
    "read",
    "paragraphs_total",
    "model",
    "settings",
    "prompt_sha256",
    "version",
    "created_at",
    "timings",
    "given_by",
    "cited",
    "redundant",
    "passages",
    "controls",
    "what_if",
    "verdict_score",
    "calibration",
    "confirmed",
    "claims",
    "path",
    "signals",
)
"""What stays: numbers, indices of paragraphs, times, and who answered."""


def removed_of(plain: Plain) -> dict[str, Callable[[Any], Any]]:
    """What goes of a record as plain values."""
    return REMOVED_OF_DOCUMENT if "paragraphs" in plain else REMOVED_OF_ANSWER


def redacted(plain: Plain) -> dict[str, Any]:
    """The record as plain values without content."""
    removed = removed_of(plain)
    return {name: removed[name](value) if name in removed else value for name, value in plain.items()}


def is_redacted(plain: Plain) -> bool:
    """Whether nothing stands in the record that a redaction removes."""
    return redacted(plain) == plain
