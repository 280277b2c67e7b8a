"""The whole document as a strip beside the scroll bar: where the answer is from, and where what was found. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docexplain.answers import Kind
from tui.view.shading import Shade

FOUND_SIGN = "•"
_WEIGHT = {Kind.SUPPORTS: 3, Kind.EACH: 3, Kind.TOGETHER: 3, Kind.AGAINST: 2, Kind.SHARE: 1}


@dataclass(frozen=True, slots=True)
class Heat:
    """One cell of the strip: the shade that counts most there, and whether something was found there."""

    shade: Shade | None = None
    found: bool = False


def strip_of(
    starts: Sequence[int],
    total: int,
    height: int,
    shade_of: Callable[[int], Shade | None],
    found: Callable[[int], bool],
) -> list[Heat]:
    """The strip, one cell a line of the screen.

    Args:
        starts: first row of each paragraph, in order.
        total: rows of the document.
        height: lines of the screen.
        shade_of: by paragraph index.
        found: whether the paragraph with an index says what was looked for.
    """
    cells = [Heat()] * height
    if total <= 0 or height <= 0:
        return cells
    best = [0.0] * height
    for index, start in enumerate(starts, start=1):
        y = min(height - 1, start * height // max(total, height))
        shade = shade_of(index)
        weight = 0.0 if shade is None else _weight(shade)
        if weight > best[y]:
            best[y] = weight
            cells[y] = Heat(shade, cells[y].found)
        if found(index) and not cells[y].found:
            cells[y] = Heat(cells[y].shade, found=True)
    return cells


def row_at(y: int, total: int, height: int) -> int:
    """The row of the document that a cell of the strip stands for."""
    return y * max(total, height) // max(1, height)


def _weight(shade: Shade) -> float:
    """Cited before others, then by kind and size."""
    kind = _WEIGHT.get(shade.kind, 0)
    return 0.0 if not kind else kind + shade.size + (10 if shade.rank else 0)
