"""Pictures on a page that hold no text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docexplain.ingest.page.reading_order import reading_order
from docexplain.ingest.text.blocks import Rect, area

_SMALLEST_PICTURE = 0.005
"""Share of the page's area; smaller ones are logos, bullets and lines."""


def without_text(page: Any, seen: Sequence[Rect], filled: Sequence[Rect]) -> tuple[Rect, ...]:
    """Places of pictures without text: what the layout model takes for one, and images of some size that stand alone.
    One behind text, as a watermark or a scan, is none.

    Args:
        seen: by the layout model.
        filled: places of text.
    """
    places = list(seen)
    width, height = page.rect.width, page.rect.height
    for image in page.get_image_info():
        x0, y0, x1, y1 = (float(value) for value in image["bbox"])
        rect = (max(x0, 0.0), max(y0, 0.0), min(x1, width), min(y1, height))
        if rect[0] < rect[2] and rect[1] < rect[3] and area(rect) >= _SMALLEST_PICTURE * width * height:
            places.append(rect)
    pictures: list[Rect] = []
    for rect in places:
        if not any(_overlap(rect, other) for other in (*filled, *pictures)):
            pictures.append(rect)
    return tuple(pictures[i] for i in reading_order(pictures))


def _overlap(one: Rect, other: Rect) -> bool:
    """By more than a tenth of the smaller."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 0 and height > 0 and width * height > 0.1 * min(area(one), area(other))
