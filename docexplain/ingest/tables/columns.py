"""Where the columns of a table stand: pure functions.

Three things may tell: lines that are drawn, white space that no row fills, and what a layout model sees. Taken is what
cuts the fewest phrases and puts the fewest two of them into one cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docexplain.ingest.tables.phrases import Phrase, phrase_of
from docexplain.ingest.tables.rules import Rules

_GAP = 0.12
"""White space between two columns, in font sizes, at least."""
_HIGH = 0.4
"""Share of a table's height that the lines between two columns have together, at least."""
_LONG_LABELS = 0.08
"""Share of the rows of which a name may reach into the white space before the next column."""
_SAME_LINE = 3.0
"""Points that parts of one line may stand apart."""
_WIDE_SPACE, _WIDER = 0.42, 1.5
"""White space between the names of two columns, in font sizes, and over that between words of one name, at least."""
_OFF = 0.35
"""Font sizes that a name may stand off its column."""

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
    return min(ways, key=lambda way: _faults(way, body, rules))


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
        at = next((known for known in lengths if abs(known - x) < _SAME_LINE), x)
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


def _faults(way: Columns, body: Levels, rules: Rules) -> int:
    """Phrases that are cut, and those that stand beside another in one cell."""
    faults = 0
    for level in body:
        faults += sum(_cuts(p, x) and (not way.ruled or _is_drawn(x, p.level, rules)) for p in level for x in way.cuts)
        faults += sum(way.of(a.centre) == way.of(b.centre) for a, b in pairwise(level))
    return faults


def _is_drawn(x: float, level: float, rules: Rules) -> bool:
    """The line is drawn there too: where it is not, one cell goes over two columns."""
    return any(abs(x - at) < _SAME_LINE and top <= level <= bottom for at, top, bottom in rules.v)


def parted(levels: Levels, columns: Columns) -> list[list[Phrase]]:
    """The levels, names of several columns that stand close beside each other as a phrase each: words further apart
    than a space, each at an edge or in the middle of a column of its own."""
    body = [p for level in levels for p in level if any(q.is_value for q in level)]
    extents: dict[int, tuple[float, float]] = {}
    for p in body:
        if not any(_cuts(p, x) for x in columns.cuts):
            x0, x1 = extents.get(columns.of(p.centre), (p.rect[0], p.rect[2]))
            extents[columns.of(p.centre)] = (min(x0, p.rect[0]), max(x1, p.rect[2]))
    result = []
    for level in levels:
        if any(p.is_value for p in level):
            result.append(list(level))
        else:
            result.append([part for p in level for part in _names_in(p, columns, extents)])
    return result


def _names_in(phrase: Phrase, columns: Columns, extents: Mapping[int, tuple[float, float]]) -> list[Phrase]:
    if not any(_cuts(phrase, x) for x in columns.cuts):
        return [phrase]
    words = phrase.words
    gaps = [b.rect[0] - a.rect[2] for a, b in pairwise(words)]
    wide = (
        max(_WIDE_SPACE * phrase.size, _WIDER * min(gaps) if max(gaps) > _WIDER * min(gaps) else 0.0) if gaps else 0.0
    )
    begins = [0, *(i + 1 for i, gap in enumerate(gaps) if gap >= wide), len(words)]
    parts = [phrase_of(words[a:b]) for a, b in pairwise(begins)]
    last, beside = -1, 0
    for part in parts:
        column = next((c for c in sorted(extents) if c > last and _stands_at(part, extents[c])), None)
        beside += column is None  # the name of a column of names may stand right where these stand left
        last = last + 1 if column is None else column
    return parts if last < columns.count and 3 * beside <= len(parts) else [phrase]


def _stands_at(part: Phrase, extent: tuple[float, float]) -> bool:
    off = (part.rect[0] - extent[0], part.rect[2] - extent[1], part.centre - sum(extent) / 2)
    return min(map(abs, off)) <= _OFF * part.size


def _cuts(phrase: Phrase, x: float) -> bool:
    return phrase.rect[0] + 1 < x < phrase.rect[2] - 1
