"""Of which series a value in a chart is: its column has the colour that the legend shows beside the series' name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docexplain.ingest.tables.phrases import Phrase
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.drawn import paths_of

_SWATCH = (3.0, 1.5)
"""Width and height of a patch of colour in a legend over the size of its letters, at most."""
_BESIDE = 1.5
"""Between the patch and the name, and between a column and the value over it, in font sizes, at most."""
_MOST = 2000
"""Areas on a page that are looked at; more are a drawing."""

Fill = tuple[Rect, tuple[float, ...]]
"""An area and its colour."""


def fills_of(page: Any) -> list[Fill]:
    """The coloured areas of a ``pymupdf.Page``; none where there are too many."""
    found = [
        (tuple(path["rect"]), tuple(path["fill"]))
        for path in paths_of(page)
        if path.get("fill") is not None and min(path["fill"], default=1.0) < 1.0
    ]
    return found if len(found) <= _MOST else []


def legend_of(phrases: Iterable[Phrase], fills: Sequence[Fill]) -> dict[tuple[float, ...], Phrase]:
    """The names beside patches of colour; a colour that has two names has none."""
    names: dict[tuple[float, ...], Phrase] = {}
    twice = set()
    for phrase in phrases:
        colors = {color for rect, color in fills if _is_swatch(rect, phrase)} if not phrase.is_value else set()
        if len(colors) == 1:
            [color] = colors
            if color in names:
                twice.add(color)
            names[color] = phrase
    return {color: phrase for color, phrase in names.items() if color not in twice}


def _is_swatch(rect: Rect, phrase: Phrase) -> bool:
    x0, y0, x1, y1 = rect
    small = x1 - x0 <= _SWATCH[0] * phrase.size and y1 - y0 <= _SWATCH[1] * phrase.size
    beside = -1 <= phrase.rect[0] - x1 <= _BESIDE * phrase.size
    return small and beside and phrase.rect[1] - 1 <= (y0 + y1) / 2 <= phrase.rect[3] + 1


def series_of(
    values: Sequence[Phrase], fills: Sequence[Fill], legend: dict[tuple[float, ...], Phrase]
) -> list[Phrase] | None:
    """The series of the values over one category, each another one; None if it is not known of each."""
    found = [next((legend[color] for color in _colors_at(value, fills) if color in legend), None) for value in values]
    names = [name for name in found if name is not None]
    return names if len(names) == len(values) == len({id(name) for name in names}) else None


def _colors_at(value: Phrase, fills: Sequence[Fill]) -> list[tuple[float, ...]]:
    """Of the area in which a value stands, or of the one just below it: the one that is drawn last."""
    at = [(rect, color) for rect, color in fills if rect[0] - 1 <= value.centre <= rect[2] + 1]
    inside = [color for rect, color in at if rect[1] <= value.level <= rect[3]]
    below = [color for rect, color in at if -2 <= rect[1] - value.rect[3] <= _BESIDE * value.size]
    return inside[-1:] or below[-1:]
