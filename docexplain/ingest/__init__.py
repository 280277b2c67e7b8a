"""File in, paragraphs out. What reads a file is imported on first use: our own modules, PyMuPDF, NLTK."""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# onnxruntime, which runs PyMuPDF's layout model, collects usage data unless told not to before it is imported. What a
# user reads stays on the machine.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from docexplain.ingest.files.file_bytes import sha256_of
from docexplain.ingest.files.formats import SUPPORTED, assumes_encoding
from docexplain.ingest.given_text import document_from_text
from docexplain.ingest.ocr.tesseract import why_not
from docexplain.ingest.parse_options import Limits, ParseOptions
from docexplain.ingest.parser_id import PARSER, find_parse, kept_under, used_ocr
from docexplain.ingest.scan_language import language_not_told
from docexplain.ingest.strings.languages import other_language
from docexplain.ingest.told import Told

if TYPE_CHECKING:
    from docexplain.ingest.document_reader import check_password, read_document
    from docexplain.ingest.ocr.recognise import LOW

_LATER = {"LOW": "ocr.recognise", "check_password": "document_reader", "read_document": "document_reader"}
"""What reads files comes with all that parses them: half of what the first frame of the terminal UI waited for."""

__all__ = [
    "LOW",
    "PARSER",
    "SUPPORTED",
    "Limits",
    "ParseOptions",
    "Told",
    "assumes_encoding",
    "check_password",
    "document_from_text",
    "find_parse",
    "kept_under",
    "language_not_told",
    "other_language",
    "read_document",
    "sha256_of",
    "used_ocr",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
