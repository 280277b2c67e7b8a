"""What a PDF carries beside its pages' text: comments and marks, files in the file, scripts. None of it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docexplain.ingest.strings.cleaning import clean
from docexplain.records import Annotation

_MOST = 1000
"""Annotations of a page, and attachments of a file, that are named."""
_LONGEST = 2000
"""Characters of one."""
_SHOWN = {"FreeText"}
"""Kinds whose text is drawn on the page."""
_UNSEEN = 2 | 32
"""Bits of an annotation's flags: hidden, not viewed."""
_NO_COMMENT = {"Link", "Widget", "Popup"}


def notes_on(page: Any, number: int) -> tuple[Annotation, ...]:
    """The comments and marks on a ``pymupdf.Page``."""
    if not page.parent.is_pdf:
        return ()
    found: list[Annotation] = []
    try:
        for annotation in page.annots():
            kind = str(annotation.type[1])
            if kind not in _NO_COMMENT and len(found) < _MOST:
                shown = kind in _SHOWN and not annotation.flags & _UNSEEN
                found.append(Annotation(number, kind, _text(annotation, kind), shown))
    except Exception:  # whatever a broken list of them raises: the page can be read without
        return tuple(found)
    return tuple(found)


def _text(annotation: Any, kind: str) -> str:
    said = annotation.info.get("content") or ""
    if kind == "FileAttachment":
        said = annotation.file_info.get("filename") or said
    return clean(str(said))[:_LONGEST]


def attachments(document: Any) -> tuple[str, ...]:
    """Names of the files that a ``pymupdf.Document`` carries as a whole; those on pages are annotations."""
    if not document.is_pdf:
        return ()
    try:
        return tuple(_named(document, index) for index in range(min(document.embfile_count(), _MOST)))
    except Exception:  # whatever a broken tree of names raises
        return ()


def _named(document: Any, index: int) -> str:
    info = document.embfile_info(index)
    return clean(str(info.get("filename") or info.get("name") or ""))[:_LONGEST] or "without a name"


def active(document: Any) -> tuple[str, ...]:
    """What of the document is made when it is opened in a program that runs it."""
    return tuple(_active(document)) if document.is_pdf else ()


def _active(document: Any) -> Iterator[str]:
    def has(path: str, value: str = "") -> bool:
        kind, found = document.xref_get_key(document.pdf_catalog(), path)
        return kind not in {"null", "undefined"} and (not value or found == value)

    try:
        if has("Names/JavaScript") or has("OpenAction/S", "/JavaScript") or has("AA"):
            yield "JavaScript"
        if has("AcroForm/XFA"):
            yield "XFA form"
    except Exception:  # whatever a broken catalogue raises
        return
