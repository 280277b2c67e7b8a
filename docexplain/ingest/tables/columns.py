"""Where the columns of a table stand: pure functions.

Three things may tell: lines that are drawn, white space that no row fills, and what a layout model sees. Taken is what
cuts the fewest phrases and puts the fewest two of them into one cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from docexplain.ingest.tables.phrases import Phrase
from docexplain.ingest.tables.rules import Rules

_GAP = 0.12
"""White space between two columns, in font sizes, at least."""
_HIGH = 0.4
"""Share of a table's height that the lines between two columns have together, at least."""
_LONG_LABELS = 0.08
"""Share of the rows of which a name may reach into the white space before the next column."""

Levels = Sequence[Sequence[Phrase]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where they part, from left to right, in points.

    Attributes:
        ruled: by drawn lines.
    """

    cuts: tuple[float, ...]
    ruled: bool = False

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.cuts) + 1

    def of(self, x: float) -> int:
        """The column of this place."""
        return bisect_right(self.cuts, x)


def columns_of(levels: Levels, rules: Rules, seen: Sequence[float]) -> Columns:
    """The columns of a table.

    Args:
        seen: where a layout model parts them; empty without one.
    """
    body = body_of(levels)
    ruled = _ruled(levels, rules)
    ways = [Columns(tuple(_white(body))), Columns(tuple(seen))]
    if ruled:
        ways.insert(0, Columns(tuple(ruled), ruled=True))
    return min(ways, key=lambda way: _faults(way.cuts, body))


def body_of(levels: Levels) -> list[Sequence[Phrase]]:
    """The levels that show the columns: those with a value, or of a table of words all with two phrases or more."""
    several = [level for level in levels if len(level) > 1]
    return [level for level in several if any(phrase.is_value for phrase in level)] or several


def _ruled(levels: Levels, rules: Rules) -> list[float]:
    """Where vertical lines stand that have text on both sides, one below the other on much of the table's height."""
    phrases = [phrase for level in levels for phrase in level]
    top, bottom = min(p.rect[1] for p in phrases), max(p.rect[3] for p in phrases)
    left, right = min(p.rect[0] for p in phrases), max(p.rect[2] for p in phrases)
    lengths: dict[float, float] = {}
    for x, y0, y1 in rules.v:
        at = next((known for known in lengths if abs(known - x) < 3), x)
        lengths[at] = lengths.get(at, 0.0) + max(min(y1, bottom) - max(y0, top), 0.0)
    return sorted(x for x, length in lengths.items() if left < x < right and length >= _HIGH * (bottom - top))


def _white(body: Levels) -> list[float]:
    """The middle of each band of white space from the top to the bottom of the body."""
    phrases = sorted((p for level in body for p in level), key=lambda p: p.rect[0])
    if not phrases:
        return []
    spare = int(_LONG_LABELS * len(body))
    size = sorted(p.size for p in phrases)[len(phrases) // 2]
    edges = sorted({x for p in phrases for x in (p.rect[0], p.rect[2])})
    cuts: list[float] = []
    band: list[float] = []
    for begin, end in pairwise(edges):
        over = [p for p in phrases if p.rect[0] < end and p.rect[2] > begin]
        if len(over) <= spare and not any(p.is_value for p in over):
            band = [band[0] if band else begin, end]
        else:
            cuts += _middle(band, size)
            band = []
    return cuts


def _middle(band: Sequence[float], size: float) -> list[float]:
    return [(band[0] + band[1]) / 2] if band and band[1] - band[0] >= _GAP * size else []


def _faults(cuts: Sequence[float], body: Levels) -> int:
    """Phrases that are cut, and those that stand beside another in one cell."""
    faults = 0
    for level in body:
        faults += sum(p.rect[0] + 1 < x < p.rect[2] - 1 for p in level for x in cuts)
        faults += sum(bisect_right(cuts, a.centre) == bisect_right(cuts, b.centre) for a, b in pairwise(level))
    return faults
