"""File in, paragraphs out. Importing it loads neither PyMuPDF nor NLTK: both are imported on first use."""

import os

# onnxruntime, which runs PyMuPDF's layout model, collects usage data unless told not to before it is imported. What a
# user reads stays on the machine.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from docexplain.ingest.document_reader import check_password, read_document
from docexplain.ingest.files.file_bytes import sha256_of
from docexplain.ingest.files.formats import SUPPORTED, assumes_encoding
from docexplain.ingest.ocr.recognise import LOW
from docexplain.ingest.ocr.tesseract import why_not
from docexplain.ingest.parse_options import Limits, ParseOptions
from docexplain.ingest.parser_id import PARSER, find_parse, kept_under, used_ocr
from docexplain.ingest.strings.languages import other_language
from docexplain.ingest.told import Told

__all__ = [
    "LOW",
    "PARSER",
    "SUPPORTED",
    "Limits",
    "ParseOptions",
    "Told",
    "assumes_encoding",
    "check_password",
    "find_parse",
    "kept_under",
    "other_language",
    "read_document",
    "sha256_of",
    "used_ocr",
    "why_not",
]
