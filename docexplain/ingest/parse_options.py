"""How a file is parsed, as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

LayoutName = Literal["model", "fast"]
OcrPolicy = Literal["auto", "always", "never"]
HiddenPolicy = Literal["leave-out", "read"]
PageRun = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost; beyond it a page fails, or the file is refused, with a sentence that says so.

    Attributes:
        pages: of a file.
        file_bytes: of a file. Every process that parses holds all of them.
        side: longest side of a page, in points; PDF itself knows no longer one. The layout model sees a picture of the
            page, one point a pixel: that takes 1.4 GB at this size.
        pixels: dots of a picture that is a file.
        part_bytes: what a part of a ZIP file (DOCX, EPUB, XPS) that holds text may unpack to: beyond it a Word file
            takes longer to convert, and more memory, than is given.
        depth: elements of HTML that may stand in each other.
        page_bytes: what a page may hold, as it is kept: common ones have 0.05 MB, with every word's place.
        text_bytes: what all pages may hold together.
        open_seconds: time for opening the file.
        seconds: time for one page, OCR not counted.
        ocr_seconds: time for the OCR of one page.
        memory_bytes: address space of a process that parses, beside the file. A common page needs 0.4 GB of it.
        lost: pages that may crash the parser, or be stopped by a limit of time or memory, before the rest is given up.
    """

    pages: int = 20_000
    file_bytes: int = 10**9
    side: float = 14_400.0
    pixels: int = 10**9
    part_bytes: int = 100 * 2**20
    depth: int = 1_000
    page_bytes: int = 16 * 2**20
    text_bytes: int = 2**30
    open_seconds: float = 120.0
    seconds: float = 60.0
    ocr_seconds: float = 120.0
    memory_bytes: int = 2 * 2**30
    lost: int = 20


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """Attributes:
    layout: "model": PyMuPDF's layout model; "fast": font sizes and white space only, many times faster.
    ocr: "auto": pages without text are read by OCR where Tesseract is installed; "always": all pages are;
        "never": none is.
    ocr_languages: Tesseract's names, joined by +.
    hidden: "leave-out": text that nobody sees is in no paragraph; "read": it is, in paragraphs of its own that say so.
    pages: the first and last of each run of pages to be read, in order and apart, a last one of None up to the end of
        the file; empty: all.
    """

    layout: LayoutName = "model"
    ocr: OcrPolicy = "auto"
    ocr_languages: str = "eng"
    hidden: HiddenPolicy = "leave-out"
    pages: tuple[PageRun, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def runs_in(self, total: int) -> tuple[tuple[int, int], ...]:
        """The runs of pages to be read in a file of ``total`` pages; empty where that is all or none."""
        runs = tuple((first, min(last or total, total)) for first, last in self.pages if first <= total)
        return () if runs == ((1, total),) else runs

    def numbers(self, total: int) -> list[int]:
        """The pages to be read in a file of so many."""
        if not self.pages:
            return list(range(1, total + 1))
        return [number for first, last in self.pages for number in range(first, min(last or total, total) + 1)]

    @property
    def page_seconds(self) -> float:
        """Time for one page, whatever it needs."""
        return self.limits.seconds + (0.0 if self.ocr == "never" else self.limits.ocr_seconds)
