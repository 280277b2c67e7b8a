"""What fonts of symbols draw for which code, as far as boxes, ticks and bullets go (tables of Microsoft and Adobe)."""

from __future__ import annotations

import re
from functools import lru_cache

TICKED, EMPTY = "[x]", "[ ]"
BOXES = frozenset({TICKED, EMPTY})
"""What stands in the text for a box that is ticked, and for one that is not."""
BULLET, _TICK, _CROSS, _SHADOWED, _FULL = "\u2022", "\u2713", "\u2717", "\u2751", "\u25a0"
SHADOWED = "\u274f\u2750\u2751\u2752"
"""Boxes with a shadow: many texts have them as bullets."""
TICKS = "\u2713\u2714\u2715\u2716\u2717\u2718\u25a0"
"""Ticks and crosses without a box, and the full square: a ticked box beside an empty one."""

_WINGDINGS = {
    **dict.fromkeys("o\u00a8", EMPTY),
    **dict.fromkeys("x\u00fd\u00fe", TICKED),
    **dict.fromkeys("pqr", _SHADOWED),
    **dict.fromkeys("l\u00a7stuvw\u00b2\u00d8", BULLET),
    "n": _FULL,
    "\u00fc": _TICK,
    "\u00fb": _CROSS,
}
_WINGDINGS_2 = {
    **dict.fromkeys("\u00a2\u00a3\u00a4\u00a5*", EMPTY),
    **dict.fromkeys("QRSTV", TICKED),
    "P": _TICK,
    "O": _CROSS,
    "\u00a0": _FULL,
    "\u00a1": _FULL,
}
_WEBDINGS = {"c": EMPTY, "g": _FULL, "a": _TICK, "r": _CROSS, "=": BULLET, "n": BULLET}
_DINGBATS = {
    **dict.fromkeys("34", _TICK),
    **dict.fromkeys("5678", _CROSS),
    **dict.fromkeys("opqr", _SHADOWED),
    "n": _FULL,
    "l": BULLET,
}
_FAMILIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("wingdings2", _WINGDINGS_2),
    ("wingdings3", {}),
    ("wingdings", _WINGDINGS),
    ("webdings", _WEBDINGS),
    ("dingbats", _DINGBATS),
)
_UNNAMED = {
    **{sign: _WINGDINGS[sign] for sign in "ox\u00a8\u00fd\u00fe\u00fc\u00fbqn\u00a7"},
    **{sign: _WINGDINGS_2[sign] for sign in "\u00a3QRST"},
}
"""Of the private area in a font that says nothing: what forms have most."""
_UNICODE = {
    **dict.fromkeys("\u2610\u25a1\u25a2\u25fb\u25fd\u2b1c\U0001f78e\U0001f78f\U0001f790\U0001f791", EMPTY),
    **dict.fromkeys("\u2611\u2612\u2327\u22a0\u25a3\u2bbd\u2bb9\U0001f5f5\U0001f5f7\U0001f5f9", TICKED),
}
UNKNOWN = "\uf8ff"
"""A sign of such a font under a code of the file's own: only its picture tells what it is."""
_UNNUMBERED = {"\ufffd": UNKNOWN}
_NOT_IN_NAMES = re.compile("[^a-z0-9]")


@lru_cache(maxsize=64)
def signs_of(font: str) -> dict[str, str]:
    """The characters for which a font draws a box, a tick or a bullet, and which.

    Args:
        font: its name, as the file has it.
    """
    name = _NOT_IN_NAMES.sub("", font.rpartition("+")[2].lower())
    table = next((table for family, table in _FAMILIES if family in name), None)
    if table is None:
        # Letters of such a font are letters.
        return _UNICODE | _private({} if name.startswith("symbol") else _UNNAMED)
    return _UNICODE | table | _private(table) | _UNNUMBERED


def _private(table: dict[str, str]) -> dict[str, str]:
    return {chr(0xF000 + ord(code)): sign for code, sign in table.items()}
