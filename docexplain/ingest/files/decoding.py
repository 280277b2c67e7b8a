"""Text from bytes whose encoding nobody told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_NAMED_WITHIN = 2048
_FALLBACK = "cp1252"
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""Control characters that files of text do not hold."""
_LEAST_TEXT = 0.99
"""Share of characters that are none of these; old files have a stray one."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text.

    Attributes:
        assumed: the encoding was neither named nor proved by the bytes.
    """

    text: str
    assumed: bool = False


def decoded(data: bytes) -> Decoded | None:
    """The text, or None for what is none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_by(data[len(mark) :], encoding))
    named = _NAMED.search(data[:_NAMED_WITHIN])
    for name in ("utf-8", named[1].decode("ascii") if named else ""):
        if name and (text := _by(data, name)) is not None:
            return _checked(text)
    return _checked(_by(data, _FALLBACK), assumed=True)


def _by(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _checked(text: str | None, *, assumed: bool = False) -> Decoded | None:
    if text is None or "\0" in text or len(_NO_TEXT.findall(text)) > (1 - _LEAST_TEXT) * len(text):
        return None
    return Decoded(text, assumed)
