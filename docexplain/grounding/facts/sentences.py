"""The sentence around a place of a text.

Not by :mod:`docexplain.ingest.strings.sentences`, whose NLTK takes seconds to import on a busy machine: here nothing is
measured by sentence, only quoted.
"""

from __future__ import annotations

import re

from docexplain.ingest.strings.sentences import ABBREVIATIONS

_END = re.compile(r"[.!?](?:\[\d+\])?[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])|[。！？]+\s*|(?<!\s)\s+(?=[•▪◦‣]\s)")
_STARTER = re.compile(r"(?:The|This|These|It|In|On|If|We|He|She|They|For|As|At|By|However)\b")
"""What begins a sentence behind a short form, too."""
_LAST = re.compile(r"[^\s(\[\"“]+$")


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Characters of the sentence, or sentences, that a piece of a text stands in, start and end (exclusive)."""
    begin, stop = 0, len(text)
    for match in _END.finditer(text):
        if match[0].startswith(".") and _abbreviated(text, match):
            continue
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end - 1:
            stop = match.start() + len(match[0].rstrip())
            break
    return begin, stop


def _abbreviated(text: str, match: re.Match[str]) -> bool:
    """The full stop belongs to a short form or to somebody's initial."""
    dot = match.start()
    last = _LAST.search(text, max(0, dot - 24), dot)
    word = last[0] if last else ""
    if word.lower() in ABBREVIATIONS:
        return _STARTER.match(text, match.end()) is None
    return len(word) == 1 and word.isupper()
