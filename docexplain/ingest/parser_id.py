"""The name of a parse: what parsed the file and how. A stored parse is found by it, so parses that may differ have
names that differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import version

from docexplain.errors import OcrError, UsageError
from docexplain.ingest.ocr.tesseract import Engine, engine_for
from docexplain.ingest.parse_options import PageRun, ParseOptions
from docexplain.records import Document

PARSER = f"docexplain-layout/8 pymupdf/{version('pymupdf')}"
"""Name and version of what parses; raise the number when the same file would give other paragraphs."""

_OCR = re.compile(r" tesseract/[^+ ]+\+([^ ]+)")


def parser_name(options: ParseOptions, engine: Engine | None = None) -> str:
    """The name of a parse under these options.

    Args:
        engine: what tried to read the pages without text; None where no page was without, or nothing could read it.
    """
    parts = [PARSER]
    if options.layout != "model":
        parts.append(f"layout={options.layout}")
    if options.hidden != "leave-out":
        parts.append(f"hidden={options.hidden}")
    if options.pages:
        parts.append(f"pages={runs_text(options.pages)}")
    if engine is not None:
        parts.append(f"tesseract/{engine.version}+{engine.languages}")
    if options.ocr == "always":
        parts.append("ocr=always")
    return " ".join(parts)


def runs_text(runs: Sequence[PageRun]) -> str:
    """As in ``1-40,52,60-``."""
    return ",".join(str(first) if last == first else f"{first}-{last or ''}" for first, last in runs)


def kept_under(options: ParseOptions) -> str:
    """What pages of unfinished parses are kept under: whatever makes the blocks of a page what they are, also whether
    there is OCR, which may come while a parse is interrupted."""
    engine = None
    with suppress(OcrError, UsageError):  # told when the file is read
        engine = engine_for(options)
    by = f"tesseract/{engine.version}" if engine else "none"
    return f"{PARSER} layout={options.layout} ocr={options.ocr} by={by} languages={options.ocr_languages}"


def ocr_languages(parser: str) -> tuple[str, ...]:
    """The languages that OCR was told to read in the parse of this name, as Tesseract calls them."""
    told = _OCR.search(parser)
    return tuple(told[1].split("+")) if told else ()


def used_ocr(parser: str) -> bool:
    """Whether pages without text went through OCR in the parse of this name."""
    return " tesseract/" in parser


def _would_read_more(plain: Document) -> bool:
    """OCR may read something that this parse without it could not."""
    return bool(plain.coverage.pages_without_text or plain.coverage.illegible)


def find_parse(find: Callable[[str], Document | None], options: ParseOptions) -> Document | None:
    """The stored parse that reading the file under these options would give again, if there is one.

    Args:
        find: looks a parse of the file up by its name.

    Raises:
        OcrError, UsageError: see :func:`docexplain.ingest.ocr.tesseract.engine_for`.
    """
    plain = None
    if options.ocr != "always":
        plain = find(parser_name(options))
        if options.ocr == "never" or (plain is not None and not _would_read_more(plain)):
            return plain
    engine = engine_for(options)
    # Without Tesseract the pages without text stay so; with it they are worth reading the file again.
    return plain if engine is None else find(parser_name(options, engine))
