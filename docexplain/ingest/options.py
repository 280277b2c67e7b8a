"""How a file is parsed, as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

LayoutName = Literal["model", "fast"]
OcrPolicy = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost; beyond it a page fails, or the file is refused, with a sentence that says so.

    Attributes:
        pages: of a file.
        file_bytes: of a file.
        side: longest side of a page, in points.
        seconds: time for one page, OCR not counted.
        ocr_seconds: time for the OCR of one page.
        memory_bytes: address space of a process that parses.
    """

    pages: int = 20_000
    file_bytes: int = 2 * 10**9
    side: float = 14_400.0
    seconds: float = 60.0
    ocr_seconds: float = 120.0
    memory_bytes: int = 8 * 2**30


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """Attributes:
    layout: "model": PyMuPDF's layout model; "fast": font sizes and white space only, many times faster.
    ocr: "auto": pages without text are read by OCR where Tesseract is installed; "always": all pages are;
        "never": none is.
    ocr_languages: Tesseract's names, joined by +.
    """

    layout: LayoutName = "model"
    ocr: OcrPolicy = "auto"
    ocr_languages: str = "eng"
    limits: Limits = field(default_factory=Limits)
