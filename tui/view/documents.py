"""Stored documents as lines of a list, and the ways of reading new ones in words."""

from __future__ import annotations

from textual.content import Content

from docexplain.common.display_text import counted, one_line
from docexplain.records.library import StoredDocument

LAYOUTS = ("model", "fast")
OCR = ("auto", "always", "never")
HOW = {
    "model": "layout: by model, for columns and tables",
    "fast": "layout: fast, worse at tables",
    "auto": "OCR: pages without text",
    "always": "OCR: all pages",
    "never": "OCR: none",
}


def document_line(document: StoredDocument, tick: str) -> Content:
    """A stored document and what is known of it, behind its mark."""
    last = document.asked_at or document.stored_at
    said = [
        counted(document.pages, "page"),
        f"only {document.only_pages} read" if document.only_pages else "",
        counted(document.questions, "question"),
        f"{last:%Y-%m-%d}" if last is not None else "",
        "" if document.place else "file not known here",
        "needs its password" if document.protected else "",
    ]
    return Content.assemble(
        (tick, "bold"),
        (one_line(document.name, 60), "bold"),
        (f"  {' · '.join(filter(None, said))}", "dim"),
    )
