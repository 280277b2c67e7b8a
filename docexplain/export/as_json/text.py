"""JSON objects as they are printed and written to files. Raise SCHEMA_VERSION when a key changes meaning."""

from __future__ import annotations

import json
import re
from typing import Any

from docexplain.errors import StorageError

SCHEMA_VERSION = 2

_STEERS = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON lets stand, though a terminal obeys it or shows text in another order."""


def dumps(data: dict[str, Any]) -> str:
    """The object as printed: with the schema version, readable, UTF-8, no NaN, and nothing that steers a terminal.

    Raises:
        StorageError: it holds a number that is not finite, which nothing here computes and stores.
    """
    try:
        text = json.dumps({"schema_version": SCHEMA_VERSION, **data}, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError as error:
        raise StorageError(
            "The record holds a number that is not finite, which docexplain did not write: verify the audit log to see "
            "what was changed.",
            remedies=("verify",),
        ) from error
    return _STEERS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
