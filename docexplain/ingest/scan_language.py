"""Whether OCR was told to read another language than a scan is in, so that letters are wrong where nobody sees it."""

from __future__ import annotations

from docexplain.ingest.parser_id import ocr_languages
from docexplain.ingest.strings.languages import NAMES, main_language
from docexplain.records import Document

_CODES = {
    "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "en": "eng", "es": "spa", "et": "est", "fi": "fin", "fr": "fra",
    "hr": "hrv", "hu": "hun", "id": "ind", "it": "ita", "lt": "lit", "lv": "lav", "nl": "nld", "no": "nor", "pl": "pol",
    "pt": "por", "ro": "ron", "sk": "slk", "sl": "slv", "sv": "swe", "tr": "tur", "vi": "vie",
}  # fmt: skip
"""Tesseract's names of languages in Latin letters, by code of ISO 639. Others read as those are no words at all, and
OCR says itself how unsure it was."""


def language_not_told(document: Document) -> tuple[str, str, str] | None:
    """The language of what OCR read, where that is none of those that it was told to read: its name, what Tesseract
    calls it, and what Tesseract was told. None where it is one of them, or where too little was read to tell."""
    codes = ocr_languages(document.parser)
    pages = {page.page for page in document.coverage.recognised}
    if not codes or not pages:
        return None
    if not set(codes) <= set(_CODES.values()):
        return None  # an old spelling, or one by script: what it can read is not known
    found = main_language([paragraph.text for paragraph in document.paragraphs if paragraph.page in pages])
    code = _CODES.get(found, "")
    return (NAMES[found], code, "+".join(codes)) if code and code not in codes else None
