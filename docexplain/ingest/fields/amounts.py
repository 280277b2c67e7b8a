"""Which of two texts of a field is its value where the letters alone do not tell."""

from __future__ import annotations

import re

from docexplain.ingest.tables.phrases import is_period, is_value

_FIGURE = re.compile(
    r"(?:[A-Z]{2,3}|[^\w\s(]{1,2})?\s?[+\-\u2013\u2212]?\d[\d.,\u2019'\u00a0]*"  # with a currency and a sign
    r"(?:\s?[^\W\d_]{1,12}|\s?%)?(?:\s\w{1,12})?$"
)
"""A number with its currency, unit or what is counted."""
_SENTENCE_WORDS = 12
"""A longer text is no label."""


def is_figure(text: str) -> bool:
    """A number or time, such as 94.1%, EUR 1.2 bn or 12,400 employees; no title with a number in it, such as Plan 2."""
    return is_value(text) or is_period(text) or (_FIGURE.match(text) is not None and not text.endswith("."))


def is_label(text: str) -> bool:
    """A text may be the name of a value: it has letters and is no sentence."""
    return any(map(str.isalpha, text)) and not text.endswith(".") and len(text.split()) <= _SENTENCE_WORDS
