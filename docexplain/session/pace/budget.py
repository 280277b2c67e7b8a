"""How many tokens are read in the time that a user waits. Pure functions."""

from __future__ import annotations

SECONDS = 20.0
"""Until the first word of the answer, about."""
LEAST = 256
"""Tokens that are read however slow the model is."""
_FINEST, _LONGEST = 8, 24
_KEEPS = (0.75, 2.0)
"""A budget is kept while the speed allows from so many times as much: the same question then reads the same."""


def budget(tokens_per_second: float, before: int = 0) -> int:
    """Tokens of paragraphs to be read: 256, 384, 512, 768, 1024 and so on.

    Args:
        before: what was decided last; 0: nothing was.
    """
    allowed = tokens_per_second * SECONDS
    low, high = _KEEPS
    if before >= LEAST and low * before <= allowed <= high * before:
        return before
    return max((step for step in _steps() if step <= allowed), default=LEAST)


def _steps() -> list[int]:
    return [2**power * half // 2 for power in range(_FINEST, _LONGEST) for half in (2, 3)]
