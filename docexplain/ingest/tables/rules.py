"""The straight lines that are drawn on a page: between the rows and columns of tables, under their heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.drawn import paths_of, steps_of

_THIN = 2.5
"""Points; a filled rectangle no thicker is a line."""
_STRAIGHT = 1.0
"""Points that the ends of a straight line may differ."""
_SHORTEST = 4.0
_SLIP = 0.05
"""Points by which numbers in a file are off."""
_MOST = 4000
"""Drawn things on a page; more are a map or a chart, of which the lines say nothing about tables."""
_PATHS = {"fill-path", "stroke-path"}

Span = tuple[float, float, float]
"""Where a line stands across its direction, and where it begins and ends along it, in points."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Horizontal lines as (y, x0, x1) and vertical ones as (x, y0, y1)."""

    h: tuple[Span, ...] = ()
    v: tuple[Span, ...] = ()

    def within(self, rect: Rect, margin: float = 10.0) -> Rules:
        """Those that lie in the rectangle, or no further outside than the margin, in points: a table's box ends at its
        text, its frame does not."""
        x0, y0, x1, y1 = rect[0] - margin, rect[1] - margin, rect[2] + margin, rect[3] + margin
        h = tuple(r for r in self.h if y0 <= r[0] <= y1 and r[1] < x1 and r[2] > x0)
        v = tuple(r for r in self.v if x0 <= r[0] <= x1 and r[1] < y1 and r[2] > y0)
        return Rules(h, v)

    def mirrored(self) -> Rules:
        """As seen in a mirror that stands at x = 0."""
        return Rules(tuple((y, -x1, -x0) for y, x0, x1 in self.h), tuple((-x, y0, y1) for x, y0, y1 in self.v))


NO_RULES = Rules()


def rules_of(page: Any) -> Rules:
    """The lines of a ``pymupdf.Page``."""
    drawn = sum(kind in _PATHS for kind, _ in steps_of(page))
    if not 0 < drawn <= _MOST:
        return Rules()
    h: list[Span] = []
    v: list[Span] = []
    for drawing in paths_of(page):
        for x0, y0, x1, y1 in _edges(drawing):
            if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) >= _SHORTEST:
                h.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) >= _SHORTEST:
                v.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return Rules(tuple(_whole(h)), tuple(_whole(v)))


def _edges(drawing: dict[str, Any]) -> Iterator[Rect]:
    stroked = "s" in drawing["type"]
    if not stroked:
        yield from _border(drawing["items"])
    for kind, *points in drawing["items"]:
        if kind == "l" and stroked:
            (x0, y0), (x1, y1) = points
            yield x0, y0, x1, y1
        elif kind in {"re", "qu"}:
            x0, y0, x1, y1 = _box(points[0])
            if min(y1 - y0, x1 - x0) <= _THIN:
                flat = y1 - y0 <= x1 - x0
                x, y = (x0 + x1) / 2, (y0 + y1) / 2
                yield (x0, y, x1, y) if flat else (x, y0, x, y1)
            elif stroked:
                yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _border(items: Any) -> Iterator[Rect]:
    """The sides that are left of a rectangle of which another one is cut out, as a thin border on some sides or all."""
    if len(items) != 2 or any(kind not in {"re", "qu"} for kind, *_ in items):
        return
    outer, inner = sorted((_box(points[0]) for _, *points in items), key=lambda box: (box[0], box[1], -box[2], -box[3]))
    x0, y0, x1, y1 = outer
    sides = ((x0, y0, x0, y1), (x0, y0, x1, y0), (x1, y0, x1, y1), (x0, y1, x1, y1))
    wide = (inner[0] - x0, inner[1] - y0, x1 - inner[2], y1 - inner[3])
    if all(-_SLIP <= width <= _THIN for width in wide):
        yield from (side for side, width in zip(sides, wide, strict=True) if width > _SLIP)


def _box(points: Any) -> Rect:
    """Of a rectangle, or of a quad's four corners."""
    if isinstance(points[0], int | float):
        x0, y0, x1, y1 = points
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _whole(spans: Iterable[Span]) -> list[Span]:
    """Lines that go on from one another as one, as cells are often framed one by one."""
    result: list[Span] = []
    for at, begin, end in _sorted(spans):
        last = result[-1] if result else None
        if last and abs(last[0] - at) <= _STRAIGHT and begin <= last[2] + 2 * _STRAIGHT:
            result[-1] = (last[0], last[1], max(last[2], end))
        else:
            result.append((at, begin, end))
    return result


def _sorted(spans: Iterable[Span]) -> list[Span]:
    """By place, those that stand at one place by their beginning."""
    groups: list[list[Span]] = []
    for span in sorted(spans):
        if groups and span[0] - groups[-1][0][0] <= _STRAIGHT:
            groups[-1].append(span)
        else:
            groups.append([span])
    return [span for group in groups for span in sorted(group, key=lambda span: span[1:])]
