"""What of a file cannot be asked about, or only with care, and what can be done about it."""

from __future__ import annotations

from pathlib import Path

from docexplain import ingest
from docexplain.plain import shortened
from docexplain.records import Document
from docexplain.session.events import Listener, Notice


def tell_gaps(document: Document, options: ingest.ParseOptions, listener: Listener) -> None:
    """Say it, one notice for each kind of gap.

    Args:
        options: under which the file was read.
    """
    coverage = document.coverage
    of = f"of {coverage.pages} pages of {document.name}"
    if without := len(coverage.pages_without_text):
        says = f"{without} {of} hold no text (scans or pictures?) and cannot be asked about"
        if ingest.used_ocr(document.parser):
            listener(Notice(f"{says}; OCR found none either."))
        else:
            why = ingest.why_not(options)
            listener(Notice(f"{says}: {why}." if why else f"{says}."))
    if failed := len(coverage.failed_pages):
        listener(Notice(f"{failed} {of} could not be read and cannot be asked about."))
    doubtful = [f"{page.page} ({page.confidence:.2f})" for page in coverage.recognised if page.confidence < ingest.LOW]
    if doubtful:
        where = f"page {doubtful[0]}" if len(doubtful) == 1 else f"pages {shortened(doubtful)}"
        says = f"OCR was unsure about {where} of {document.name}: below {ingest.LOW} every fourth word may be wrong"
        listener(Notice(f"{says}, so check what you cite from there."))


def tell_encoding(path: Path, listener: Listener) -> None:
    """Say it when the characters of a file had to be guessed."""
    if ingest.assumes_encoding(path):
        says = f"{path.name} does not say how its characters are encoded, and is read as Windows-1252"
        listener(Notice(f"{says}: if some look wrong, save it as UTF-8."))
