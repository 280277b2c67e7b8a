"""PDF in, paragraphs out. Importing it loads neither PyMuPDF nor NLTK: both are imported on first use."""

import os

# onnxruntime, which runs PyMuPDF's layout model, collects usage data unless told not to before it is imported. What a
# user reads stays on the machine.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from docexplain.ingest.files import sha256_of
from docexplain.ingest.options import Limits, ParseOptions
from docexplain.ingest.read import PARSER, kept_under, read_document
from docexplain.ingest.sentences import sentence_spans

__all__ = ["PARSER", "Limits", "ParseOptions", "kept_under", "read_document", "sentence_spans", "sha256_of"]
