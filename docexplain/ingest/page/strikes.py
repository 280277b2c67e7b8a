"""Text that is struck through: by a drawn line, a thin filled rectangle, or an annotation, through its middle.

An underline, a table's rule, a fraction's bar or a chart's grid is none: a strike goes through the letters between
their baseline and the top of small ones, and it begins and ends where they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.drawn import paths_of

_LOWEST, _HIGHEST = 0.12, 0.52
"""Of a strike over the baseline, in font sizes: lower is an underline, higher the rule above the line."""
_THICKEST = 0.2
"""Of a strike, in font sizes: thicker is a bar that covers."""
_OVERHANG = 0.6
"""Of a strike over the text at each end, in font sizes: a space may be struck too."""
_LEAST = 0.6
"""Share of a strike's length that has characters under it."""
_GAP = 3.0
"""Points between two strikes that are one: of dashes, or one for each word."""
_SLANT = 0.03
"""Rise of a line over its length, at most."""
_THIN = 4.0
"""Points of the thickest rectangle that is looked at."""
_PALE = 0.9
"""Of each colour, from 0 to 1: a line as pale as this is not seen on paper."""
_STRAIGHT = 0.99
"""Cosine of the angle at which a line of text counts as level."""


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A level line: its ends, its middle and how thick it is, in points, and as which of the page's it is drawn."""

    x0: float
    x1: float
    y: float
    thick: float
    number: int


def mark_struck(page: Any, raw: dict[str, Any]) -> bool:
    """Adds ``struck`` to each character of a page's text that is struck through; False: none is.

    Args:
        page: the ``pymupdf.Page``.
        raw: what its text page gives as ``extractRAWDICT()``.
    """
    drawings = paths_of(page)
    strokes = _merged([stroke for number, drawing in enumerate(drawings) for stroke in _strokes_of(drawing, number)])
    if not strokes:
        return False
    found = False
    covers = [(number, drawing["rect"]) for number, drawing in enumerate(drawings) if _covers(drawing)]
    for block in raw["blocks"]:
        for line in block.get("lines", ()):
            if line["dir"][0] >= _STRAIGHT:
                found |= _mark_line(line, strokes, covers)
    return found


def _mark_line(line: dict[str, Any], strokes: list[_Stroke], covers: list[tuple[int, Rect]]) -> bool:
    """Whether any of it is struck through."""
    left, top, right, bottom = line["bbox"]
    near = [stroke for stroke in strokes if top < stroke.y < bottom and stroke.x0 < right and stroke.x1 > left]
    if not near:
        return False
    found = False
    placed = [(character, float(span["size"])) for span in line["spans"] for character in span["chars"]]
    for stroke in near:
        inside = [(character, size) for character, size in placed if _is_through(stroke, character, size)]
        if inside and _fits(stroke, inside) and not any(_is_under(stroke, cover) for cover in covers):
            found = True
            for character, _ in inside:
                character["struck"] = True
    return found


def _is_through(stroke: _Stroke, character: dict[str, Any], size: float) -> bool:
    x0, _, x1, _ = character["bbox"]
    height = (character["origin"][1] - stroke.y) / size if size else 0.0
    at = stroke.x0 <= (x0 + x1) / 2 <= stroke.x1
    return at and _LOWEST <= height <= _HIGHEST and stroke.thick <= _THICKEST * size


def _fits(stroke: _Stroke, inside: list[tuple[dict[str, Any], float]]) -> bool:
    """The line is as long as what it goes through, which has a letter or digit."""
    if not any(character["c"].isalnum() for character, _ in inside):
        return False
    boxes = [character["bbox"] for character, _ in inside]
    one = sum(not character["c"].isspace() for character, _ in inside) == 1
    over = _OVERHANG * max(size for _, size in inside) / (2 if one else 1)
    starts, ends = min(box[0] for box in boxes) - stroke.x0 <= over, stroke.x1 - max(box[2] for box in boxes) <= over
    return bool(starts and ends and sum(box[2] - box[0] for box in boxes) >= _LEAST * (stroke.x1 - stroke.x0))


def _covers(drawing: dict[str, Any]) -> bool:
    """It is a filled rectangle that nothing shows through."""
    alone = len(drawing["items"]) == 1 and drawing["items"][0][0] in {"re", "qu"}
    return alone and drawing["type"] != "s" and bool(drawing.get("fill_opacity") == 1)


def _is_under(stroke: _Stroke, cover: tuple[int, Rect]) -> bool:
    number, (x0, y0, x1, y1) = cover
    return number > stroke.number and x0 <= stroke.x0 and stroke.x1 <= x1 and y0 < stroke.y < y1 and y1 - y0 > _THIN


def _merged(strokes: list[_Stroke]) -> list[_Stroke]:
    """Those that go on where another ends as one."""
    merged: list[_Stroke] = []
    for stroke in sorted(strokes, key=lambda s: (round(s.y, 1), s.x0)):
        last = merged[-1] if merged else None
        if last and round(last.y, 1) == round(stroke.y, 1) and stroke.x0 - last.x1 <= _GAP:
            merged[-1] = replace(
                last,
                x1=max(last.x1, stroke.x1),
                thick=max(last.thick, stroke.thick),
                number=max(last.number, stroke.number),
            )
        else:
            merged.append(stroke)
    return merged


def _strokes_of(drawing: dict[str, Any], number: int) -> Iterator[_Stroke]:
    """The level lines of a drawing that can be seen."""
    x0, y0, x1, y1 = drawing["rect"]
    width = float(drawing.get("width") or 0.0) if "s" in drawing["type"] else 0.0
    if not _is_seen(drawing) or width > _THIN:
        return
    if y1 - y0 <= _THIN and drawing["type"] != "s":
        yield from _thin(x0, y0, x1, y1, width, number)
        return
    corners: list[tuple[float, float]] = []
    for kind, *points in drawing["items"]:
        if kind == "re":
            x0, y0, x1, y1 = points[0][:4]
            yield from _thin(x0, y0, x1, y1, width, number)
        elif kind == "qu":
            yield from _polygon(points[0], width, number)
        elif kind == "l" and width:
            (ax, ay), (bx, by) = points
            if abs(by - ay) <= _SLANT * abs(bx - ax):
                yield _Stroke(min(ax, bx), max(ax, bx), (ay + by) / 2, width, number)
        elif kind == "l":
            if corners and points[0] != corners[-1]:
                yield from _polygon(corners, width, number)
                corners = []
            corners += points
    if corners:
        yield from _polygon(corners, width, number)


def _polygon(corners: Sequence[tuple[float, float]], width: float, number: int) -> Iterator[_Stroke]:
    xs, ys = zip(*corners, strict=True)
    yield from _thin(min(xs), min(ys), max(xs), max(ys), width, number)


def _thin(x0: float, y0: float, x1: float, y1: float, width: float, number: int) -> Iterator[_Stroke]:
    thick = y1 - y0 + width
    if thick <= _THIN and x1 - x0 > thick:
        yield _Stroke(x0, x1, (y0 + y1) / 2, thick, number)


def _is_seen(drawing: dict[str, Any]) -> bool:
    """By its colours and how opaque they are."""
    lines = drawing["type"] != "f" and _is_dark(drawing.get("color")) and drawing.get("stroke_opacity") != 0
    return lines or (drawing["type"] != "s" and _is_dark(drawing.get("fill")) and drawing.get("fill_opacity") != 0)


def _is_dark(colour: tuple[float, ...] | None) -> bool:
    return colour is not None and min(colour) < _PALE
