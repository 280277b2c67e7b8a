"""Text from a document, a model or a person, made safe to draw: no terminal escapes, no reordering, no surprises.

Both front ends use it. Markup is never interpreted because text only ever goes into objects that hold plain text; what
is left to do here is to take out the characters that a terminal would obey.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
REORDERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Bidirectional embeddings, overrides and isolates: they can make a sentence read differently than it is."""
JOINERS = {0x200C, 0x200D}
"""Zero-width joiners, which Persian, Devanagari and others need."""


class _Safe(dict[int, str]):
    """A table for ``str.translate`` that fills itself, one character at a time."""

    def __missing__(self, code: int) -> str:
        self[code] = safe = _safe(code)
        return safe


def _safe(code: int) -> str:
    character = chr(code)
    if character == "\n" or code in JOINERS:
        return character
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if code in REORDERING or category in {"Cc", "Cs"}:
        return REPLACEMENT
    if category == "Cf":
        return ""
    return "\n" if category in {"Zl", "Zp"} else character


_TABLE = _Safe()


def plain(text: str) -> str:
    """The text with line breaks kept and control characters, escapes and reordering marks replaced."""
    return text.replace("\r\n", "\n").translate(_TABLE)


def one_line(text: str, limit: int | None = None) -> str:
    """The text on one line, shortened to ``limit`` characters with an ellipsis."""
    line = " ".join(plain(text).split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def shortened(items: Sequence[str], limit: int = 12) -> str:
    """The first of a long list, and how many more there are."""
    more = f" and {len(items) - limit} more" if len(items) > limit else ""
    return ", ".join(items[:limit]) + more


def entries_in(count: int) -> str:
    """How long the audit log is; without commas, so that the number can be given back as it is printed."""
    return f"{count} {'entry' if count == 1 else 'entries'}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number and its noun, in the plural where it is one (by default with an s)."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
