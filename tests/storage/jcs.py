"""RFC 8785 and the hashes over it as the documentation describes them, written from the standard alone."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


def jcs(value: Any) -> str:
    """Section 3.2: no spaces, keys in UTF-16 order, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{jcs(key)}:{jcs(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(jcs, value)) + "]"
    if isinstance(value, datetime):
        return jcs(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"))
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """ECMA-262, 7.1.12.1."""
    sign, figures, exponent = Decimal(repr(value)).as_tuple()
    digits = "".join(map(str, figures)).lstrip("0")
    exponent += len(digits) - len(digits.rstrip("0"))  # type: ignore[operator]
    digits = digits.rstrip("0")
    if not digits:
        return "0"
    point = len(digits) + int(exponent)
    minus = "-" if sign else ""
    if 0 < point <= 21:
        whole = digits[:point].ljust(point, "0")
        return minus + whole + (f".{digits[point:]}" if point < len(digits) else "")
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{minus}{digits[0]}{rest}e{point - 1:+d}"


def sha(value: Any) -> str:
    return hashlib.sha256(jcs(value).encode()).hexdigest()


def content(plain: dict[str, Any]) -> str:
    """The content hash of a document or an answer under the kinds that are hashed by fields."""
    return sha({k: [sha(item) for item in v] if k == "paragraphs" else sha(v) for k, v in plain.items()})
