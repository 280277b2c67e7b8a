"""The unit of a table's numbers, as "(in millions)": pure functions."""

from __future__ import annotations

import re

from docexplain.ingest.text.blocks import Line, union

_COUNTS = r"(?:thousand|million|billion|hundred|crore|lakh|tausend|million|milliarde|millier|milliard)\w*"
_CLAUSE = rf"(?:[^()\n]{{0,40}}?\b)?(?:in|en|amounts in)\s+(?:[^()\n]{{0,24}}\b)?{_COUNTS}\b"
_BRACKETED = re.compile(rf"\([^()]*?\b(?:in|en) (?:[^()]{{0,24}}\b)?{_COUNTS}\b[^()]*\)", re.IGNORECASE)
_ONLY = re.compile(rf"\([^()]{{0,24}}?\b{_COUNTS}\b[^()]*\)", re.IGNORECASE)
"""As "(Millions, except per share amounts)", which says nothing else."""
_ALONE = re.compile(rf"{_CLAUSE}[^()\n.]{{0,80}}\.?", re.IGNORECASE)
_LONGEST = 110
"""Characters of a unit that stands without brackets."""


def unit_span(text: str) -> tuple[int, int] | None:
    """Where in a text its unit stands: in brackets, or all of it."""
    found = _BRACKETED.search(text) or _ONLY.fullmatch(text)
    if found:
        return found.span()
    return (0, len(text)) if len(text) <= _LONGEST and _ALONE.fullmatch(text) else None


def unit_in(line: Line) -> Line | None:
    """The unit that a line tells, with the places of its words."""
    span = unit_span(line.text)
    if span is None:
        return None
    start, end = span
    inside = [word for word in line.words if word.start < end and word.end > start]
    words = tuple(w._replace(start=max(w.start, start) - start, end=min(w.end, end) - start) for w in inside)
    return Line(line.text[start:end], union([word.rect for word in words]) if words else line.rect, words)
