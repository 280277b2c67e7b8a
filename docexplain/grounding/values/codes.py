"""Digits that count nothing: telephone and file numbers, times of day, versions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(
    r"(?<![\w.,$€£/-])(?:"
    r"\+?\d{1,4}[ .-]?\(0?\d{2,5}\)[ .-]?\d{2,5}(?:[ .-]?\d{2,5})*"  # +1 (650) 555-0100
    r"|\(\d{3,5}\)[ .-]?\d{2,4}(?:[ .-]\d{2,5})*"  # (650) 555-0100
    r"|\+\d{1,3}(?:[ .-]\d{2,8}){2,}"  # +49 30 123456
    r"|\d{1,5}(?:-\d{2,8}){2,}"  # 1-650-555-0100
    r"|0\d{1,5}[-/]\d{3,8}|\d{2}-\d{5,8}"  # 001-32327, an employer's 95-4545390
    r"|\d{1,2}:\d{2}(?::\d{2})?"  # 10:30
    r"|\d+(?:\.\d+){2,}(?!,\d)"  # 4.2.1
    r")(?![\w]|[.,]\d)"
)
_HINT = re.compile(r"\d[-:/.)]\s?\d|\d[\s.-]?\(\d|\d\s\d")
_OTHER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([.-])\d{1,2}\1(?:\d\d){1,2}")
"""What looks like a code and is a number or a date."""


@dataclass(frozen=True, slots=True)
class Code:
    """A row of digits that is the same only where each digit is.

    Attributes:
        start, end: its characters, end exclusive.
        digits: without what stands between them, apart from a colon.
    """

    start: int
    end: int
    digits: str


def codes_in(text: str) -> list[Code]:
    """The codes of a text, in order."""
    if not _HINT.search(text):
        return []
    found = (match for match in _CODE.finditer(text) if not _OTHER.fullmatch(match[0]))
    return [Code(match.start(), match.end(), digits_of(match[0])) for match in found]


def digits_of(text: str) -> str:
    """What two ways to write one code have in common."""
    dotted = re.fullmatch(r"\d+(?:\.\d+){2,}", text)
    return text if dotted else re.sub(r"[^\d:]", "", text)
