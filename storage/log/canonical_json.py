"""Canonical JSON and its SHA-256: the form of RFC 8785, and the one that entries before ``answer-9`` were hashed in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import rfc8785

_EARLIER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_COMPACT = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
_WHOLE_FLOAT = re.compile(r"\.0(?![0-9])")
_BIG_NUMBER = re.compile(r"[\[:,]-?[0-9]{16}")
_SORTED_OTHERWISE = re.compile("[\ue000-\U0010ffff]")
quoted = json.encoder.encode_basestring
"""Text as JSON, in both forms."""
_AT_ONCE = 100
"""Items of a list that are turned into JSON together."""


def digest(value: Any) -> str:
    """SHA-256 of the value's JSON in the canonical form of RFC 8785, in lower-case hex.

    Raises ValueError for NaN, infinity, whole numbers beyond 2**53 and text that is not Unicode (lone surrogates).
    """
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """The value's JSON in the canonical form of RFC 8785; keys must be text. Raises as :func:`digest` does."""
    try:
        text = _COMPACT(value)
        if not _may_differ(text):
            return text.encode()
    except (TypeError, ValueError):
        pass  # the library says why
    return rfc8785.dumps(value)


def canonical_text(value: Any) -> str:
    """The same as text: what JSON columns hold, so that a record is checked by hashing what stands there."""
    return canonical(value).decode()


def _may_differ(text: str) -> bool:
    """Whether Python may have written numbers or sorted keys otherwise than RFC 8785; text that looks so counts."""
    if "e-" in text or "e+" in text or text[:1] in "-123456789":
        return True
    if _WHOLE_FLOAT.search(text) or _BIG_NUMBER.search(text):
        return True
    return not text.isascii() and _SORTED_OTHERWISE.search(text) is not None


def earlier_digest(value: object) -> str:
    """SHA-256 of sorted keys, no spaces, UTF-8 and Python's shortest floats that read back the same.

    Of strings and whole numbers this is the form of RFC 8785; ``0.0`` and exponents are written another way. Raises
    ValueError as :func:`digest` does.
    """
    return _sha256(_pieces(value))


def _earlier(value: object) -> bytes:
    return _EARLIER.encode(value).encode()


def _sha256(pieces: Iterable[bytes]) -> str:
    sha256 = hashlib.sha256()
    for piece in pieces:
        sha256.update(piece)
    return sha256.hexdigest()


def _pieces(value: object) -> Iterator[bytes]:
    """The canonical JSON, so cut that the many megabytes of a big document are never in memory at once."""
    if isinstance(value, dict) and value:
        for number, key in enumerate(sorted(value)):
            yield (b"," if number else b"{") + _earlier(key) + b":"
            yield from _pieces(value[key])
        yield b"}"
    elif isinstance(value, list) and len(value) > _AT_ONCE:
        for start in range(0, len(value), _AT_ONCE):
            yield b"," if start else b"["
            yield _earlier(value[start : start + _AT_ONCE])[1:-1]
        yield b"]"
    else:
        yield _earlier(value)
