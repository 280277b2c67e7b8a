"""Which parts of a text are something already: asked of each of very many pieces, so looked up, not gone through."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Taken:
    """Spans of a text, start and end (exclusive); those that overlap each other count as one."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def overlap(self, start: int, end: int) -> bool:
        """Whether one of them shares a character with this piece."""
        position = bisect_left(self._starts, end) - 1
        return position >= 0 and start < self._ends[position]

    def hold(self, start: int, end: int) -> bool:
        """Whether this piece stands within one of them."""
        position = bisect_right(self._starts, start) - 1
        return position >= 0 and end <= self._ends[position]
