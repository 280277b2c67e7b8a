"""What of a damaged file is missing, as far as MuPDF says so while it reads it.

MuPDF reads what it can and only mutters about the rest: a page whose text breaks off comes back as a short page. Its
messages are kept for the whole process, so they are forgotten before each thing that is looked at. They were sorted by
reading samples with bytes cut off, removed, changed and set to zero, and seeing which came with lost text.
"""

from __future__ import annotations

import re
from typing import Any

_ZEROS = re.compile(rb"\0{16}")
_PICTURE_IN_CONTENT = re.compile(rb"\bBI\b.{0,400}?\bID\b", re.DOTALL)
_SIGNS = (
    (
        re.compile(
            r"cannot load content stream|object is not a stream|no XObject subtype|unknown filter name|"
            r"cannot find object|cannot load object|object out of range|corrupt object stream|non-page object"
        ),
        "parts of it are missing",
    ),
    (
        re.compile(r"zlib error|read error|premature end|unexpected end|end of file|corrupt|lzw"),
        "its content breaks off",
    ),
    (
        re.compile(
            r"syntax error|unknown keyword|too many syntax errors|invalid character in hex string|cannot draw text|"
            r"content stream"
        ),
        "its content is garbled",
    ),
)
"""Other messages come with files that lost nothing: a wrong stream length, a reference to an object that nobody needs,
a font that has to be replaced."""
EMPTY = "nothing of it is left"


def forget() -> None:
    """Drop the messages so far: what :func:`told` says then is about what is read from now on."""
    _tools().reset_mupdf_warnings()


def told() -> str:
    """What the messages since :func:`forget` say is missing, to follow "page 3: "; empty when nothing is."""
    messages = _tools().mupdf_warnings(reset=0)
    return next((reason for sign, reason in _SIGNS if sign.search(messages)), "")


def of_page(page: Any, *, repaired: bool) -> str:
    """What is missing of a ``pymupdf.Page`` whose text was just read; empty when nothing seems to be.

    Args:
        repaired: its file was damaged, so a page on which nothing stands may have been lost.
    """
    if found := told():
        return found
    if not page.parent.is_pdf:
        return ""
    content = page.read_contents()
    if _ZEROS.search(content) and not _PICTURE_IN_CONTENT.search(content):
        return "its content has holes"  # as a download that was cut off in the middle leaves them
    return EMPTY if repaired and not page.get_bboxlog() else ""


def _tools() -> Any:
    import pymupdf

    return pymupdf.TOOLS
