"""Characters that say nothing: a font that does not say which characters its signs are gives such for all of them."""

from __future__ import annotations

import re

from docexplain.ingest.strings.cleaning import BULLETS

_UNKNOWN = re.compile(r"\(cid:\d+\)|\ufffd")
"""What programs write for a sign of which the font does not say what it is."""
_PRIVATE = re.compile(f"(?:(?![{BULLETS}])[\ue000-\uf8ff\U000f0000-\U0010fffd])+")
_LEAST_PRIVATE = 3
"""Private characters in a row; one or two may be a bullet, a box to tick or an icon."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def unreadable(text: str) -> int:
    """How many of the characters of clean text say nothing."""
    if text.isascii() and "(cid:" not in text:
        return 0
    private = sum(len(run) for run in _PRIVATE.findall(text) if len(run) >= _LEAST_PRIVATE)
    return private + sum(len(sign) for sign in _UNKNOWN.findall(text))


def controls(text: str) -> int:
    """How many of its characters are none, but steer a machine: what a map gives that is not of signs to characters."""
    return len(_CONTROL.findall(text))
